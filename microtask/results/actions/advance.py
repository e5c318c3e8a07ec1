"""Advance: apply a stage's effect once to the items that have settled; the survivors go on to the next stage."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text

from microtask.results.queries.waiting import STALLED
from microtask.results.rules import choose_survivors
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork


def advance(unit: UnitOfWork, stage_id: int) -> None:
    """Move the settled items of the stage on, or drop them; nothing happens while one of its tasks is open.

    Nor while the results of a full pass are on their way.

    Undecided items wait for adjudication. Safe to run again: an item is moved once.
    """
    stage = unit.session.execute(
        text(
            f"""
            SELECT s.id, s.challenge_id, s.position, s.kind, s.effect, s.split_at, next.id AS next_id,
                   EXISTS (SELECT FROM tasks t WHERE t.stage_id = s.id AND t.state = 'open' AND NOT t.hidden)
                   OR EXISTS (SELECT FROM stage_states k WHERE k.stage_id = s.id AND k.unstored_pass IS NOT NULL)
                   OR ({STALLED}) AS busy
            FROM stages s
            LEFT JOIN stages next ON next.challenge_id = s.challenge_id AND next.position = s.position + 1
            WHERE s.id = :stage FOR NO KEY UPDATE OF s
            """  # noqa: S608 (a constant of the house)
        ),
        {"stage": stage_id},
    ).one_or_none()
    if stage is None or stage.busy or stage.split_at is None or (stage.effect is None and stage.next_id is None):
        return
    waiting = unit.session.execute(
        text(
            """
            SELECT r.item_id, coalesce(r.decision, r.answer) AS answer, (r.extras ->> 'score')::float8 AS score
            FROM results r JOIN items i ON i.id = r.item_id
            WHERE r.stage_id = :stage AND r.state IN ('settled', 'adjudicated') AND r.applied_answer IS NULL
              AND NOT r.live AND i.reached = :position AND i.dropped_at IS NULL
            ORDER BY r.item_id
            """
        ),
        {"stage": stage_id, "position": stage.position},
    ).all()
    if waiting:
        _apply(unit, stage, waiting)


def _apply(unit: UnitOfWork, stage: Row[Any], waiting: Sequence[Row[Any]]) -> None:
    survivors = choose_survivors(
        {row.item_id: row.answer for row in waiting},
        effect=stage.effect,
        kind=stage.kind,
        passed_before=_count_passed(unit, stage.id),
        scores={row.item_id: row.score for row in waiting if row.score is not None},
    )
    everyone = [row.item_id for row in waiting]
    unit.session.execute(
        text(
            "UPDATE results SET applied_answer = coalesce(decision, answer)"
            " WHERE stage_id = :stage AND item_id = ANY(:items)"
        ),
        {"stage": stage.id, "items": everyone},
    )
    unit.session.execute(
        text("UPDATE items SET dropped_at = :now, drop_reason = :reason WHERE id = ANY(:items)"),
        {
            "items": [item for item in everyone if item not in survivors],
            "now": unit.now,
            "reason": f"stage {stage.position}",
        },
    )
    unit.session.execute(text("UPDATE stages SET advanced_at = :now WHERE id = :id"), {"now": unit.now, "id": stage.id})
    if stage.next_id is not None and survivors:
        unit.session.execute(
            text("UPDATE items SET reached = :position WHERE id = ANY(:items)"),
            {"position": stage.position + 1, "items": sorted(survivors)},
        )
        unit.session.execute(
            text("UPDATE stages SET split_item_id = 0, split_at = NULL WHERE id = :id"), {"id": stage.next_id}
        )
        unit.then(Step.SPLIT_STAGE, stage.next_id)


def _count_passed(unit: UnitOfWork, stage_id: int) -> int:
    """How many items the stage has passed on already: those decided later compete for the places that are left."""
    passed = unit.session.scalar(
        text(
            "SELECT count(*) FROM results r JOIN items i ON i.id = r.item_id"
            " WHERE r.stage_id = :stage AND r.applied_answer IS NOT NULL AND i.dropped_at IS NULL"
        ),
        {"stage": stage_id},
    )
    return int(passed or 0)
