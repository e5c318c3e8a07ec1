"""Leave: an account is closed when somebody leaves, and opened again when they come back."""

from sqlalchemy import func, select, update

from microtask.audit import actions as audit
from microtask.errors import Conflict, Invalid, NotAllowed
from microtask.outbox import actions as outbox
from microtask.people import access_queries, rules
from microtask.people.actions.roles import (
    NOT_ONES_OWN,
    OF_THE_SERVICE,
    delete_role,
    keep_an_administrator,
    lock_other,
)
from microtask.people.actions.sessions import end_all_sessions
from microtask.people.actions.turns import take_turn
from microtask.people.models import Person, Role, SignIn, SignInLink, Token
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

ELSEWHERE = "They work in another department, whose administrators look after their account."


def close_account(unit: UnitOfWork, person_id: int, *, department_id: int, reason: str, by: Identity) -> None:
    """End every way in of somebody who works in the department: sessions, links and tokens at once, and all roles.

    Their webhooks go too, with what still waited for them. What they answered stays as it is. What else hangs on them
    is `assignments.actions.leave`, which calls this. Raises `Invalid` without a reason, `NotAllowed` for oneself, for
    who works elsewhere and for who administers the service where `by` does not, `Conflict` for somebody who has left
    and for the last administrator of anything, `NotFound`.
    """
    take_turn(unit)
    access_queries.get_looked_after(unit.session, department_id, by=by)
    person = access_queries.get_member(unit.session, department_id, person_id)
    if person.department_id != department_id:
        raise NotAllowed(ELSEWHERE)
    if sentences := rules.faults_of_reason(reason):
        raise Invalid({"reason": sentences})
    _lock_ways_in(unit, person)
    person = lock_other(unit, person_id, by=by)
    held = unit.session.execute(select(Role.department_id, Role.role).where(Role.person_id == person_id)).all()
    roles = sorted((each.department_id, each.role) for each in held)
    if not rules.may_close_account(by, department_id, held={role for _, role in roles}):
        raise NotAllowed(OF_THE_SERVICE)
    keep_an_administrator(unit, person_id, roles)
    end_all_sessions(unit, person_id, by=by.person_id)
    for place, role in roles:
        delete_role(unit, person_id, role, department_id=place, reason=reason, by=by)
    _revoke_tokens(unit, person_id, by=by)
    outbox.remove_webhooks_of(unit, [person_id])
    person.left_at = unit.now
    unit.session.flush()
    _note(unit, "person.left", person, reason=reason, by=by)


def come_back(unit: UnitOfWork, person_id: int, *, department_id: int, reason: str, by: Identity) -> None:
    """Open the account of somebody who had left again. They are a volunteer: roles and tokens are given anew.

    Raises as `close_account` does, with `Conflict` for somebody who is there.
    """
    access_queries.get_looked_after(unit.session, department_id, by=by)
    person = access_queries.get_member(unit.session, department_id, person_id)
    if person_id == by.person_id:
        raise NotAllowed(NOT_ONES_OWN)
    if person.department_id != department_id:
        raise NotAllowed(ELSEWHERE)
    if sentences := rules.faults_of_reason(reason):
        raise Invalid({"reason": sentences})
    coming = update(Person).where(Person.id == person_id, Person.left_at.is_not(None), Person.forgotten_at.is_(None))
    # As if they had just signed in: else the account of somebody who was away for long would be forgotten tonight.
    if unit.session.scalar(coming.values(left_at=None, signed_in_at=unit.now).returning(Person.id)) is None:
        raise Conflict(f"{person.name} has not left.")
    _note(unit, "person.returned", person, reason=reason, by=by)


def _lock_ways_in(unit: UnitOfWork, person: Person) -> None:
    """Their tokens, links and sessions, before the person: in the order in which somebody who comes in locks them."""
    theirs = (
        select(Token.id).where(Token.person_id == person.id).order_by(Token.id),
        select(SignInLink.id).where(func.lower(SignInLink.email) == person.email.lower()).order_by(SignInLink.id),
        select(SignIn.id).where(SignIn.person_id == person.id).order_by(SignIn.id),
    )
    for rows in theirs:
        unit.session.execute(rows.with_for_update())


def _revoke_tokens(unit: UnitOfWork, person_id: int, *, by: Identity) -> None:
    ending = update(Token).where(Token.person_id == person_id, Token.revoked_at.is_(None)).values(revoked_at=unit.now)
    department = unit.session.scalar(select(Person.department_id).where(Person.id == person_id))
    for token_id in sorted(unit.session.scalars(ending.returning(Token.id)).all()):
        about, detail = ("person", person_id), {"token": token_id}
        audit.note(unit, "token.revoked", about, by=by.person_id, department=department, detail=detail)


def _note(unit: UnitOfWork, action: str, person: Person, *, reason: str, by: Identity) -> None:
    about = ("person", person.id)
    audit.note(unit, action, about, by=by.person_id, department=person.department_id, reason=reason.strip())
