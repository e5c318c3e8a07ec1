"""Roles: an administrator gives one, removes one, or confirms that it is still needed; never one of their own."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from microtask.audit import actions as audit
from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.people import access_queries, rules
from microtask.people.actions.skills import set_skills
from microtask.people.actions.turns import take_turn
from microtask.people.models import Person, Role
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

LAST = {
    "admin": "This is the department's last administrator. Give somebody else the role first.",
    "service-admin": "This is the last administrator of the service. Give somebody else the role first.",
}
NOT_ONES_OWN = "Nobody decides about their own roles or account. Ask another administrator."
OF_THE_SERVICE = "They administer the service. Another administrator of the service looks after their account."


def give_role(
    unit: UnitOfWork,
    person_id: int,
    role: str,
    *,
    department_id: int,
    skills: Collection[str] = (),
    reason: str,
    by: Identity,
) -> None:
    """Give somebody whom the department knows a role there; to an expert who is one already, these skills.

    Raises `Invalid`, `NotAllowed` for one's own, `Conflict` for somebody who has left, `NotFound`.
    """
    access_queries.get_looked_after(unit.session, department_id, by=by)
    access_queries.get_member(unit.session, department_id, person_id)
    check_wanted(role, skills, reason, department_id=department_id, by=by)
    grant(
        unit, lock_other(unit, person_id, by=by), role, department_id=department_id, skills=skills, reason=reason, by=by
    )


def check_wanted(
    role: str, skills: Collection[str], reason: str, *, department_id: int, by: Identity, needed: bool = True
) -> None:
    """Raise `Invalid` for a role that `by` may not give there (or, if `needed`, none), or wrong skills or reason."""
    faults: dict[str, list[str]] = {}
    if (needed or role) and not rules.may_give(role, by, department_id):
        faults["role"] = ["Select a role."]
    if wrong := [skill for skill in skills if not rules.is_slug(skill)]:
        faults["skills"] = [f"“{wrong[0]}” cannot name a skill. Use small letters, digits and hyphens."]
    elif skills and role != "expert":
        faults["skills"] = ["Only an expert has skills."]
    if sentences := rules.faults_of_reason(reason):
        faults["reason"] = sentences
    if faults:
        raise Invalid(faults)


def lock_other(unit: UnitOfWork, person_id: int, *, by: Identity) -> Person:
    """Somebody who is there, and whom nobody else gives or takes anything meanwhile.

    Raises `NotAllowed` for oneself, `Conflict` for somebody who has left.
    """
    if person_id == by.person_id:
        raise NotAllowed(NOT_ONES_OWN)
    person = unit.session.get_one(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)
    if person.left_at is not None:
        raise Conflict(f"{person.name} has left. They can come back first.")
    return person


def grant(
    unit: UnitOfWork,
    person: Person,
    role: str,
    *,
    department_id: int,
    skills: Collection[str],
    reason: str,
    by: Identity,
) -> None:
    """Write it, where all has been checked; once more does nothing but change an expert's skills."""
    row = insert(Role).values(
        person_id=person.id,
        department_id=department_id,
        role=role,
        created_at=unit.now,
        created_by=by.person_id,
        confirmed_at=unit.now,
        confirmed_by=by.person_id,
    )
    if unit.session.scalar(row.on_conflict_do_nothing().returning(Role.role)) is not None:
        _note(unit, "role.granted", person.id, role, department_id=department_id, reason=reason, by=by)
    if role == "expert" and skills:
        set_skills(unit, person.id, skills, department_id=department_id, by=by.person_id)


