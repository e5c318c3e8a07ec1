"""The tables of people: departments are dated data with aliases, never a list in code."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from microtask.db import Base
from microtask.people.rules import CHANGES, MARKINGS, ROLES, SCOPES

NOW = func.now()


class Department(Base):
    """An organisation that takes part. `name_cy` is its name in Welsh, empty where it has none.

    One that became part of another keeps its row, so that what its people answered stays its own: `valid_to` is its
    last day, and `successor_id` the department of which it is part today. What it was called when, and what became of
    it, is in `DepartmentChange`.

    `permission_text` is what it says to its people about taking part in working time, and `monthly_minutes` how much
    of it; nothing counts against that but what a person is told themselves. `ceiling` is the highest marking that it
    may post, and be asked about, where the deployment takes that marking at all.
    """

    __tablename__ = "departments"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name="slug_form"),
        CheckConstraint("monthly_minutes > 0", name="minutes_sensible"),
        CheckConstraint(f"ceiling IN ({', '.join(repr(each) for each in MARKINGS)})", name="ceiling_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    name_cy: Mapped[str] = mapped_column(server_default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    permission_text: Mapped[str] = mapped_column(server_default="")
    monthly_minutes: Mapped[int | None] = mapped_column(SmallInteger)
    ceiling: Mapped[str] = mapped_column(server_default=MARKINGS[0])
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class DepartmentChange(Base):
    """What became of a department, from `happened_on` on.

    It was `renamed`, from `name_before`; it was `merged` into the department `other_id`; or `other_id` was `split`
    off it.
    """

    __tablename__ = "department_changes"
    __table_args__ = (CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in CHANGES)})", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    kind: Mapped[str]
    name_before: Mapped[str]
    happened_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class DepartmentDomain(Base):
    """Whoever comes for the first time with an e-mail address of this domain works in the department."""

    __tablename__ = "department_domains"

    domain: Mapped[str] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class DepartmentGroup(Base):
    """Whoever comes for the first time and is in this group of that identity provider works in the department."""

    __tablename__ = "department_groups"

    provider: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class DepartmentPermission(Base):
    """What a department permitted from `created_at` until the next one of its rows; the last one counts today."""

    __tablename__ = "department_permissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    words: Mapped[str]
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

    @property
    def has_signed_in(self) -> bool:
        """Whether they ever came in at a browser; both times are those of the row until they do."""
        return self.signed_in_at != self.created_at


class Role(Base):
    """What a person may do beyond volunteering, in one department; as an expert, in which `skills`.

    `confirmed_at` is when an administrator last said that they still need it, or gave it to them.
    """

    __tablename__ = "roles"
    __table_args__ = (CheckConstraint(f"role IN ({', '.join(repr(r) for r in ROLES)})", name="role_known"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    confirmed_at: Mapped[datetime] = mapped_column(server_default=NOW)
    confirmed_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class Token(Base):
    """A key to the API, kept only as the SHA-256 digest of 256 random bits.

    `scope` says how much of what its person may do it lets through. `last_used_on` is a day, so that a request writes
    it once a day at most. No two that a person made and keeps have one name.
    """

    __tablename__ = "tokens"
    __table_args__ = (
        UniqueConstraint("digest"),
        CheckConstraint(f"scope IN ({', '.join(repr(scope) for scope in SCOPES)})", name="scope_known"),
        Index(
            "uq_tokens_person_id_name",
            "person_id",
            "name",
            unique=True,
            postgresql_where=text("created_by = person_id AND revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    scope: Mapped[str] = mapped_column(server_default=SCOPES[0])
    last_used_on: Mapped[date | None]
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


class Binding(Base):
    """An account at an identity provider that is a person's here: by issuer and subject, never by its e-mail address.

    One a person: whoever comes from another account, even with the same address, is somebody else.
    """

    __tablename__ = "bindings"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class SignInLink(Base):
    """A link that was e-mailed to `email`, to be used once until `expires_at`; `next` is where it leads then.

    Kept as a digest of its key. The person may be new: they are added when it is used.
    """

    __tablename__ = "sign_in_links"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    email: Mapped[str]
    next: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class MailChoice(Base):
    """What somebody has chosen to be e-mailed; without a row they get what stands here as defaults.

    The weekly digest comes on `digest_day` (1 is Monday; None is never) from `digest_hour` on, in London; `digest_at`
    is when the last one did.
    """

    __tablename__ = "mail_choices"
    __table_args__ = (
        CheckConstraint("digest_day BETWEEN 1 AND 5", name="on_a_working_day"),
        CheckConstraint("digest_hour BETWEEN 9 AND 16", name="in_working_hours"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    outcomes: Mapped[bool] = mapped_column(server_default=text("true"))
    challenges: Mapped[bool] = mapped_column(server_default=text("true"))
    digest_day: Mapped[int | None] = mapped_column(SmallInteger)
    digest_hour: Mapped[int] = mapped_column(SmallInteger, server_default="10")
    digest_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
