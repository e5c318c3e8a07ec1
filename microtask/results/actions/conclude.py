"""Conclude: an owner says what came of a challenge, to everyone who helped."""

from microtask.challenges.actions.life import lock_allowed
from microtask.challenges.models import Challenge
from microtask.challenges.rules import may_release
from microtask.errors import Conflict
from microtask.outbox import actions as outbox
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork


def check_concludable(state: str) -> None:
    """Raises `Conflict` where a challenge in this state has not closed, so that nothing can have come of it yet."""
    if state != "closed":
        raise Conflict("Say what came of the challenge once it has closed.")


def conclude(unit: UnitOfWork, challenge_id: int, outcome: str, *, by: Identity) -> Challenge:
    """Store what was done because of the answers, what was not, and why; said again, the last words stand.

    The first time, everyone who helped and wants to hear of it is written to.

    Raises `Conflict` before the challenge has closed, `NotFound` and `NotAllowed`.
    """
    challenge = lock_allowed(unit, challenge_id, may_release, by=by)
    check_concludable(challenge.state)
    if challenge.outcome_at is None:
        outbox.note_event(unit, "outcome.said", challenge_id)
    challenge.outcome, challenge.outcome_at = outcome, unit.now
    return challenge
