"""The tables of the audit. The database itself refuses what would change them: see the triggers of migration 0014."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from microtask.db import Base


class Entry(Base):
    """That somebody did something to something. It holds numbers and codes; `reason` alone is in a person's words.

    `actor_id` is empty for what the service did by itself, or what nobody is to be named for. An administrator reads
    the entries of their department. None is a foreign key: what is recorded outlives what it is about.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        CheckConstraint("action ~ '^[a-z]+[.][a-z_]+$'", name="action_form"),
        Index("ix_audit_entries_at", "at"),
        Index("ix_audit_entries_actor_id_id", "actor_id", "id"),
        Index("ix_audit_entries_department_id_id", "department_id", "id"),
        Index("ix_audit_entries_object_kind_object_id", "object_kind", "object_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[int | None]
    actor_id: Mapped[int | None]
    department_id: Mapped[int | None]
    reason: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    before: Mapped[bytes | None] = mapped_column(LargeBinary)
    after: Mapped[bytes | None] = mapped_column(LargeBinary)


class Segment(Base):
    """A sealed month. `seal` is over `previous`, the month and its `content`; it stays when the entries are deleted."""

    __tablename__ = "audit_segments"
    __table_args__ = (UniqueConstraint("month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date]
    entries: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    seal: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]
