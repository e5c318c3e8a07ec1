"""The tables of assignments. What remains of an assignment is its stub, so that nobody is asked the same twice."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from microtask.assignments.rules import REPORT_DECISIONS, STATES
from microtask.db import Base


class Sitting(Base):
    """A volunteer's few minutes. A person has at most one open sitting."""

    __tablename__ = "sittings"
    __table_args__ = (
        Index("uq_sittings_open", "person_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("1 <= minutes AND minutes <= 120", name="minutes_sensible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    challenge_id: Mapped[int | None] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    minutes: Mapped[int] = mapped_column(SmallInteger)
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]


class Assignment(Base):
    """One volunteer, one task, until a time. While live, and once answered in time, it holds a slot of its task.

    `swapped` says that this person sees the two items of a pair the other way round, drawn by lot.
    Stage and department are copies of what the task and the person say. They are no foreign keys: checking one
    locks the row it points to, and that would be a row that every volunteer writes.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("participant_id", "task_id"),
        UniqueConstraint("task_id", "slot"),
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state_legal"),
        CheckConstraint("state <> 'live' OR slot IS NOT NULL", name="live_holds_a_slot"),
        CheckConstraint("state IN ('live', 'answered') OR slot IS NULL", name="stub_holds_none"),
        CheckConstraint("slot >= 1", name="slot_from_1"),
        Index("ix_assignments_tray", "sitting_id", "id", postgresql_where=text("state = 'live'")),
        Index("ix_assignments_expires_at", "expires_at", postgresql_where=text("state = 'live'")),
        Index("ix_assignments_oldest", "stage_id", "dealt_at", postgresql_where=text("state = 'live'")),
        Index("ix_assignments_sitting_id", "sitting_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sittings.id", ondelete="SET NULL"))
    stage_id: Mapped[int]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"))
    department_id: Mapped[int | None]
    slot: Mapped[int | None] = mapped_column(SmallInteger)
    swapped: Mapped[bool] = mapped_column(server_default=text("false"))
    state: Mapped[str] = mapped_column(server_default="live")
    reason: Mapped[str | None]
    dealt_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Cursor(Base):
    """How far dealing has come for one participant in one stage, so that a deal costs the same after 50,000.

    `dealt` tasks have been dealt so far, and the one that makes them `gold_at` may have a known answer; `gold_id` is
    the item of the last one that had.
    """

    __tablename__ = "cursors"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    begun_id: Mapped[int] = mapped_column(server_default="0")
    fresh_id: Mapped[int] = mapped_column(server_default="0")
    gold_id: Mapped[int] = mapped_column(server_default="0")
    dealt: Mapped[int] = mapped_column(server_default="0")
    gold_at: Mapped[int] = mapped_column(server_default="10")


class Report(Base):
    """Somebody found that an item should not be shown, and why; then what an administrator decided, when and why.

    Who reported it is not kept here: nobody who decides needs it.
    """

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint(
            f"decision IN ({', '.join(repr(decision) for decision in REPORT_DECISIONS)})", name="decision_legal"
        ),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]
    reported_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None]
    decision_reason: Mapped[str | None]
