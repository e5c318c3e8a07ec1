"""Own: an owner of a challenge names another one, of whatever department, or takes one off."""

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from microtask.audit import actions as audit
from microtask.challenges import brief_queries, owner_queries, queries
from microtask.challenges.actions import life
from microtask.challenges.models import Challenge, ChallengeOwner
from microtask.challenges.rules import may_approve, may_name_owners
from microtask.errors import Conflict, Invalid, NotFound
from microtask.people.access_queries import hold_present
from microtask.people.queries import get_department, get_identity
from microtask.people.rules import MARKINGS, Identity, may_own_challenges
from microtask.unit_of_work import UnitOfWork

# The same whether or not there is such a person: nobody learns here who has an account.
NO_OWNER = (
    "Nobody with this address may own challenges. They need the role of an owner, which an administrator of their"
    " department gives them."
)


def add_owner(unit: UnitOfWork, challenge_id: int, *, email: str, by: Identity) -> Identity:
    """Make whoever has this address an owner too, with all that an owner may do; who is one already stays one.

    Raises `Invalid` under `email` for somebody who may own nothing, or may not see what has such a marking, `Conflict`
    where nobody would be left to approve the challenge, `NotFound` and `NotAllowed`.
    """
    queries.get_allowed(unit.session, challenge_id, may_name_owners, by=by)
    person = find_owner(unit, email)
    name_owner(unit, life.lock(unit, challenge_id), person, by=by)
    return person


def name_owner(
    unit: UnitOfWork, challenge: Challenge, person: Identity, *, reason: str | None = None, by: Identity
) -> None:
    """Write it, where the challenge is locked and `by` may; who owns it already goes on. Raises as `add_owner` does."""
    check_marking(unit, challenge, person)
    _check_approvers(unit, challenge, person)
    row = insert(ChallengeOwner).values(challenge_id=challenge.id, person_id=person.person_id, created_by=by.person_id)
    if unit.session.scalar(row.on_conflict_do_nothing().returning(ChallengeOwner.person_id)) is not None:
        _note(unit, "owner.added", challenge, person.person_id, reason=reason, by=by)


def remove_owner(unit: UnitOfWork, challenge_id: int, person_id: int, *, by: Identity) -> None:
    """Take an owner off, perhaps oneself. Raises `Conflict` for the last who can act, `NotFound` for no owner."""
    challenge = life.lock_allowed(unit, challenge_id, may_name_owners, by=by)
    owners = {row.id for row in brief_queries.list_owners(unit.session, challenge.id)}
    if person_id not in owners:
        raise NotFound("This challenge has no such owner.")
    if not owner_queries.has_owner(unit.session, challenge.id, but=person_id):
        raise Conflict("A challenge has an owner. Name another one first.")
    take_off(unit, challenge, person_id, by=by)


def take_off(
    unit: UnitOfWork, challenge: Challenge, person_id: int, *, reason: str | None = None, by: Identity
) -> None:
    """Write it, where all has been checked."""
    which = (ChallengeOwner.challenge_id == challenge.id, ChallengeOwner.person_id == person_id)
    unit.session.execute(delete(ChallengeOwner).where(*which))
    _note(unit, "owner.removed", challenge, person_id, reason=reason, by=by)


def find_owner(unit: UnitOfWork, email: str) -> Identity:
    """Whoever has this address, where they may own challenges; they stay until the unit is over. Raises `Invalid`."""
    found = hold_present(unit.session, email)
    person = None if found is None else get_identity(unit.session, found)
    if person is None or not may_own_challenges(person):
        raise Invalid({"email": [NO_OWNER]})
    return person


def check_marking(unit: UnitOfWork, challenge: Challenge, person: Identity) -> None:
    """Raise `Invalid` under `email` where the person's department may not be shown what has the challenge's marking."""
    ceiling = get_department(unit.session, person.department_id).ceiling
    if challenge.marking not in (MARKINGS[0], ceiling):
        raise Invalid({"email": [f"Their department may not be shown what is marked {challenge.marking}."]})


def _check_approvers(unit: UnitOfWork, challenge: Challenge, person: Identity) -> None:
    """Nobody approves what they own, so that an owner could else make owners of all who might say no."""
    standing = queries.get_standing(unit.session, challenge)
    if challenge.state not in ("draft", "awaiting_approval") or not may_approve(person, standing):
        return
    if len(brief_queries.list_approvers(unit.session, challenge)) == 1:
        raise Conflict(f"{person.name} is the only one who can approve this challenge, so they cannot own it.")


def _note(
    unit: UnitOfWork, action: str, challenge: Challenge, person_id: int, *, reason: str | None = None, by: Identity
) -> None:
    about, detail, place = ("challenge", challenge.id), {"person": person_id}, challenge.department_id
    audit.note(unit, action, about, by=by.person_id, department=place, reason=reason, detail=detail)
