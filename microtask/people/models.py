"""The tables of people: departments are dated data with aliases, never a list in code."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from microtask.db import Base
from microtask.people.rules import ROLES

NOW = func.now()


class Department(Base):
    """An organisation that takes part. A renamed or merged one keeps its row and names its successor.

    `permission_text` is what it says to its people about taking part in working time, and `monthly_minutes` how much
    of it; nothing counts against that but what a person is told themselves.
    """

    __tablename__ = "departments"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name="slug_form"),
        CheckConstraint("monthly_minutes > 0", name="minutes_sensible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    permission_text: Mapped[str] = mapped_column(server_default="")
    monthly_minutes: Mapped[int | None] = mapped_column(SmallInteger)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class DepartmentAlias(Base):
    """Another name of a department: an abbreviation, or what it used to be called."""

    __tablename__ = "department_aliases"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class Person(Base):
    """Somebody with a work account. Everyone is a volunteer; `Role` adds to that.

    `charter_version` is the charter that they have read, 0 before the first time. `signed_in_at` is when they
    last signed in, or were added; `forgotten_at` when the account was made anonymous.
    """

    __tablename__ = "people"
    __table_args__ = (Index("uq_people_email", text("lower(email)"), unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    password_hash: Mapped[str | None]
    simulated: Mapped[bool] = mapped_column(server_default=text("false"))
    left_at: Mapped[datetime | None]
    charter_version: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    charter_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime] = mapped_column(server_default=NOW)
    forgotten_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class Role(Base):
    """What a person may do beyond volunteering, in one department."""

    __tablename__ = "roles"
    __table_args__ = (CheckConstraint(f"role IN ({', '.join(repr(r) for r in ROLES)})", name="role_known"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class Token(Base):
    """A key to the API, kept only as the SHA-256 digest of 256 random bits."""

    __tablename__ = "tokens"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class SignIn(Base):
    """A browser's session, kept on the server: the cookie is a random key, and here is only its digest.

    `person_id` is empty until somebody has signed in: the sign-in form itself needs a CSRF token.
    """

    __tablename__ = "sign_ins"
    __table_args__ = (UniqueConstraint("digest"), Index("ix_sign_ins_expires_at", "expires_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    data: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    last_seen_at: Mapped[datetime] = mapped_column(server_default=NOW)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
