"""Coordinate: an owner of a challenge names somebody who looks after its paper, or takes them off."""

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from microtask.audit import actions as audit
from microtask.challenges import queries
from microtask.challenges.actions import life
from microtask.challenges.actions.own import check_marking
from microtask.challenges.drafting import ChallengeCoordinator
from microtask.challenges.models import Challenge
from microtask.challenges.rules import may_name_coordinators
from microtask.errors import Invalid, NotFound
from microtask.people.access_queries import hold_present
from microtask.people.queries import get_identity
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

NO_COORDINATOR = "Nobody with this address can sign in here. Check it, or ask them to sign in once."


def add_coordinator(unit: UnitOfWork, challenge_id: int, *, email: str, by: Identity) -> Identity:
    """Let whoever has this address print packs and type answers in; who may do so already goes on.

    They need no role. Raises `Invalid` under `email` for somebody who cannot sign in, or may not see what has such a
    marking, `NotFound` and `NotAllowed`.
    """
    queries.get_allowed(unit.session, challenge_id, may_name_coordinators, by=by)
    found = hold_present(unit.session, email)
    if found is None:
        raise Invalid({"email": [NO_COORDINATOR]})
    person, challenge = get_identity(unit.session, found), life.lock(unit, challenge_id)
    check_marking(unit, challenge, person)
    named = {"challenge_id": challenge.id, "person_id": person.person_id, "created_by": by.person_id}
    row = insert(ChallengeCoordinator).values(**named).on_conflict_do_nothing()
    if unit.session.scalar(row.returning(ChallengeCoordinator.person_id)) is not None:
        _note(unit, "coordinator.added", challenge, person.person_id, by=by)
    return person


def remove_coordinator(unit: UnitOfWork, challenge_id: int, person_id: int, *, by: Identity) -> None:
    """Take a coordinator off; the answers that they typed in stay. Raises `NotFound` for nobody who is one."""
    challenge = life.lock_allowed(unit, challenge_id, may_name_coordinators, by=by)
    which = (ChallengeCoordinator.challenge_id == challenge.id, ChallengeCoordinator.person_id == person_id)
    gone = unit.session.scalar(delete(ChallengeCoordinator).where(*which).returning(ChallengeCoordinator.person_id))
    if gone is None:
        raise NotFound("This challenge has no such coordinator.")
    _note(unit, "coordinator.removed", challenge, person_id, by=by)


def _note(unit: UnitOfWork, action: str, challenge: Challenge, person_id: int, *, by: Identity) -> None:
    about, detail = ("challenge", challenge.id), {"person": person_id}
    audit.note(unit, action, about, by=by.person_id, department=challenge.department_id, detail=detail)
