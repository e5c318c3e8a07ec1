"""Hand over: what somebody owns who leaves goes on with its other owners, or with a new one."""

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from microtask.audit import actions as audit
from microtask.challenges import brief_queries
from microtask.challenges.actions import life
from microtask.challenges.actions.own import find_owner
from microtask.challenges.drafting import ChallengeCoordinator
from microtask.challenges.models import Challenge, ChallengeOwner
from microtask.errors import Invalid
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

NOBODY_NAMED = "Give the address of a colleague who owns these challenges from now on."
THEMSELVES = "Name somebody else than the person who leaves."


def hand_over(unit: UnitOfWork, person_id: int, *, email: str, by: Identity) -> None:
    """Take somebody off all challenges that they own; where nobody else owns one, whoever has this address does.

    They coordinate the paper of none any more either: its owners name another coordinator.

    The caller has asked whether `by` may. Raises `Invalid` under `email` where a new owner is needed, and none who may
    be one is named, and `Conflict` as `add_owner` does.
    """
    for owned in brief_queries.list_owned(unit.session, person_id):
        challenge = life.lock(unit, owned.id)
        if not brief_queries.has_other_owner(unit.session, challenge.id, person_id):
            _add(unit, challenge, email.strip(), leaver=person_id, by=by)
        which = (ChallengeOwner.challenge_id == challenge.id, ChallengeOwner.person_id == person_id)
        unit.session.execute(delete(ChallengeOwner).where(*which))
        _note(unit, "owner.removed", challenge, person_id, by=by)
    coordinated = delete(ChallengeCoordinator).where(ChallengeCoordinator.person_id == person_id)
    for challenge_id in unit.session.scalars(coordinated.returning(ChallengeCoordinator.challenge_id)).all():
        _note(unit, "coordinator.removed", unit.session.get_one(Challenge, challenge_id), person_id, by=by)


def _add(unit: UnitOfWork, challenge: Challenge, email: str, *, leaver: int, by: Identity) -> None:
    if not email:
        raise Invalid({"email": [NOBODY_NAMED]})
    heir = find_owner(unit, challenge, email=email)
    if heir.person_id == leaver:
        raise Invalid({"email": [THEMSELVES]})
    row = insert(ChallengeOwner).values(challenge_id=challenge.id, person_id=heir.person_id, created_by=by.person_id)
    unit.session.execute(row.on_conflict_do_nothing())
    _note(unit, "owner.added", challenge, heir.person_id, by=by)


def _note(unit: UnitOfWork, action: str, challenge: Challenge, person_id: int, *, by: Identity) -> None:
    about, detail = ("challenge", challenge.id), {"person": person_id}
    audit.note(unit, action, about, by=by.person_id, department=challenge.department_id, detail=detail)