def remove_role(unit: UnitOfWork, person_id: int, role: str, *, department_id: int, reason: str, by: Identity) -> None:
    """Take a role in the department from somebody: from their next request on it counts for nothing.

    Raises `Invalid`, `NotAllowed` for one's own, `Conflict` for the last administrator, `NotFound`.
    """
    take_turn(unit)
    access_queries.get_looked_after(unit.session, department_id, by=by)
    access_queries.get_member(unit.session, department_id, person_id)
    faults = {} if rules.may_give(role, by, department_id) else {"held": ["Select the role to remove."]}
    if sentences := rules.faults_of_reason(reason):
        faults["reason"] = sentences
    if faults:
        raise Invalid(faults)
    lock_other(unit, person_id, by=by)
    keep_an_administrator(unit, person_id, [(department_id, role)])
    if not delete_role(unit, person_id, role, department_id=department_id, reason=reason, by=by):
        raise NotFound("They do not have this role any more.")


def keep_an_administrator(unit: UnitOfWork, person_id: int, roles: Collection[tuple[int, str]]) -> None:
    """Raise `Conflict` where without this person's `roles` (department and name) nobody would administer something."""
    for department_id, role in sorted(roles):
        if role in LAST and access_queries.lock_administrators(unit.session, role, department_id) == {person_id}:
            raise Conflict(LAST[role])


def delete_role(unit: UnitOfWork, person_id: int, role: str, *, department_id: int, reason: str, by: Identity) -> bool:
    """Write it, where all has been checked; whether they had the role."""
    which = (Role.person_id == person_id, Role.department_id == department_id, Role.role == role)
    if unit.session.scalar(delete(Role).where(*which).returning(Role.role)) is None:
        return False
    _note(unit, "role.removed", person_id, role, department_id=department_id, reason=reason, by=by)
    return True


def look_again(
    unit: UnitOfWork,
    department_id: int,
    decided: Mapping[tuple[int, str], str],
    *,
    reason: str = "",
    by: Identity,
) -> None:
    """The access review: for each person and role, `keep` confirms that they still need it, `remove` takes it away.

    Nothing is written where one of them is refused: `Invalid` without any, or without a reason for a removal;
    `NotAllowed` for one's own or what `by` may not give; `Conflict` for the last administrator. A role that somebody
    has removed meanwhile is gone, whatever is said of it.
    """
    take_turn(unit)
    access_queries.get_looked_after(unit.session, department_id, by=by)
    known = {key: word for key, word in decided.items() if word in ("keep", "remove")}
    removed = sorted(key for key, word in known.items() if word == "remove")
    faults: dict[str, list[str]] = {} if known else {"": ["Select what is to happen with a role."]}
    if removed and (sentences := rules.faults_of_reason(reason)):
        faults["reason"] = sentences
    if faults:
        raise Invalid(faults)
    if any(person == by.person_id or not rules.may_give(role, by, department_id) for person, role in known):
        raise NotAllowed(NOT_ONES_OWN)
    with unit.session.begin_nested():
        # Who is named an owner just now is held (`hold_present`), and keeps the role until that is done.
        losing = select(Person.id).where(Person.id.in_([person_id for person_id, _ in removed])).order_by(Person.id)
        unit.session.execute(losing.with_for_update(key_share=True))
        for person_id, role in removed:
            keep_an_administrator(unit, person_id, [(department_id, role)])
            delete_role(unit, person_id, role, department_id=department_id, reason=reason, by=by)
    for person_id, role in sorted(known.keys() - set(removed)):
        _confirm(unit, person_id, role, department_id=department_id, by=by)


def _confirm(unit: UnitOfWork, person_id: int, role: str, *, department_id: int, by: Identity) -> None:
    which = (Role.person_id == person_id, Role.department_id == department_id, Role.role == role)
    looked = update(Role).where(*which).values(confirmed_at=unit.now, confirmed_by=by.person_id)
    if unit.session.scalar(looked.returning(Role.role)) is not None:
        _note(unit, "role.confirmed", person_id, role, department_id=department_id, reason=None, by=by)


def _note(
    unit: UnitOfWork, action: str, person_id: int, role: str, *, department_id: int, reason: str | None, by: Identity
) -> None:
    about, detail = ("person", person_id), {"role": role}
    audit.note(
        unit, action, about, by=by.person_id, department=department_id, reason=reason and reason.strip(), detail=detail
    )
