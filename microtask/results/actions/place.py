"""The place of each item in the ranking of a comparison, and the pairs to ask about next. Reads and writes nothing."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from microtask.analysis import ranking
from microtask.analysis.ranking import Ranked
from microtask.consensus import agreement
from microtask.consensus.bradley_terry import RIDGE
from microtask.consensus.votes import BoolArray, FloatArray
from microtask.kinds import compare
from microtask.kinds.kind import Material
from microtask.results.actions.begin_pass import Pass
from microtask.results.actions.choose_pairs import Need, choose_pairs, is_at_its_end
from microtask.results.actions.read import Ids, Snapshot

_NOWHERE = {"score": None, "rank": None, "low": None, "high": None, "comparisons": 0}


@dataclass(frozen=True, eq=False)
class Pairs:
    """The pairs of a stage, (pairs,): the task of each, ascending, and the places of its two items among the items.

    `wanted` answers are asked for; `taken` slots are held, `held` of them by answers that are in; `given` counts all
    answers, the late ones as well.
    """

    tasks: Ids
    first: Ids
    second: Ids
    is_open: NDArray[np.bool_]
    wanted: Ids
    taken: Ids
    held: Ids
    given: Ids

    @property
    def sides(self) -> Ids:
        """Both items of each, (pairs, 2)."""
        return np.stack([self.first, self.second], axis=1)

    @property
    def waiting(self) -> Ids:
        """How many answers to each are still on their way, or to be dealt."""
        return np.where(self.is_open, np.maximum(self.wanted - self.held, 0), 0)

    @property
    def claimed(self) -> Ids:
        """How many comparisons each has come to once everybody who was asked has answered, however late."""
        claimed: Ids = self.given + np.maximum(self.waiting, self.taken - self.held)
        return claimed


@dataclass(frozen=True, eq=False)
class Compared:
    """A comparison as a pass reads it. `states` and `top` are what earlier passes and the stage's effect say.

    Among the states is `given up`: undecided because colleagues could not be asked any more, and not by an expert.
    """

    items: Ids
    keys: list[str]
    states: list[str]
    pairs: Pairs
    answers: Snapshot
    top: int | None


@dataclass(frozen=True, eq=False)
class Placed:
    """What a pass found: columns of results, one entry an item; new pairs of items (pairs, 2); and the number of

    answers to ask for anew, by the task of a pair that was asked about before.
    """

    columns: dict[str, list[Any]]
    pairs: Ids
    again: dict[int, int]
    alpha: float | None


def place(this: Pass, seen: Compared) -> Placed:
    """Rank the items, say which need no more comparisons, and choose the next pairs of the others."""
    pair_of, values, departments = _answers_by_pair(seen)
    count = len(seen.items)
    first, second = seen.pairs.first[pair_of], seen.pairs.second[pair_of]
    ranked = ranking.rank(seen.keys, compare.comparisons(first, second, values, count))
    sure = _spread_out(ranking.confidences(ranked.ranking, top=seen.top), ranked, count, otherwise=0.0)
    compared = _spread_out(ranked.ranking.comparisons, ranked, count, otherwise=0).astype(np.int64)
    has_spread = _count_departments(first, second, values, departments, count) >= this.min_departments
    is_enough = (compared >= this.rule.minimum) & has_spread
    need = _need(this, seen, ranked, is_sure=is_enough & (sure >= round(this.rule.confidence, 6)))
    chosen = choose_pairs(need, seen.pairs.sides, seen.pairs.sides[seen.pairs.waiting > 0], most=this.rule.maximum)
    ended = is_at_its_end(need, chosen, most=this.rule.maximum)
    states = [
        _state(before, at_end=at_end, enough=enough)
        for before, at_end, enough in zip(seen.states, ended.tolist(), is_enough.tolist(), strict=True)
    ]
    reasons = ["max" if spread else "spread" for spread in has_spread.tolist()]
    not_sure = np.array([value is None for value in values], dtype=bool)
    columns = _columns(ranked, sure, count) | {
        "state": states,
        "reason": [why if state == "undecided" else None for why, state in zip(reasons, states, strict=True)],
        "not_sure": np.bincount(np.concatenate([first[not_sure], second[not_sure]]), minlength=count).tolist(),
    }
    fresh, again = _split(seen.pairs, chosen, count)
    return Placed(columns, seen.items[fresh], again, _alpha(this, pair_of, values, seen))


def _state(before: str, *, at_end: bool, enough: bool) -> str:
    """What an item is now. What was given up is settled after all where it has been compared often enough by now."""
    if before == "given up" or (before == "open" and at_end):
        return "settled" if enough else "undecided"
    return before


def _answers_by_pair(seen: Compared) -> tuple[Ids, list[str | None], Ids]:
    """Pair, value and department of each answer; those of pairs that have been hidden meanwhile are left out."""
    tasks = seen.answers.tasks[seen.answers.task_of]
    is_there = np.isin(tasks, seen.pairs.tasks)
    values = [value for value, there in zip(seen.answers.values, is_there.tolist(), strict=True) if there]
    return np.searchsorted(seen.pairs.tasks, tasks[is_there]), values, seen.answers.departments[is_there]


def _spread_out(of_things: Any, ranked: Ranked, count: int, *, otherwise: float) -> FloatArray:
    """What a ranking has by thing, by item; `otherwise` for items that were never compared."""
    by_item = np.full(count, otherwise, dtype=np.float64)
    by_item[ranked.things] = of_things
    return by_item


def _need(this: Pass, seen: Compared, ranked: Ranked, *, is_sure: BoolArray) -> Need:
    pairs, count = seen.pairs, len(seen.items)
    asked, waiting = (
        np.bincount(pairs.first, each, count) + np.bincount(pairs.second, each, count)
        for each in (pairs.claimed, pairs.waiting)
    )
    is_open = np.array([state == "open" for state in seen.states], dtype=bool)
    return Need(
        asked=asked.astype(np.int64),
        waiting=waiting.astype(np.int64),
        is_wanting=is_open & ~is_sure & (asked < this.rule.maximum),
        score=_spread_out(ranked.ranking.score, ranked, count, otherwise=0.0),
        error=_spread_out(ranked.ranking.error, ranked, count, otherwise=RIDGE**-0.5),
    )


def _count_departments(
    first: Ids, second: Ids, values: list[str | None], departments: Ids, count: int
) -> NDArray[np.integer[Any]]:
    """How many departments have compared each item, (items,)."""
    said = np.array([value is not None for value in values], dtype=bool) & (departments > 0)
    of_items = np.concatenate([first[said], second[said]])
    seen = np.unique(np.column_stack([of_items, np.tile(departments[said], 2)]), axis=0)
    counted = np.bincount(seen[:, 0], minlength=count)
    return np.maximum(counted, 1)  # answers collected elsewhere come from somewhere, though nobody says where


def _columns(ranked: Ranked, sure: FloatArray, count: int) -> dict[str, list[Any]]:
    """The columns of the results that the ranking has, one entry an item."""
    found = ranked.ranking
    columns: dict[str, list[Any]] = {
        "answer": [None] * count,
        "confidence": [None] * count,
        "agreement": [None] * count,
        "answers": [0] * count,
        "tie": [False] * count,
        "distribution": ["{}"] * count,
        "extras": [json.dumps(_NOWHERE)] * count,
    }
    scores, times = np.unique(found.score, return_counts=True)
    is_tie = times[np.searchsorted(scores, found.score)] > 1
    figures = zip(
        *(each.tolist() for each in (found.score, found.rank, found.low, found.high, found.comparisons)), strict=True
    )
    rows = zip(ranked.things.tolist(), figures, ranking.agreements(ranked).tolist(), is_tie.tolist(), strict=True)
    for (item, figure, share, tie), tally in zip(rows, ranking.tallies(ranked), strict=True):
        columns["answer"][item] = str(figure[1])
        columns["confidence"][item] = sure[item].item()
        columns["agreement"][item] = share
        columns["answers"][item] = figure[4]
        columns["tie"][item] = tie
        columns["distribution"][item] = json.dumps(tally)
        columns["extras"][item] = json.dumps(dict(zip(_NOWHERE, figure, strict=True)))
    return columns


def _split(pairs: Pairs, chosen: Ids, count: int) -> tuple[Ids, dict[int, int]]:
    """The chosen pairs that are new; and of those that were there, the task with the answers that it wants now."""
    codes = np.minimum(pairs.first, pairs.second) * count + np.maximum(pairs.first, pairs.second)
    place_of = {code: place for place, code in enumerate(codes.tolist())}
    fresh, again = [], {}
    for a, b in chosen.tolist():
        known = place_of.get(min(a, b) * count + max(a, b))
        if known is None:
            fresh.append((a, b))
        else:
            again[int(pairs.tasks[known])] = int(pairs.held[known]) + 1
    return np.array(fresh, dtype=np.int64).reshape(-1, 2), again


def _alpha(this: Pass, pair_of: Ids, values: list[str | None], seen: Compared) -> float | None:
    """Krippendorff's alpha of the pairs that several people have compared; None where there is none."""
    material = Material(tasks=pair_of, volunteers=pair_of, answers=values, n_tasks=len(seen.pairs.tasks))
    value = agreement.alpha(compare.votes(material, this.question, {}))
    return None if np.isnan(value) else round(value, 6)
