"""The table of tasks. `taken` is kept by the database itself, from the slots that assignments hold."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from microtask.db import Base
from microtask.tasks.rules import STATES

DEALABLE = "state = 'open' AND NOT hidden AND taken < wanted"


class Task(Base):
    """One question about one item; for compare about two, of which the first in the order of their ids is `item_id`.

    `wanted` is how many answers are asked for now; `taken` how many of the slots 1 to `max_answers` are held by
    punctual answers and live assignments.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("stage_id", "item_id", "other_item_id", postgresql_nulls_not_distinct=True),
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state_legal"),
        CheckConstraint("0 <= taken AND taken <= max_answers", name="never_more_than_max"),
        CheckConstraint("1 <= wanted AND wanted <= max_answers", name="wanted_within_max"),
        CheckConstraint("item_id <> other_item_id", name="two_items"),
        Index("ix_tasks_fresh", "stage_id", "id", postgresql_where=text(f"{DEALABLE} AND taken = 0")),
        Index("ix_tasks_begun", "stage_id", "id", postgresql_where=text(f"{DEALABLE} AND taken > 0")),
        Index("ix_tasks_item_id", "item_id"),
        Index("ix_tasks_other_item_id", "other_item_id", postgresql_where=text("other_item_id IS NOT NULL")),
        Index("ix_tasks_open", "stage_id", postgresql_where=text("state = 'open'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    other_item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(server_default=STATES[0])
    hidden: Mapped[bool] = mapped_column(server_default=text("false"))
    wanted: Mapped[int] = mapped_column(SmallInteger)
    taken: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    max_answers: Mapped[int] = mapped_column(SmallInteger)
    settled_at: Mapped[datetime | None]
