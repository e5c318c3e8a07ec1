"""Rearrange: departments are merged and split, by an administrator of the service, and nothing of the past changes.

People, roles and the challenges that go on move; what was answered, decided and released stays with the department
where it was. A closed challenge stays too: whoever has a role in the department of today has it for those it has taken
over (`Identity.former`).
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select, update

from microtask.audit import actions as audit
from microtask.challenges import department_queries
from microtask.challenges.models import Challenge, Stage
from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.people import actions as people
from microtask.people import department_queries as departments
from microtask.people import rules
from microtask.people.models import Department, Role
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

ONLY_SERVICE = "Only an administrator of the service may merge and split departments."


@dataclass(frozen=True)
class Part:
    """What leaves a department: people by the domain of their address and by the addresses, and challenges.

    It goes to the department `into_id` or, where that is None, to a new one of this `slug` and these `names`.
    """

    domain: str = ""
    emails: tuple[str, ...] = ()
    challenges: tuple[int, ...] = ()
    into_id: int | None = None
    slug: str = ""
    names: people.Names = field(default_factory=lambda: people.Names(""))


def merge(unit: UnitOfWork, department_id: int, into_id: int, *, on: date, reason: str, by: Identity) -> None:
    """From `on` the department is part of another: its people, roles and challenges that go on are the other's.

    Raises `NotAllowed`, `NotFound`, and as `check_merger` does.
    """
    _check_allowed(by)
    department, into = _lock(unit, department_id, into_id)
    check_merger(unit, department, into, on=on, reason=reason)
    counts = {
        "people": people.move_people(unit, department_id, into_id, people=None, reason=reason, by=by),
        "roles": people.move_roles(unit, department_id, into_id, people=None, reason=reason, by=by),
        "challenges": _move_challenges(unit, department_id, into_id, None),
        "audiences": _ask_instead(unit, department_id, into_id),
    }
    ways = people.end_department(unit, department, into, on=on, by=by)
    _note(unit, "department.merged", department_id, into_id, reason=reason, moved=counts | ways, by=by)


def check_merger(unit: UnitOfWork, department: Department, into: Department, *, on: date, reason: str) -> None:
    """Raise `Invalid` for what cannot be meant; `Conflict` where one has ended, or a marking stands in the way."""
    faults = _faults(unit, department, on, reason)
    if department.id == into.id:
        faults["into"] = ["Select another department."]
    if faults:
        raise Invalid(faults)
    _check_state(unit, department, into)


def split(unit: UnitOfWork, department_id: int, part: Part, *, on: date, reason: str, by: Identity) -> int:
    """From `on` a part of the department is another one: its people with the roles they hold here, and challenges.

    Whoever asks the department goes on asking both, and newcomers of the part's domain land in the other. Answers its
    number. Raises `NotAllowed`, `NotFound`, and as `check_split` does.
    """
    _check_allowed(by)
    department, other = _lock(unit, department_id, part.into_id or department_id)
    moving = check_split(unit, department, part, on=on, reason=reason)
    into = other if part.into_id else people.establish(unit, part.slug, part.names, by=by)
    if part.into_id is None:
        into.valid_from = on
        people.copy_permission(unit, department, into, by=by)
    if part.domain:
        people.move_domain(unit, part.domain, into, by=by)
    counts = {
        "people": people.move_people(unit, department_id, into.id, people=moving, reason=reason, by=by),
        "roles": people.move_roles(unit, department_id, into.id, people=moving, reason=reason, by=by),
        "challenges": _move_challenges(unit, department_id, into.id, part.challenges),
        "audiences": _ask_both(unit, department_id, into.id),
    }
    people.note_change(unit, department, "split", into, on=on, by=by)
    ways = {"domains": [part.domain] if part.domain else []}
    _note(unit, "department.split", department_id, into.id, reason=reason, moved=counts | ways, by=by)
    return into.id


def check_split(unit: UnitOfWork, department: Department, part: Part, *, on: date, reason: str) -> list[int]:
    """The people of the part, by number.

    Raises `Invalid` for what cannot be meant, or a part that is nobody; `Conflict` where a department has ended, a
    marking stands in the way, or nobody would administer what is left.
    """
    faults = _faults(unit, department, on, reason)
    if part.into_id is None:
        faults |= people.faults_of_new(unit, part.slug, part.names)
    elif part.into_id == department.id:
        faults["into"] = ["Select another department."]
    moving = departments.list_people(unit.session, department.id, domain=part.domain, emails=part.emails)
    known = departments.list_people(unit.session, department.id, emails=part.emails) if part.emails else []
    if not part.domain and not part.emails:
        faults["domain"] = ["Give the domain of the e-mail addresses, or the addresses, of those who move."]
    elif len(known) < len({email.lower() for email in part.emails}):
        faults["emails"] = ["One of these addresses is nobody's in this department. Check them."]
    elif not moving:
        faults["domain"] = ["Nobody in this department has an address of this domain."]
    landing = departments.find_by_domain(unit.session, part.domain)
    if landing is not None and landing.id not in (department.id, part.into_id):
        faults["domain"] = [f"Newcomers of this domain land in {landing.name}. Take it away there first."]
    if faults:
        raise Invalid(faults)
    _check_administered(unit, department.id, moving)
    into = None if part.into_id is None else unit.session.get_one(Department, part.into_id)
    _check_state(unit, department, into or department)
    return moving


def _check_allowed(by: Identity) -> None:
    if not rules.may_arrange(by):
        raise NotAllowed(ONLY_SERVICE)


def _lock(unit: UnitOfWork, department_id: int, into_id: int) -> tuple[Department, Department]:
    """Both departments, after what is always locked before them: people, then challenges. Raises `NotFound`."""
    people.take_turn(unit)
    people.lock_people(unit, department_id)
    concerned = select(Challenge.id).where(
        department_queries.UNFINISHED,
        (Challenge.department_id == department_id)
        | Challenge.id.in_(select(Stage.challenge_id).where(department_queries.asks(department_id))),
    )
    unit.session.execute(concerned.order_by(Challenge.id).with_for_update())
    found = people.lock_departments(unit, (department_id, into_id))
    if department_id not in found or into_id not in found:
        raise NotFound("There is no such department.")
    return found[department_id], found[into_id]


def _faults(unit: UnitOfWork, department: Department, on: date, reason: str) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    days = [departments.find_last_change(unit.session, department.id), department.valid_from]
    earliest = max((day for day in days if day is not None), default=None)
    if sentences := rules.faults_of_day(on, today=rules.day_of(unit.now), earliest=earliest):
        faults["on"] = sentences
    if sentences := rules.faults_of_reason(reason):
        faults["reason"] = sentences
    return faults


def _check_state(unit: UnitOfWork, department: Department, into: Department) -> None:
    if department.successor_id is not None or into.successor_id is not None:
        raise Conflict("One of these departments has become part of another.")
    if department_queries.list_too_high(unit.session, department.id, into) and into is not department:
        raise Conflict("A challenge has a higher marking than the other department may use. Raise that first.")


def _check_administered(unit: UnitOfWork, department_id: int, moving: Collection[int]) -> None:
    held = select(func.count()).where(Role.department_id == department_id, Role.role == "admin")
    staying = unit.session.scalar(held.where(Role.person_id.not_in(moving)))
    if unit.session.scalar(held) and not staying:
        raise Conflict("Every administrator of this department would move. Give somebody who stays the role first.")


def _move_challenges(unit: UnitOfWork, department_id: int, into_id: int, chosen: Collection[int] | None) -> int:
    moving = update(Challenge).where(Challenge.department_id == department_id, department_queries.UNFINISHED)
    if chosen is not None:
        moving = moving.where(Challenge.id.in_(chosen))
    return len(unit.session.scalars(moving.values(department_id=into_id).returning(Challenge.id)).all())


def _ask_instead(unit: UnitOfWork, department_id: int, into_id: int) -> int:
    asking = department_queries.list_asking(unit.session, department_id)
    for stage in asking:
        others = [each for each in stage.department_ids or () if each not in (department_id, into_id)]
        stage.department_ids = [*others, into_id]
    unit.session.flush()
    return len(asking)


def _ask_both(unit: UnitOfWork, department_id: int, into_id: int) -> int:
    asking = department_queries.list_asking(unit.session, department_id)
    for stage in asking:
        if into_id not in (stage.department_ids or ()):
            stage.department_ids = [*(stage.department_ids or ()), into_id]
    unit.session.flush()
    return len(asking)


def _note(
    unit: UnitOfWork,
    action: str,
    department_id: int,
    into_id: int,
    *,
    reason: str,
    moved: dict[str, Any],
    by: Identity,
) -> None:
    """In the audit of both departments, with how many moved, and whose newcomers land elsewhere from now on."""
    detail = {"from": department_id, "to": into_id} | {name: what for name, what in moved.items() if what != []}
    for place in (department_id, into_id):
        about = ("department", department_id)
        audit.note(unit, action, about, by=by.person_id, department=place, reason=reason.strip(), detail=detail)
