"""The first move of deciding: a pass gets its number, and the stage's question and rule.

A pass has its moves, each in units of work of its own. `begin_pass` commits the number of the pass before anything
is read, so that an answer which this pass misses asks for the next one. `read` takes a snapshot: every answer of the
tasks with new ones, or, when enough has changed, every answer of the stage. `judge` computes, outside any transaction.
`record` writes what changed; a verdict of an older pass never overwrites a newer one. Two passes at once, and a pass
that is run twice, do no harm; two full ones at once would only be waste, so `full_pass` lets one at a time. Where the
rule of the stage has changed, `renew` brings its tasks under the new one before anything is read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text

from microtask.consensus import stopping
from microtask.kinds.kind import Question
from microtask.kinds.registry import question
from microtask.results.queries.waiting import STALLED
from microtask.results.rules import LIVE_TASKS, is_worth_a_full_pass
from microtask.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Pass:
    """One pass: its number, what its stage asks, and when its tasks settle.

    `reconsider_since` is when the rule or the known answers of the stage changed, for a full pass that is to decide
    with the change.
    """

    stage_id: int
    number: int
    full: bool
    question: Question
    rule: stopping.Rule
    min_departments: int
    rule_version: int
    has_advanced: bool
    model: bytes | None
    reconsider_since: datetime | None = None


def begin_pass(unit: UnitOfWork, stage_id: int, *, full: bool = False) -> Pass | None:
    """Number a new pass over the stage; None where there is nothing to decide.

    It is a full pass where `full` is asked for, where enough has changed since the last one, where the rule or a known
    answer has, where the last one broke off, or where nothing is new and only live verdicts are left to make final.
    """
    facts = _look(unit, stage_id)
    if facts is None or not (full or facts.has_dirty or facts.has_live or facts.is_overdue):
        return None
    number: int = unit.session.execute(text(_NUMBER), {"stage": stage_id}).scalar_one()
    dirty = _count_dirty(unit, stage_id, enough=LIVE_TASKS)
    return Pass(
        stage_id=stage_id,
        number=number,
        full=full
        or facts.is_overdue
        or not facts.has_dirty
        or facts.model is None
        or is_worth_a_full_pass(facts.answers + dirty, facts.fitted_answers),
        question=question(facts.kind, options=facts.options, scale=facts.scale),
        rule=stopping.Rule(
            facts.min_answers, facts.max_answers, facts.confidence, facts.precision or stopping.Rule.precision
        ),
        min_departments=facts.min_departments,
        rule_version=facts.rule_version,
        has_advanced=facts.has_advanced,
        model=facts.model,
        reconsider_since=facts.reconsider_since,
    )


# Whoever holds the row of the stage's state may wait for that of the stage: it is touched where there is none yet.
_NUMBER = """
WITH numbered AS (UPDATE stages SET pass_number = pass_number + 1 WHERE id = :stage RETURNING id, pass_number),
     first AS (INSERT INTO stage_states (stage_id)
               SELECT id FROM numbered WHERE NOT EXISTS (SELECT FROM stage_states WHERE stage_id = :stage)
               ON CONFLICT (stage_id) DO NOTHING)
SELECT pass_number FROM numbered
"""


def _look(unit: UnitOfWork, stage_id: int) -> Row[Any] | None:
    return unit.session.execute(
        text(
            f"""
            SELECT s.kind, s.options, s.scale, s.min_answers, s.max_answers, s.confidence, s.precision,
                   s.min_departments, s.rule_version, s.advanced_at IS NOT NULL AS has_advanced, k.model,
                   s.reconsider_since,
                   s.reconsider_since IS NOT NULL OR k.unstored_pass IS NOT NULL OR ({STALLED}) AS is_overdue,
                   coalesce(k.answers, 0) AS answers, coalesce(k.fitted_answers, 0) AS fitted_answers,
                   EXISTS (SELECT FROM answers x JOIN tasks t ON t.id = x.task_id
                           WHERE x.stage_id = s.id AND x.decided_at IS NULL AND NOT t.hidden) AS has_dirty,
                   EXISTS (SELECT FROM results r WHERE r.stage_id = s.id AND r.live) AS has_live
            FROM stages s LEFT JOIN stage_states k ON k.stage_id = s.id WHERE s.id = :stage
            """  # noqa: S608 (a constant of the house)
        ),
        {"stage": stage_id},
    ).one_or_none()


def _count_dirty(unit: UnitOfWork, stage_id: int, *, enough: int) -> int:
    found = unit.session.scalar(
        text(
            "SELECT count(*) FROM (SELECT FROM answers WHERE stage_id = :stage AND decided_at IS NULL LIMIT :enough) d"
        ),
        {"stage": stage_id, "enough": enough},
    )
    return int(found or 0)
