"""Arrange: the stages of a draft, one after another. Each keeps its question, its known answers and what was tried."""

from collections.abc import Mapping
from typing import Any

from microtask.catalogue import Catalogue
from microtask.challenges import queries
from microtask.challenges.actions import life
from microtask.challenges.actions.describe import describe
from microtask.challenges.changing import check_changeable
from microtask.challenges.models import Challenge, Stage
from microtask.challenges.rules import may_edit
from microtask.challenges.schemas import MOST_STAGES
from microtask.errors import Conflict, NotFound
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

_NOWHERE = 0  # a place that no stage has, while two change theirs


def add_stage(
    unit: UnitOfWork, challenge_id: int, body: Mapping[str, Any], *, catalogue: Catalogue, by: Identity
) -> Stage:
    """Ask one more question, of what passes the last; `body` is one that `schemas.StageBody` loaded.

    Its wording may be left for later. Raises `Conflict` once the challenge is published or has all the stages that one
    may have, `NotFound` and `NotAllowed`.
    """
    challenge = _lock(unit, challenge_id, by=by)
    standing = queries.list_stages(unit.session, challenge.id)
    if len(standing) == MOST_STAGES:
        raise Conflict(f"A challenge asks {MOST_STAGES} questions at most, and this one does.")
    [columns] = describe(unit.session, body, catalogue=catalogue, unfinished=True)
    stage = Stage(challenge_id=challenge.id, position=len(standing) + 1, created_by=by.person_id, **columns)
    unit.session.add(stage)
    unit.session.flush()
    return stage


def move_stage_up(unit: UnitOfWork, challenge_id: int, position: int, *, by: Identity) -> None:
    """Ask the question at `position` before the one that it followed; the first stays. Raises as `add_stage` does."""
    challenge = _lock(unit, challenge_id, by=by)
    stage = queries.get_stage(unit.session, challenge.id, position=position)
    if position == 1:
        return
    before = queries.get_stage(unit.session, challenge.id, position=position - 1)
    for moved, place in ((stage, _NOWHERE), (before, position), (stage, position - 1)):
        moved.position = place
        unit.session.flush()


def remove_stage(unit: UnitOfWork, challenge_id: int, position: int, *, by: Identity) -> None:
    """Ask this question no more; those after it move up. Raises as `add_stage` does, and for the only stage."""
    challenge = _lock(unit, challenge_id, by=by)
    stages = queries.list_stages(unit.session, challenge.id)
    if not 1 <= position <= len(stages):
        raise NotFound(f"This challenge has no stage {position}.")
    if len(stages) == 1:
        raise Conflict("A challenge asks one question at least. Change this one instead.")
    unit.session.delete(stages[position - 1])
    unit.session.flush()
    for stage in stages[position:]:
        stage.position -= 1
        unit.session.flush()


def _lock(unit: UnitOfWork, challenge_id: int, *, by: Identity) -> Challenge:
    """The challenge, locked, where its stages may still change; one that waits for approval becomes a draft again."""
    challenge = life.lock_allowed(unit, challenge_id, may_edit, by=by, against_newcomers=True)
    check_changeable(["stages"], state=challenge.state, asked=queries.has_been_asked(unit.session, challenge.id))
    if challenge.state == "awaiting_approval":
        life.move(challenge, "take_back", now=unit.now)
    return challenge
