"""The table of answers. An answer is dirty until a pass has decided with it: `decided_at IS NULL`."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from microtask.answers.rules import CHANNELS
from microtask.db import Base


class Answer(Base):
    """What one volunteer said about one task, in the kind's canonical text; not sure, and withdrawn, have no value.

    `revision` counts changes, so that a pass never marks as decided a value that it has not read; `counted` says that
    the stage's counters have it. Stage and department
    are copies, not foreign keys, for the reason given at `Assignment`; the department is the one at the time.
    """

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("task_id", "participant_id"),
        UniqueConstraint("assignment_id"),
        CheckConstraint(f"channel IN ({', '.join(repr(channel) for channel in CHANNELS)})", name="channel_known"),
        CheckConstraint("NOT (not_sure AND value IS NOT NULL)", name="not_sure_has_no_value"),
        Index("ix_answers_dirty", "stage_id", "task_id", postgresql_where=text("decided_at IS NULL")),
        Index("ix_answers_stage_id_id", "stage_id", "id"),
        Index("ix_answers_timed", "stage_id", postgresql_where=text("seconds IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id", ondelete="SET NULL"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"))
    department_id: Mapped[int | None]
    value: Mapped[str | None]
    not_sure: Mapped[bool] = mapped_column(server_default=text("false"))
    note: Mapped[str | None]
    seconds: Mapped[int | None] = mapped_column(SmallInteger)
    channel: Mapped[str]
    revision: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    counted: Mapped[bool] = mapped_column(server_default=text("false"))
    answered_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decided_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
