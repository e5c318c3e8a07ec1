"""Move a challenge through its life: pause, resume, close, finish. Every move goes through `move`, on a locked row."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from microtask.audit import actions as audit
from microtask.challenges import queries
from microtask.challenges.models import Challenge, Stage
from microtask.challenges.queries import Rule
from microtask.challenges.rules import choose_state, is_legal, may_close, may_pause
from microtask.errors import NotFound
from microtask.people.rules import Identity
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

# Which date a state is remembered by; the first time counts.
_DATES = {"splitting": "published_at", "open": "opened_at", "closing": "closing_at", "closed": "closed_at"}


def pause(unit: UnitOfWork, challenge_id: int, *, by: Identity) -> Challenge:
    """Stop dealing for now; answers to what was dealt are still taken."""
    challenge = lock_allowed(unit, challenge_id, may_pause, by=by)
    move(challenge, "pause", now=unit.now)
    note(unit, "challenge.paused", challenge, by=by)
    return challenge


def resume(unit: UnitOfWork, challenge_id: int, *, by: Identity) -> Challenge:
    """Deal again."""
    challenge = lock_allowed(unit, challenge_id, may_pause, by=by)
    move(challenge, "resume", now=unit.now)
    note(unit, "challenge.resumed", challenge, by=by)
    return challenge


def close(unit: UnitOfWork, challenge_id: int, *, by: Identity) -> Challenge:
    """Stop dealing for good, and note the step that decides a last time."""
    challenge = lock_allowed(unit, challenge_id, may_close, by=by)
    _close(unit, challenge, by=by)
    return challenge


def close_on_time(unit: UnitOfWork, challenge_id: int) -> None:
    """Close the challenge, whose closing time has come; nothing happens where it has closed already."""
    challenge = lock(unit, challenge_id)
    if is_legal("close", challenge.state) and challenge.closes_at is not None and challenge.closes_at <= unit.now:
        _close(unit, challenge, by=None)


def finish(unit: UnitOfWork, challenge_id: int) -> Challenge:
    """The last pass is done: nothing about the challenge moves any more."""
    challenge = lock(unit, challenge_id)
    move(challenge, "finish", now=unit.now)
    return challenge


def move(challenge: Challenge, verb: str, *, now: datetime) -> None:
    """Give a locked challenge the state that `verb` leads to. Raises `Conflict` where that is not legal."""
    challenge.state = choose_state(verb, challenge.state)
    date = _DATES.get(challenge.state)
    if date is not None and getattr(challenge, date) is None:
        setattr(challenge, date, now)


def lock(unit: UnitOfWork, challenge_id: int, *, against_newcomers: bool = False) -> Challenge:
    """The challenge, locked: whoever moves it, edits it or adds to it takes turns. Raises `NotFound`.

    With `against_newcomers` no row can come to refer to it meanwhile either, so that nobody takes part who has not
    done so before. A transaction says so when it first locks: to ask for more later on is how deadlocks are made.
    """
    challenge = _lock(unit.session, challenge_id, True if against_newcomers else {"key_share": True})
    if challenge is None:
        raise NotFound("There is no challenge with that number.")
    return challenge


def lock_allowed(
    unit: UnitOfWork, challenge_id: int, rule: Rule, *, by: Identity, against_newcomers: bool = False
) -> Challenge:
    """The challenge, locked, where `rule` allows `by` to act. Raises `NotFound` or `NotAllowed`, as in `queries`."""
    queries.get_allowed(unit.session, challenge_id, rule, by=by)
    return lock(unit, challenge_id, against_newcomers=against_newcomers)


def lock_of_stage(unit: UnitOfWork, stage_id: int) -> Challenge | None:
    """The challenge of a stage, locked; None where the stage is gone."""
    challenge_id = unit.session.scalar(select(Stage.challenge_id).where(Stage.id == stage_id))
    return None if challenge_id is None else _lock(unit.session, challenge_id, {"key_share": True})


def note(unit: UnitOfWork, action: str, challenge: Challenge, *, by: Identity | None) -> None:
    """Record what `by` (None: the service itself) did to the challenge, for administrators of its department."""
    actor = None if by is None else by.person_id
    audit.note(unit, action, ("challenge", challenge.id), by=actor, department=challenge.department_id)


def _close(unit: UnitOfWork, challenge: Challenge, *, by: Identity | None) -> None:
    move(challenge, "close", now=unit.now)
    note(unit, "challenge.closed", challenge, by=by)
    unit.then(Step.CLOSE, challenge.id)


def _lock(session: Session, challenge_id: int, strength: Any) -> Challenge | None:
    return session.get(Challenge, challenge_id, with_for_update=strength, populate_existing=True)
