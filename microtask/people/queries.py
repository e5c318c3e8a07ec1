"""Read people: who is asking, and who is there.

The two questions that every request asks (whose token is this, whose session) are one indexed statement each, by hand:
the entities of the ORM cost several times the statement itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from microtask.db import fetch_one
from microtask.errors import NotFound
from microtask.people.models import Department, DepartmentAlias, MailChoice, Person, Role, Token
from microtask.people.permissions import ADMIN, SERVICE
from microtask.people.rules import CHARTER_VERSION, Identity

_IDENTITY = """p.id, p.name, p.email, p.department_id, d.slug, p.simulated,
       ARRAY(SELECT array_to_string(ARRAY[r.department_id::text, r.role] || r.skills, ' ')
             FROM roles r WHERE r.person_id = p.id) AS held,
       ARRAY(SELECT array_to_string(ARRAY[f.id::text, r.role], ' ')
             FROM roles r JOIN departments f ON f.successor_id = r.department_id WHERE r.person_id = p.id) AS former"""

_BY_TOKEN = f"""
SELECT {_IDENTITY}, t.id AS token_id, t.scope, t.last_used_on
FROM tokens t JOIN people p ON p.id = t.person_id JOIN departments d ON d.id = p.department_id
WHERE t.digest = %s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %s) AND p.left_at IS NULL
"""  # noqa: S608 (the columns are a constant of this module)

_BY_SIGN_IN = f"""
SELECT {_IDENTITY}, s.id AS sign_in_id, s.data, s.last_seen_at
FROM sign_ins s LEFT JOIN people p ON p.id = s.person_id LEFT JOIN departments d ON d.id = p.department_id
WHERE s.digest = %s AND s.ended_at IS NULL AND s.expires_at > %s AND p.left_at IS NULL
"""  # noqa: S608

_BY_ID = f"SELECT {_IDENTITY} FROM people p JOIN departments d ON d.id = p.department_id WHERE p.id = %s"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who calls with which token."""

    person: Identity
    token_id: int
    scope: str
    last_used_on: date | None


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser's session as it is stored; `person` is None until somebody has signed in."""

    sign_in_id: int
    person: Identity | None
    data: dict[str, Any]
    last_seen_at: datetime


def find_by_token(connection: Connection, digest: bytes, *, now: datetime) -> Bearer | None:
    """Whose token this is; None where it is unknown, expired or revoked, or the person has left."""
    row = fetch_one(connection, _BY_TOKEN, (digest, now))
    return None if row is None else Bearer(_identity(row), row.token_id, row.scope, row.last_used_on)


def find_browser(connection: Connection, digest: bytes, *, now: datetime) -> Browser | None:
    """The session of a browser's cookie; None where it is unknown, over or ended, or the person has left."""
    row = fetch_one(connection, _BY_SIGN_IN, (digest, now))
    if row is None:
        return None
    return Browser(row[8], None if row[0] is None else _identity(row), row[9], row[10])


def get_identity(session: Session, person_id: int) -> Identity:
    """A person as the rules see them. Raises `NotFound`."""
    row = fetch_one(session.connection(), _BY_ID, (person_id,))
    if row is None:
        raise NotFound("There is no such person.")
    return _identity(row)


def find_by_email(session: Session, email: str) -> Person | None:
    """The person with this e-mail address, whatever its capitals."""
    return session.scalar(select(Person).where(func.lower(Person.email) == email.strip().lower()))


def get_by_email(session: Session, email: str) -> Person:
    """The person with this e-mail address, whatever its capitals. Raises `NotFound`."""
    person = find_by_email(session, email)
    if person is None:
        raise NotFound(f"There is nobody with the e-mail address {email}.")
    return person


def get_department(session: Session, department_id: int) -> Department:
    """One department. Raises `NotFound`."""
    department = session.get(Department, department_id)
    if department is None:
        raise NotFound("There is no such department.")
    return department


def get_department_by_slug(session: Session, slug: str) -> Department:
    """One department by its slug. Raises `NotFound`."""
    department = session.scalar(select(Department).where(Department.slug == slug))
    if department is None:
        raise NotFound(f"There is no department “{slug}”.")
    return department


def find_department(session: Session, name: str) -> Department | None:
    """The department with this slug or, failing that, this alias; one that was merged gives its successor."""
    name = name.strip().lower()
    department = session.scalar(select(Department).where(Department.slug == name)) or session.scalar(
        select(Department)
        .join(DepartmentAlias, DepartmentAlias.department_id == Department.id)
        .where(func.lower(DepartmentAlias.name) == name)
        .order_by(DepartmentAlias.id)
        .limit(1)
    )
    while department is not None and department.successor_id is not None:
        department = get_department(session, department.successor_id)
    return department


