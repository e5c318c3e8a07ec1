"""Hand over: what somebody owns who leaves, or who can act on it no more, goes on with others or with a new owner."""

from sqlalchemy import delete

from microtask.audit import actions as audit
from microtask.challenges import owner_queries, queries
from microtask.challenges.actions import life
from microtask.challenges.actions.own import find_owner, name_owner, take_off
from microtask.challenges.drafting import ChallengeCoordinator
from microtask.challenges.models import Challenge
from microtask.challenges.rules import may_replace_owners
from microtask.errors import Conflict, Invalid
from microtask.people.rules import Identity, faults_of_reason
from microtask.unit_of_work import UnitOfWork

NOBODY_NAMED = "Give the address of a colleague who owns these challenges from now on."
NO_HEIR = "Give the address of a colleague who owns this challenge from now on."
THEMSELVES = "Name somebody else than the person who leaves."
STILL_OWNED = "Somebody who can act on this challenge owns it. They name other owners."


def hand_over(unit: UnitOfWork, person_id: int, *, email: str, by: Identity) -> None:
    """Take somebody off all challenges that they own; what nobody else can act on goes to whoever has this address.

    They coordinate the paper of none any more either: its owners name another coordinator.

    The caller has asked whether `by` may. Raises `Invalid` under `email` where a new owner is needed, and none who may
    be one is named, and `Conflict` as `add_owner` does.
    """
    for owned in owner_queries.list_owned(unit.session, person_id):
        challenge = life.lock(unit, owned.id)
        if not owner_queries.has_owner(unit.session, challenge.id, but=person_id):
            _add(unit, challenge, email.strip(), leaver=person_id, by=by)
        take_off(unit, challenge, person_id, by=by)
    coordinated = delete(ChallengeCoordinator).where(ChallengeCoordinator.person_id == person_id)
    for challenge_id in unit.session.scalars(coordinated.returning(ChallengeCoordinator.challenge_id)).all():
        _note_coordinator(unit, unit.session.get_one(Challenge, challenge_id), person_id, by=by)


def replace_owners(unit: UnitOfWork, challenge_id: int, *, email: str, reason: str, by: Identity) -> None:
    """Whoever has this address owns the challenge from now on, and those who are named as owners and cannot act do not.

    Raises `Invalid` as `add_owner` does and without a reason, `Conflict` where one of its owners can act, `NotFound`
    and `NotAllowed`.
    """
    queries.get_allowed(unit.session, challenge_id, may_replace_owners, by=by)
    faults = {} if email.strip() else {"email": [NO_HEIR]}
    if sentences := faults_of_reason(reason):
        faults["reason"] = sentences
    if faults:
        raise Invalid(faults)
    heir = find_owner(unit, email)
    challenge = life.lock(unit, challenge_id)
    check_left(unit, challenge_id)
    before = owner_queries.list_named(unit.session, challenge_id)
    name_owner(unit, challenge, heir, reason=reason.strip(), by=by)
    for person in before:
        if person.id != heir.person_id:
            take_off(unit, challenge, person.id, reason=reason.strip(), by=by)


def check_left(unit: UnitOfWork, challenge_id: int) -> None:
    """Raise `Conflict` where an owner of the challenge can act on it."""
    if owner_queries.has_owner(unit.session, challenge_id):
        raise Conflict(STILL_OWNED)


def _add(unit: UnitOfWork, challenge: Challenge, email: str, *, leaver: int, by: Identity) -> None:
    if not email:
        raise Invalid({"email": [NOBODY_NAMED]})
    heir = find_owner(unit, email)
    if heir.person_id == leaver:
        raise Invalid({"email": [THEMSELVES]})
    name_owner(unit, challenge, heir, by=by)


def _note_coordinator(unit: UnitOfWork, challenge: Challenge, person_id: int, *, by: Identity) -> None:
    about, detail, place = ("challenge", challenge.id), {"person": person_id}, challenge.department_id
    audit.note(unit, "coordinator.removed", about, by=by.person_id, department=place, detail=detail)
