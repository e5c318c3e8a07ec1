"""Try out: an owner, or who approves, answers a few items, which shows what the question is like and costs.

What they say is stored apart and never counted. They may tell it as known answers.
"""

from typing import Any

from sqlalchemy.dialects.postgresql import insert

from microtask.challenges import brief_queries, queries
from microtask.challenges.actions.know import Known, know
from microtask.challenges.brief_rules import MOST_SECONDS
from microtask.challenges.drafting import Trial
from microtask.challenges.models import Stage
from microtask.challenges.rules import may_edit, may_try
from microtask.errors import Conflict
from microtask.kinds.registry import KINDS, question
from microtask.people.rules import Identity
from microtask.tables.rows import Row, Rows
from microtask.unit_of_work import UnitOfWork


def try_out(
    unit: UnitOfWork,
    challenge_id: int,
    item_id: int,
    *,
    at: int = 1,
    value: Any,
    seconds: int | None,
    by: Identity,
) -> None:
    """Store what `by` says about an item at stage `at`, instead of what they said before; None is not sure.

    To compare, the item is the first of the pair. Raises `Invalid` under `value` for an answer that the question does
    not take, `Conflict` where there is no question yet, `NotFound` and `NotAllowed`.
    """
    queries.get_allowed(unit.session, challenge_id, may_try, by=by)
    stage = get_tried(unit, challenge_id, at)
    item = brief_queries.get_to_try(unit.session, stage, item_id)[0]
    asked = question(stage.kind, options=stage.options, scale=stage.scale)
    said = {
        "value": None if value is None else KINDS[stage.kind].parse(value, asked),
        "seconds": None if seconds is None else min(seconds, MOST_SECONDS),
        "tried_at": unit.now,
    }
    row = insert(Trial).values(stage_id=stage.id, item_id=item.id, person_id=by.person_id, **said)
    unit.session.execute(row.on_conflict_do_update(index_elements=["stage_id", "item_id", "person_id"], set_=said))


def keep_tried(unit: UnitOfWork, challenge_id: int, *, at: int = 1, by: Identity) -> Known:
    """Tell what `by` said when they tried the question at stage `at` as known answers, those of which they were sure.

    Raises as `know` does.
    """
    queries.get_allowed(unit.session, challenge_id, may_edit, by=by)
    stage = get_tried(unit, challenge_id, at)
    tried = brief_queries.list_trials(unit.session, stage.id, person_id=by.person_id)
    said = [(brief_queries.get_item(unit.session, challenge_id, each.item_id).key, each.value) for each in tried]
    rows = [
        Row(number, {"key": key, "answer": value}) for number, (key, value) in enumerate(said, 2) if value is not None
    ]
    table = Rows(["key", "answer"], iter(rows), most=len(rows) + 1)
    return know(unit, challenge_id, table, stage=stage.position, by=by)


def get_tried(unit: UnitOfWork, challenge_id: int, at: int) -> Stage:
    """The stage at this position, to be tried out. Raises `Conflict` where it has no question yet, `NotFound`."""
    stage = queries.get_stage(unit.session, challenge_id, position=at)
    if stage.is_unfinished:
        raise Conflict("Write the question, and what to choose from, before you try it.")
    return stage
