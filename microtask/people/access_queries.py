"""Read who may do what in a department, for those who look after its people: never how much anybody has done."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from microtask.errors import Conflict, NotFound
from microtask.people.models import Department, DepartmentPermission, Person, Role
from microtask.people.rules import (
    ADMINISTRATORS,
    CONFIRM_EVERY,
    ROLES,
    Identity,
    choose_departments,
    list_giveable,
    may_look_after_people,
)

FEWEST_LETTERS = 3  # that somebody searches for, so that nobody leafs through a department
MOST_FOUND = 20
HAS_ENDED = "This department has become part of another, and nothing of it is changed any more."
JUST_CLOSED = "Your account has just been closed. Ask your department's administrator."

_ORDER = case({role: place for place, role in enumerate(ROLES)}, value=Role.role)


def get_looked_after(
    session: Session, department_id: int, *, may: Callable[[Identity, int], bool] = may_look_after_people, by: Identity
) -> Department:
    """A department whose people `by` looks after, or to which `by` may do this. Raises `NotFound`."""
    department = session.get(Department, department_id) if may(by, department_id) else None
    if department is None:
        raise NotFound("There is no such department.")
    return department


def get_open(
    session: Session, department_id: int, *, may: Callable[[Identity, int], bool] = may_look_after_people, by: Identity
) -> Department:
    """The same, to change something of it. Raises `Conflict` for one that has become part of another."""
    department = get_looked_after(session, department_id, may=may, by=by)
    if department.successor_id is not None:
        raise Conflict(HAS_ENDED)
    return department


def list_looked_after(session: Session, *, by: Identity) -> Sequence[Department]:
    """The departments whose people `by` looks after, by name."""
    chosen = choose_departments("look after people", by)
    found = select(Department).where(Department.successor_id.is_(None)).order_by(Department.name, Department.id)
    return session.scalars(found if chosen is None else found.where(Department.id.in_(chosen))).all()


def get_member(session: Session, department_id: int, person_id: int) -> Person:
    """Somebody who works in the department, or has a role there. Raises `NotFound` for anybody else."""
    person = find_member(session, department_id, person_id)
    if person is None:
        raise NotFound("This department knows of no such person.")
    return person


def find_member(session: Session, department_id: int, person_id: int) -> Person | None:
    """The same; None for anybody else."""
    return session.scalar(select(Person).where(Person.id == person_id, *_known(department_id)))


def search(session: Session, department_id: int, words: str) -> Sequence[Person]:
    """The people of the department in whose name or address `words` stand, at most `MOST_FOUND`, by name.

    Those who have left are among them, so that they can come back. With fewer than `FEWEST_LETTERS` nobody is found.
    """
    wanted = words.strip().lower()
    if len(wanted) < FEWEST_LETTERS:
        return []
    said = or_(func.strpos(func.lower(Person.name), wanted) > 0, func.strpos(func.lower(Person.email), wanted) > 0)
    found = select(Person).where(said, Person.simulated.is_(False), *_known(department_id))
    return session.scalars(found.order_by(Person.name, Person.id).limit(MOST_FOUND)).all()


def list_held(session: Session, department_id: int, person_id: int | None = None) -> Sequence[Row[Any]]:
    """Who has which role in the department, in the order of `ROLES` and by name; of one person, where named.

    Each: `role`, `skills`, `created_at`, `confirmed_at`, `person_id`, `name`, `email`, `works_in` (a department).
    """
    found = _held().where(Role.department_id == department_id)
    if person_id is not None:
        found = found.where(Person.id == person_id)
    return session.execute(found.order_by(_ORDER, Person.name, Person.id)).all()


def list_departments_due(session: Session, *, by: Identity, now: datetime) -> Sequence[Department]:
    """The departments in which a role waits for `by` to confirm or remove it: it was last looked at long ago."""
    waits = _may_decide(by)
    if waits is None:
        return []
    due = (
        select(Role.department_id)
        .join(Person, Person.id == Role.person_id)
        .where(Role.confirmed_at < now - CONFIRM_EVERY, Person.id != by.person_id, Person.left_at.is_(None), waits)
    )
    return session.scalars(select(Department).where(Department.id.in_(due)).order_by(Department.name)).all()


def list_permissions(session: Session, department_id: int) -> Sequence[DepartmentPermission]:
    """What the department has permitted, what counts today first."""
    said = select(DepartmentPermission).where(DepartmentPermission.department_id == department_id)
    return session.scalars(said.order_by(DepartmentPermission.id.desc())).all()


def lock_administrators(session: Session, role: str, department_id: int) -> set[int]:
    """Who administers the department, or (by that role) the service; whoever takes one off waits here for others."""
    held = select(Role.person_id).join(Person, Person.id == Role.person_id)
    held = held.where(Role.role == role, Person.left_at.is_(None))
    if role == ADMINISTRATORS[0]:
        held = held.where(Role.department_id == department_id)
    locked = held.order_by(Role.person_id, Role.department_id).with_for_update(of=Role)
    return set(session.scalars(locked).all())


def hold_present(session: Session, email: str) -> int | None:
    """The number of whoever has this address and has not left; until this transaction is over they do not.

    Nor is a role taken from them meanwhile. A transaction asks before it locks a challenge: people come first.
    """
    wanted = (func.lower(Person.email) == email.strip().lower(), Person.left_at.is_(None))
    return session.scalar(select(Person.id).where(*wanted).with_for_update(read=True))


def _held() -> Select[Any]:
    columns: list[Any] = [Role.role, Role.skills, Role.created_at, Role.confirmed_at]
    person: list[Any] = [Person.id.label("person_id"), Person.name, Person.email, Department.name.label("works_in")]
    return (
        select(*columns, *person)
        .join(Person, Person.id == Role.person_id)
        .join(Department, Department.id == Person.department_id)
        .where(Person.left_at.is_(None))
    )


def _known(department_id: int) -> tuple[Any, ...]:
    has_role = Person.id.in_(select(Role.person_id).where(Role.department_id == department_id))
    return or_(Person.department_id == department_id, has_role), Person.forgotten_at.is_(None)


def _may_decide(by: Identity) -> Any:
    """Which roles `by` may confirm, by department and name; None is none at all."""
    chosen = choose_departments("look after people", by)
    if chosen is None:
        return Role.role.in_(list_giveable(by, by.department_id))
    places = [and_(Role.department_id == place, Role.role.in_(list_giveable(by, place))) for place in sorted(chosen)]
    return or_(*places) if places else None
