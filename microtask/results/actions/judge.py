"""The third move of deciding: what the answers of a pass amount to. Reads and writes nothing."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from microtask.analysis import judging
from microtask.consensus import models, stopping
from microtask.kinds.kind import Material
from microtask.results.actions.begin_pass import Pass
from microtask.results.actions.read import Ids, Snapshot

_COLUMNS = ("route", "answer", "confidence", "agreement", "answers", "not_sure", "tie", "distribution", "extras")


@dataclass(frozen=True)
class Judged:
    """What a pass found, one entry a task, and the model it found it with (None for a live step).

    `columns` has those columns of the results that say what the answers amount to. `settles`, `lacks_spread` (it would
    settle, had more departments answered) and `spent` are as `stopping.Stops` has them.
    """

    columns: dict[str, list[Any]]
    settles: NDArray[np.bool_]
    lacks_spread: NDArray[np.bool_]
    model: bytes | None
    alpha: float | None
    spent: NDArray[np.bool_]


def judge(this: Pass, seen: Snapshot) -> Judged:
    """Turn the snapshot into decisions. Pure: reads and writes nothing."""
    material = Material(tasks=seen.task_of, volunteers=seen.participants, answers=seen.values, n_tasks=len(seen.tasks))
    if this.full or this.model is None:
        decision = judging.fit(this.question, material, gold=known_tasks(seen))
        fitted, alpha = models.dump(decision.model), judging.alpha(decision)
    else:
        decision = judging.judge(this.question, material, models.load(this.model), gold=known_tasks(seen))
        fitted, alpha = None, None
    stops = stopping.decide(decision.model, decision.votes, decision.verdicts, this.rule)
    spread = _count_departments(seen) >= this.min_departments
    return Judged(
        columns=_columns(judging.outcomes(decision)),
        settles=stops.settled & spread,
        lacks_spread=stops.settled & ~spread,
        model=fitted,
        alpha=alpha,
        spent=stops.spent & spread,
    )


def _columns(outcomes: Iterable[judging.Outcome]) -> dict[str, list[Any]]:
    """The outcomes by column, with distribution and extras as JSON.

    Equal values are kept once, and most are equal to others: as objects a million outcomes would take 400 MB.
    """
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    kept: dict[tuple[type, Any], Any] = {}
    for outcome in outcomes:
        row = (
            "gold" if outcome.is_gold else "crowd",
            outcome.answer,
            outcome.confidence,
            outcome.agreement,
            outcome.answers,
            outcome.not_sure,
            outcome.tie,
            json.dumps(outcome.distribution, ensure_ascii=False),
            json.dumps(outcome.extras, ensure_ascii=False),
        )
        for column, value in zip(columns.values(), row, strict=True):
            column.append(kept.setdefault((type(value), value), value))
    return columns


def known_tasks(seen: Snapshot) -> dict[int, str]:
    """Known answers by the task's place in the snapshot."""
    known = np.fromiter(seen.gold, np.int64, len(seen.gold))
    places = np.searchsorted(seen.tasks, known)
    is_seen = np.isin(known, seen.tasks)
    return {
        place: seen.gold[task] for place, task in zip(places[is_seen].tolist(), known[is_seen].tolist(), strict=True)
    }


def _count_departments(seen: Snapshot) -> Ids:
    """How many departments have given each task an answer with a value, (tasks,)."""
    said = np.fromiter((value is not None for value in seen.values), bool, len(seen.values)) & (seen.departments > 0)
    pairs = np.unique(np.column_stack([seen.task_of[said], seen.departments[said]]), axis=0)
    counted = np.bincount(pairs[:, 0], minlength=len(seen.tasks))
    return np.maximum(counted, 1)  # answers collected elsewhere come from somewhere, though nobody says where
