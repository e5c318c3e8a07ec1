"""Which pairs of a comparison are asked about next, and which of its items need no more. Pure.

Pairs are chosen a few at a time, so that each choice knows the answers to those before it: an item has at most two
comparisons ahead of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from microtask.consensus import pairs
from microtask.consensus.comparisons import LEFT, Comparisons, Ranking
from microtask.consensus.votes import BoolArray, FloatArray, IntArray

AHEAD = 2  # comparisons of an item that wait for an answer


@dataclass(frozen=True, eq=False)
class Need:
    """What the items of a stage need, (items,): `asked` counts the comparisons of each so far and those that wait,

    `waiting` the latter alone. `is_wanting` says which are to be compared further: not sure enough, and not at the
    most. `score` and `error` are as a ranking has them.
    """

    asked: IntArray
    waiting: IntArray
    is_wanting: BoolArray
    score: FloatArray
    error: FloatArray


def choose_pairs(need: Need, asked_before: IntArray, waiting: IntArray, *, most: int) -> NDArray[np.int64]:
    """The next pairs of items, (pairs, 2): no item more than `most` times in all, and each with one that needs it.

    `asked_before` and `waiting` (pairs, 2) are the pairs of the stage, and those of them that wait for an answer. Items
    that need more meet each other first; where that leaves one over, it meets another item, and one that it has met
    before only once it has met all.
    """
    room = np.minimum(most - need.asked, AHEAD - need.waiting).clip(min=0)
    chosen = np.empty((0, 2), dtype=np.int64)
    while True:
        matched = _once_each(_round(need, (room > 0) & need.is_wanting, np.concatenate([asked_before, chosen])))
        if not len(matched):
            break
        room = room - np.bincount(matched.ravel(), minlength=len(room))
        chosen = np.concatenate([chosen, matched])
    may_be_met = need.asked < most
    for item in np.flatnonzero(need.is_wanting & (room > 0)).tolist():
        while room[item] > 0:
            met, awaited = (_others(item, np.concatenate([each, chosen])) for each in (asked_before, waiting))
            has_met_all = np.isin(np.flatnonzero(may_be_met), [*met, item]).all()
            partner = _best(need, room, item, barred=met)
            if partner is None and has_met_all:
                partner = _best(need, room, item, barred=awaited)
            if partner is None:
                break
            room[[item, partner]] -= 1
            chosen = np.concatenate([chosen, [[item, partner]]])
    return chosen


def _others(item: int, among: IntArray) -> NDArray[np.int64]:
    """The items that `item` is paired with in the pairs `among`."""
    mine = among[(among == item).any(axis=1)]
    others: NDArray[np.int64] = mine[mine != item].astype(np.int64)
    return others


def _best(need: Need, room: IntArray, item: int, *, barred: IntArray) -> int | None:
    """The item with room that says most about `item`, as `consensus.pairs` has it; None where all are barred."""
    free = room > 0
    free[barred] = False
    free[item] = False
    if not free.any():
        return None
    apart = need.score - need.score[item]
    worth = (need.error**2 + need.error[item] ** 2) / np.cosh(apart / 2) ** 2
    return int(np.where(free, worth, -1.0).argmax())


def _once_each(pairs: IntArray) -> NDArray[np.int64]:
    """The pairs without those of an item that an earlier one has."""
    seen: set[int] = set()
    kept = []
    for pair in pairs.tolist():
        if seen.isdisjoint(pair):
            seen.update(pair)
            kept.append(pair)
    return np.array(kept, dtype=np.int64).reshape(-1, 2)


def is_at_its_end(need: Need, chosen: IntArray, *, most: int) -> BoolArray:
    """Which items are compared no further, (items,): nothing waits, and they need no more or nobody is left to meet."""
    waits = (need.waiting > 0) | (np.bincount(chosen.ravel(), minlength=len(need.waiting)) > 0)
    may_be_met = need.asked < most
    can_go_on = need.is_wanting & may_be_met & (may_be_met.sum() > 1)
    ended: BoolArray = ~waits & ~can_go_on
    return ended


def _round(need: Need, is_free: BoolArray, barred: IntArray) -> NDArray[np.int64]:
    """One pair at most for each item that is free, none of them in `barred`."""
    free = np.flatnonzero(is_free)
    place = np.full(len(is_free), -1)
    place[free] = np.arange(len(free))
    known = place[barred]
    known = known[(known >= 0).all(axis=1)]
    nothing = np.zeros(len(free))
    ranking = Ranking(
        score=need.score[free],
        error=need.error[free],
        low=nothing,
        high=nothing,
        rank=nothing.astype(np.int64),
        comparisons=nothing.astype(np.int64),
    )
    before = Comparisons(left=known[:, 0], right=known[:, 1], choice=np.full(len(known), LEFT), n_things=len(free))
    matched = pairs.propose(ranking, before, how_many=len(free) // 2)
    return free[matched].reshape(-1, 2)
