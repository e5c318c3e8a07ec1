"""Read how people come in: their accounts elsewhere, the links that were e-mailed to them, where they are signed in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from microtask.db import fetch_one
from microtask.people.models import Binding, DepartmentAlias, Person, SignIn, SignInLink


def find_whose_browser(connection: Connection, digest: bytes) -> int | None:
    """Whose session it was, also once it is over; None where that is no longer known, or nobody had signed in."""
    row = fetch_one(connection, "SELECT person_id FROM sign_ins WHERE digest = %s", (digest,))
    return None if row is None else row[0]


def list_open_sign_ins(session: Session, person_id: int, *, now: datetime) -> Sequence[SignIn]:
    """Where a person is signed in, the newest first."""
    counts = (SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
    return session.scalars(select(SignIn).where(*counts).order_by(SignIn.id.desc())).all()


def find_bound(session: Session, issuer: str, subject: str) -> Person | None:
    """The person to whom an account at an identity provider belongs."""
    bound = (Binding.issuer == issuer, Binding.subject == subject)
    return session.scalar(select(Person).join(Binding, Binding.person_id == Person.id).where(*bound))


def find_issuer(session: Session, person_id: int) -> str | None:
    """Where a person has to sign in, once they have done so there; None for somebody who may by other ways."""
    return session.scalar(select(Binding.issuer).where(Binding.person_id == person_id))


def find_link(session: Session, digest: bytes, *, now: datetime) -> SignInLink | None:
    """The link to sign in with this key; None where it is unknown, used or too old."""
    counts = (SignInLink.digest == digest, SignInLink.used_at.is_(None), SignInLink.expires_at > now)
    return session.scalar(select(SignInLink).where(*counts))


def list_aliases(session: Session) -> dict[int, list[str]]:
    """The other names of departments, by the number of each."""
    names: dict[int, list[str]] = {}
    found = select(DepartmentAlias.department_id, DepartmentAlias.name).order_by(DepartmentAlias.name)
    for row in session.execute(found):
        names.setdefault(row.department_id, []).append(row.name)
    return names
