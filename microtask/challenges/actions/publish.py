"""Publish: show the challenge to its audience, once an administrator has approved it where there is one to ask."""

from microtask.challenges import queries
from microtask.challenges.actions import life
from microtask.challenges.actions.check import check_items, check_promise, check_question, check_spread
from microtask.challenges.actions.describe import Faults
from microtask.challenges.models import Challenge
from microtask.challenges.rules import choose_state, may_approve, may_publish
from microtask.errors import Conflict
from microtask.people.rules import Identity
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork


def publish(unit: UnitOfWork, challenge_id: int, *, by: Identity) -> Challenge:
    """Send a draft on its way: to an administrator of its department who is not its owner, else to splitting.

    Splitting waits until every file has been scanned for private data. Raises `Conflict` where it is no draft, a file
    is still on its way in, or nobody has decided on private data that was found; `Invalid` with every fault where the
    promise or the items are missing, its closing time has come, or its audience has too few departments.
    """
    challenge = life.lock_allowed(unit, challenge_id, may_publish, by=by)
    choose_state("publish", challenge.state)
    _check_ready(unit, challenge)
    if queries.has_approver(unit.session, challenge):
        life.move(challenge, "ask", now=unit.now)
        challenge.asked_at = unit.now
        life.note(unit, "challenge.sent", challenge, by=by)
    else:
        _send(unit, challenge, "publish")
        life.note(unit, "challenge.published", challenge, by=by)
    return challenge


def approve(unit: UnitOfWork, challenge_id: int, *, by: Identity) -> Challenge:
    """Let a challenge that waits for approval go on to splitting. Raises as `publish` does."""
    challenge = life.lock_allowed(unit, challenge_id, may_approve, by=by)
    choose_state("approve", challenge.state)
    _check_ready(unit, challenge)
    _send(unit, challenge, "approve")
    life.note(unit, "challenge.approved", challenge, by=by)
    return challenge


def _check_ready(unit: UnitOfWork, challenge: Challenge) -> None:
    if queries.has_unfinished_import(unit.session, challenge.id):
        raise Conflict("A file is still on its way in. Publish once its import has ended.")
    if undecided := queries.count_undecided_findings(unit.session, challenge.id):
        raise Conflict(
            f"{undecided:,} of the items may hold private data. Say on the page of their file whether to leave them out"
            " or to keep them, and publish then."
        )
    faults = Faults()
    check_question(unit.session, challenge, faults)
    check_promise(challenge, faults)
    check_items(unit.session, challenge, faults)
    check_spread(unit.session, challenge, faults)
    if challenge.closes_at is not None and challenge.closes_at <= unit.now:
        faults.add("closes_at", "This time has passed. Give one that is yet to come.")
    faults.check()


def _send(unit: UnitOfWork, challenge: Challenge, verb: str) -> None:
    life.move(challenge, verb, now=unit.now)
    unit.then(Step.SPLIT_STAGE, queries.get_stage(unit.session, challenge.id, position=1).id)