def has_read_charter(session: Session, person_id: int) -> bool:
    """Whether the person has been shown the charter as it is today, and went on."""
    return _charter_read(session, person_id) >= CHARTER_VERSION


def has_read_earlier_charter(session: Session, person_id: int) -> bool:
    """Whether the person went on from a charter that has changed since."""
    return 0 < _charter_read(session, person_id) < CHARTER_VERSION


def get_mail_choice(session: Session, person_id: int) -> MailChoice:
    """What the person wants to be e-mailed: outcomes, the challenges that they own or approve, and no digest, at first.

    What is answered for somebody who has chosen nothing belongs to no session.
    """
    chosen = session.get(MailChoice, person_id)
    return chosen or MailChoice(person_id=person_id, outcomes=True, challenges=True, digest_hour=10)


def list_idle(session: Session, *, before: datetime, now: datetime, limit: int | None = None) -> list[int]:
    """The people who have not signed in since then, and have no token that counts: their accounts are to be forgotten.

    Simulated people have no account that anybody signs in to. Of the administrators of a department, and of those of
    the service, the one who signed in last is kept: else nobody could let anybody in again.
    """
    counts = (Token.revoked_at.is_(None), or_(Token.expires_at.is_(None), Token.expires_at > now))
    found = select(Person.id).where(
        Person.signed_in_at < before,
        Person.forgotten_at.is_(None),
        Person.simulated.is_(False),
        ~exists(select(Token.id).where(Token.person_id == Person.id, *counts)),
        ~exists(_administered_alone()),
    )
    return list(session.scalars(found.order_by(Person.id).limit(limit)))


def _charter_read(session: Session, person_id: int) -> int:
    return session.scalar(select(Person.charter_version).where(Person.id == person_id)) or 0


def _administered_alone() -> Select[int]:
    """The roles of administrators that a person holds, and nobody else who is there and signed in after them."""
    held, theirs, other = Role, aliased(Role), aliased(Person)
    same_place = or_(theirs.role == SERVICE, theirs.department_id == held.department_id)
    later = tuple_(other.signed_in_at, other.id) > tuple_(Person.signed_in_at, Person.id)
    others = select(theirs.role).join(other, other.id == theirs.person_id)
    others = others.where(theirs.role == held.role, same_place, other.left_at.is_(None), later)
    return select(held.person_id).where(
        held.person_id == Person.id, held.role.in_((ADMIN, SERVICE)), Person.left_at.is_(None),
        ~exists(others.correlate(held, Person)),
    ).correlate(Person)  # fmt: skip


def list_tokens(session: Session, person_id: int) -> Sequence[Token]:
    """A person's tokens that have not been taken back, the newest first; some may have expired."""
    kept = select(Token).where(Token.person_id == person_id, Token.revoked_at.is_(None))
    return session.scalars(kept.order_by(Token.id.desc())).all()


def list_skills(session: Session) -> list[str]:
    """The skills that any expert has, in order."""
    held = select(func.unnest(Role.skills).label("skill")).join(Person, Person.id == Role.person_id)
    skills = held.where(Person.left_at.is_(None)).subquery()
    return list(session.scalars(select(skills.c.skill).distinct().order_by(skills.c.skill)))


def list_names(session: Session, people: Collection[int]) -> dict[int, str]:
    """What people are called, by their number."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {row.id: row.name for row in rows}


def list_departments(session: Session) -> Sequence[Department]:
    """Every department that there is or was, by name."""
    return session.scalars(select(Department).order_by(Department.name, Department.id)).all()


def list_departments_of_today(session: Session) -> Sequence[Department]:
    """The departments that have not become part of another, by name."""
    there = select(Department).where(Department.successor_id.is_(None))
    return session.scalars(there.order_by(Department.name, Department.id)).all()


def _identity(row: Sequence[Any]) -> Identity:
    held = [each.split(" ") for each in row[6]]  # a department, a role, and the skills of an expert
    former = [each.split(" ") for each in row[7]]  # a department that has become part of one of those, and the role
    return Identity(
        person_id=row[0],
        name=row[1],
        email=row[2],
        department_id=row[3],
        department=row[4],
        simulated=row[5],
        roles=frozenset((int(place), role) for place, role, *_ in (*held, *former)),
        former=frozenset(int(place) for place, _ in former),
        skills=frozenset(skill for _, _, *skills in held for skill in skills),
    )


def list_department_slugs(session: Session) -> list[str]:
    """The slugs of the departments that take part today, by name of the slug."""
    return list(
        session.scalars(
            select(Department.slug)
            .where(
                Department.successor_id.is_(None),
                or_(Department.valid_to.is_(None), Department.valid_to >= func.current_date()),
            )
            .order_by(Department.slug)
        )
    )
