"""Comparisons and rankings as columns: arrays with one row a comparison, and arrays with one row a thing.

A thing is a number from 0. A comparison names two things, and says which of them was chosen, or that they are the
same. A ranking gives each thing a place among all: here there are no verdicts by task.
"""

from dataclasses import dataclass

import numpy as np

from microtask.consensus.votes import BoolArray, FloatArray, IntArray, check_codes

LEFT, RIGHT, SAME = 0, 1, 2


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparisons:
    """Who is better: `left` and `right` are things, `choice` is `LEFT`, `RIGHT` or `SAME`; one entry a comparison.

    Raises ValueError for columns that do not fit, and for a thing that is compared with itself.
    """

    left: IntArray
    right: IntArray
    choice: IntArray
    n_things: int

    def __post_init__(self) -> None:
        if not len(self.left) == len(self.right) == len(self.choice):
            raise ValueError("Every comparison has two things and one choice.")
        check_codes(self.left, self.n_things, "thing")
        check_codes(self.right, self.n_things, "thing")
        check_codes(self.choice, SAME + 1, "choice")
        if (self.left == self.right).any():
            raise ValueError("A thing cannot be compared with itself.")

    @property
    def comparisons(self) -> IntArray:
        """How many comparisons each thing takes part in, (things,)."""
        return np.bincount(np.concatenate([self.left, self.right]), minlength=self.n_things)

    @property
    def wins_of_left(self) -> FloatArray:
        """What each comparison gives the left thing: 1, 0, or a half where they are the same."""
        wins: FloatArray = np.select([self.choice == LEFT, self.choice == RIGHT], [1.0, 0.0], 0.5)
        return wins


@dataclass(frozen=True, eq=False, kw_only=True)
class Ranking:
    """A place for each thing; every array has one entry a thing.

    `score` is on a scale of log odds with mean 0: a thing one higher than another is preferred in 73 of 100
    comparisons. `low` to `high` is its 90 % interval, `error` its standard error, which shrinks with `comparisons`.

    `rank` is shared within a band: in the order of their scores, things belong to one band as long as the intervals
    of all of them overlap. A rank is 1 and one more for each thing in the bands above: 1, 1, 1, 4, 4, 6. A thing that
    was never compared has a rank too, in the middle: whoever shows it looks at `comparisons`.
    """

    score: FloatArray
    error: FloatArray
    low: FloatArray
    high: FloatArray
    rank: IntArray
    comparisons: IntArray

    @property
    def order(self) -> IntArray:
        """The things from the highest score to the lowest; of equals the first."""
        return np.argsort(-self.score, kind="stable")


def shared_ranks(score: FloatArray, low: FloatArray, high: FloatArray) -> IntArray:
    """The rank of each thing, shared within its band: see `Ranking`."""
    order = np.argsort(-score, kind="stable")
    ranks = np.empty(len(score), dtype=np.int64)
    floor, rank = np.inf, 0
    for place, (thing, least, most) in enumerate(
        zip(order.tolist(), low[order].tolist(), high[order].tolist(), strict=True), start=1
    ):
        # Of two things in the order of their scores, the intervals overlap unless the second ends below the first.
        if most < floor or rank == 0:
            floor, rank = least, place
        floor = max(floor, least)
        ranks[thing] = rank
    return ranks


def is_same_pair(first: IntArray, second: IntArray, among: IntArray, n_things: int) -> BoolArray:
    """Which pairs of `first` and `second` are one of the pairs `among` (pairs, 2), in either order."""
    return np.isin(pair_codes(first, second, n_things), pair_codes(among[:, 0], among[:, 1], n_things))


def pair_codes(first: IntArray, second: IntArray, n_things: int) -> IntArray:
    """One number for each pair, the same in either order."""
    return np.minimum(first, second).astype(np.int64) * n_things + np.maximum(first, second)
