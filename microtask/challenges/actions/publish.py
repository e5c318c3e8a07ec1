"""Publish: show the challenge to its audience, once an administrator has approved it where there is one to ask."""

from collections.abc import Collection

from microtask.audit import actions as audit
from microtask.catalogue import Catalogue
from microtask.challenges import brief_queries, marking_queries, queries
from microtask.challenges.actions import life
from microtask.challenges.actions.check import (
    check_columns,
    check_items,
    check_promise,
    check_question,
    check_reach,
    check_spread,
)
from microtask.challenges.actions.describe import Faults
from microtask.challenges.brief_rules import CHECKLIST
from microtask.challenges.drafting import Approval
from microtask.challenges.models import Challenge
from microtask.challenges.rules import choose_state, may_approve, may_publish
from microtask.errors import Conflict, Invalid
from microtask.outbox import actions as outbox
from microtask.people.rules import Identity
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

NOT_CHECKED = "Tick each of these once you have looked at it, or ask for changes."


def publish(unit: UnitOfWork, challenge_id: int, *, by: Identity, catalogue: Catalogue | None = None) -> Challenge:
    """Send a draft on its way: to an administrator of its department who is not its owner, else to splitting.

    Splitting waits until every file has been scanned for private data. Raises `Conflict` where it is no draft, a file
    is still on its way in, or nobody has decided on private data that was found; `Invalid` with every fault where the
    promise or the items are missing, its closing time has come, or its audience has too few departments. With a
    `catalogue`, also where its pages would show items without a column that they need; volunteers at the API are given
    all columns.
    """
    challenge = life.lock_allowed(unit, challenge_id, may_publish, by=by)
    choose_state("publish", challenge.state)
    _check_ready(unit, challenge, catalogue)
    if brief_queries.list_approvers(unit.session, challenge):
        life.move(challenge, "ask", now=unit.now)
        challenge.asked_at = unit.now
        life.note(unit, "challenge.sent", challenge, by=by)
        outbox.note_event(unit, "challenge.sent", challenge.id)
    else:
        _send(unit, challenge, "publish")
        life.note(unit, "challenge.published", challenge, by=by)
    return challenge


def approve(unit: UnitOfWork, challenge_id: int, *, by: Identity, checks: Collection[str] | None = None) -> Challenge:
    """Let a challenge that waits for approval go on to splitting.

    `checks` are the parts of `CHECKLIST` that `by` says they have looked at, which is kept; None where nobody asked.
    Raises as `publish` does, and `Invalid` under `checks` where some but not all of them were looked at.
    """
    challenge = life.lock_allowed(unit, challenge_id, may_approve, by=by)
    choose_state("approve", challenge.state)
    if checks is not None and not set(CHECKLIST) <= set(checks):
        raise Invalid({"checks": [NOT_CHECKED]})
    _check_ready(unit, challenge)
    _send(unit, challenge, "approve")
    kept = {"checks": list(CHECKLIST if checks else ()), "created_at": unit.now, "created_by": by.person_id}
    unit.session.add(Approval(challenge_id=challenge.id, **kept))
    life.note(unit, "challenge.approved", challenge, by=by)
    outbox.note_event(unit, "challenge.approved", challenge.id)
    return challenge


def confirm_marking(unit: UnitOfWork, challenge_id: int, *, by: Identity) -> Challenge:
    """Confirm that the marking is right for the items that were added since it was confirmed.

    Raises `Conflict` where none was, or the challenge asks no more; `NotFound` and `NotAllowed` as `approve` does.
    """
    challenge = life.lock_allowed(unit, challenge_id, may_approve, by=by)
    added = marking_queries.count_added(unit.session, challenge.id)
    if not added:
        raise Conflict("Nothing has been added to this challenge since its marking was confirmed.")
    kept = {"checks": [CHECKLIST[0]], "created_at": unit.now, "created_by": by.person_id}
    unit.session.add(Approval(challenge_id=challenge.id, **kept))
    about, detail = ("challenge", challenge.id), {"marking": challenge.marking, "items": added}
    audit.note(unit, "marking.confirmed", about, by=by.person_id, department=challenge.department_id, detail=detail)
    return challenge


def _check_ready(unit: UnitOfWork, challenge: Challenge, catalogue: Catalogue | None = None) -> None:
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
    if catalogue is not None:
        check_columns(unit.session, challenge, catalogue, faults)
    check_spread(unit.session, challenge, faults)
    check_reach(unit.session, challenge, faults)
    if challenge.closes_at is not None and challenge.closes_at <= unit.now:
        faults.add("closes_at", "This time has passed. Give one that is yet to come.")
    faults.check()


def _send(unit: UnitOfWork, challenge: Challenge, verb: str) -> None:
    life.move(challenge, verb, now=unit.now)
    unit.then(Step.SPLIT_STAGE, queries.get_stage(unit.session, challenge.id, position=1).id)
