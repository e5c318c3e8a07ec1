"""Explain: one item worked through, from what people said of it to its result, by the engine's own model.

Nobody's answer is told apart. How much one answer counts says how reliable its giver is taken to be, and so it is never
told: only what all answers to the item amount to together, beside what they would if nothing were known of those who
gave them. Where the model has been erased, since the challenge has closed, it is made again from all answers, for the
length of one call, and kept nowhere.
"""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import text

from microtask.analysis import judging
from microtask.challenges.models import Challenge
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_see_results
from microtask.consensus import models
from microtask.consensus.models import Model
from microtask.consensus.stopping import Rule
from microtask.consensus.votes import IntArray, LabelVerdicts, TagVerdicts, Verdicts
from microtask.kinds.kind import Material
from microtask.people.rules import Identity
from microtask.results import queries
from microtask.results.actions.begin_pass import Pass
from microtask.results.actions.judge import known_tasks
from microtask.results.actions.read import read
from microtask.results.queries import ResultRow, StageView
from microtask.results.rules import may_tell_apart
from microtask.unit_of_work import UnitOfWork

MOST_REWORKED = 100_000  # answers: about a second's work


@dataclass(frozen=True)
class Step:
    """How many people gave one answer, and how probable it is: `by_strangers` as if nothing were known of them.

    Either is None where it is not told: there is no model, or so few people answered that it would tell of one.
    """

    answer: str
    people: int
    by_strangers: float | None
    probability: float | None


@dataclass(frozen=True)
class Worked:
    """An item with its result, and the steps to it; none for a comparison, whose places rest on all items at once."""

    challenge: Challenge
    stage: StageView
    row: ResultRow
    steps: list[Step]


def explain(unit: UnitOfWork, challenge_id: int, item_id: int, *, stage: int | None, by: Identity) -> Worked:
    """The item worked through at the stage at that position, or at the last. Raises `NotFound` and `NotAllowed`."""
    challenge = get_allowed(unit.session, challenge_id, may_see_results, by=by)
    at = queries.get_stage(unit.session, challenge_id, position=stage)
    row = queries.get_result(unit.session, at, item_id)
    return Worked(challenge, at, row, _steps(unit, at, row))


def _steps(unit: UnitOfWork, stage: StageView, row: ResultRow) -> list[Step]:
    if stage.kind == "compare":
        return []
    labels = list(stage.asked.options)
    if stage.kind == "rate":
        labels = sorted(row.distribution, key=float)
        return [Step(label, row.distribution[label], None, None) for label in labels]
    said = _read_said(unit, stage, row.item_id)
    model = _find_model(unit, stage) if said and row.route != "gold" else None
    known, unknown = _judge(model, stage, said, row) if model is not None else ({}, {})
    people = row.distribution
    return [Step(label, people.get(label, 0), unknown.get(label), known.get(label)) for label in labels]


def _read_said(unit: UnitOfWork, stage: StageView, item_id: int) -> list[tuple[int, str]]:
    rows = unit.session.execute(
        text(
            """
            SELECT x.participant_id, x.value FROM answers x JOIN tasks t ON t.id = x.task_id
            WHERE t.stage_id = :stage AND t.item_id = :item AND x.withdrawn_at IS NULL AND x.value IS NOT NULL
            ORDER BY x.id
            """
        ),
        {"stage": stage.id, "item": item_id},
    )
    return [(participant, value) for participant, value in rows]


def _find_model(unit: UnitOfWork, stage: StageView) -> Model | None:
    """That of the last full pass; where it has been erased one made anew, None where that would take too long."""
    stored = unit.session.scalar(text("SELECT model FROM stage_states WHERE stage_id = :id"), {"id": stage.id})
    if stored is not None:
        return models.load(stored)
    if not 0 < stage.answers <= MOST_REWORKED:
        return None
    rule = Rule(stage.min_answers, stage.max_answers, stage.confidence)
    seen = read(unit, Pass(stage.id, 0, True, stage.asked, rule, stage.min_departments, stage.rule_version, True, None))
    material = Material(tasks=seen.task_of, volunteers=seen.participants, answers=seen.values, n_tasks=len(seen.tasks))
    return judging.fit(stage.asked, material, gold=known_tasks(seen)).model


def _judge(
    model: Model, stage: StageView, said: list[tuple[int, str]], row: ResultRow
) -> tuple[dict[str, float], dict[str, float]]:
    """How probable each label is by the model, and as if its answers came from people of whom nothing is known."""
    participants = np.array([participant for participant, _ in said], np.int64)
    known = _probabilities(model, stage, participants, said)
    strangers = -1 - np.arange(len(said), dtype=np.int64)
    return known, _probabilities(model, stage, strangers, said) if may_tell_apart(row.answers) else {}


def _probabilities(
    model: Model, stage: StageView, volunteers: IntArray, said: list[tuple[int, str]]
) -> dict[str, float]:
    material = Material(
        tasks=np.zeros(len(said), np.int64), volunteers=volunteers, answers=[value for _, value in said], n_tasks=1
    )
    verdicts: Verdicts = judging.judge(stage.asked, material, model).verdicts
    if isinstance(verdicts, LabelVerdicts):
        found = verdicts.posterior[0]
    elif isinstance(verdicts, TagVerdicts):
        found = verdicts.probability[0]
    else:
        return {}
    return dict(zip(stage.asked.options, found.tolist(), strict=True))
