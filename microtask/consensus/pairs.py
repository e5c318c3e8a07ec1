"""Which pairs to compare next, so that each comparison says most about the order of the things.

A comparison of i and j is worth p (1 - p) (v_i + v_j): p is the chance that i is preferred, v a score's variance.
This is the expected information of D. V. Lindley ("On a measure of the information provided by an experiment", Annals
of Mathematical Statistics 27, 1956) to the first order: most where scores are close and little is known. Pairs are
chosen in rounds in which each thing takes part once, as in a Swiss tournament, so that effort is spread evenly.
Pairs that join groups of things not yet connected come first: until then their scores have no common scale.
"""

from collections.abc import Iterator

import numpy as np
import scipy  # its parts load where they are first used

from microtask.consensus.comparisons import Comparisons, Ranking, is_same_pair
from microtask.consensus.votes import FloatArray, IntArray

NEIGHBOURS = 8  # in the order of scores: further apart, a comparison says little


def propose(ranking: Ranking, comparisons: Comparisons, *, how_many: int, pending: IntArray | None = None) -> IntArray:
    """The next pairs to compare, most informative first: (`how_many`, 2), or fewer where no new pair is left.

    `ranking` is `bradley_terry.rank(comparisons)`. `pending` (pairs, 2) has the pairs that were proposed before and
    not yet compared. No pair is proposed twice, in either order. Deterministic; time grows with things and pairs, a
    factor of log things apart.
    """
    pending = np.empty((0, 2), dtype=np.int64) if pending is None else pending
    asked = np.concatenate([np.stack([comparisons.left, comparisons.right], axis=1), pending])
    variance = _with_comparisons(ranking.error**2, ranking.score, pending)
    n, order = len(ranking.score), ranking.order
    width = min(NEIGHBOURS, n - 1)
    chosen = np.empty((0, 2), dtype=np.int64)
    while len(chosen) < how_many:
        pairs = _neighbours(order, width)
        pairs = pairs[~is_same_pair(pairs[:, 0], pairs[:, 1], asked, n)]
        worth = _worth(pairs, ranking.score, variance)
        pairs = pairs[np.lexsort((np.arange(len(pairs)), -worth.round(9)))]
        matched = np.array(list(_matched(pairs, _Groups(asked, n))), dtype=np.int64).reshape(-1, 2)
        if not len(matched):
            if width >= n - 1:
                break
            width = min(2 * width, n - 1)
            continue
        matched = matched[: how_many - len(chosen)]
        variance = _with_comparisons(variance, ranking.score, matched)
        asked, chosen = np.concatenate([asked, matched]), np.concatenate([chosen, matched])
    return chosen


def _neighbours(order: IntArray, width: int) -> IntArray:
    """The pairs of things at most `width` places apart, (pairs, 2); the nearest first."""
    pairs = [np.stack([order[:-apart], order[apart:]], axis=1) for apart in range(1, width + 1)]
    return np.concatenate([np.empty((0, 2), dtype=np.int64), *pairs])


def _worth(pairs: IntArray, score: FloatArray, variance: FloatArray) -> FloatArray:
    first, second = pairs.T
    worth: FloatArray = _information(score[first] - score[second]) * (variance[first] + variance[second])
    return worth


def _information(difference: FloatArray) -> FloatArray:
    """The product p (1 - p) of a comparison of two things whose scores differ by as much."""
    information: FloatArray = 0.25 / np.cosh(difference / 2) ** 2
    return information


def _with_comparisons(variance: FloatArray, score: FloatArray, pairs: IntArray) -> FloatArray:
    """What the variances will be when `pairs` have been compared once."""
    first, second = pairs.T
    gained = np.bincount(
        np.concatenate([first, second]), np.tile(_information(score[first] - score[second]), 2), len(variance)
    )
    reduced: FloatArray = variance / (1 + variance * gained)
    return reduced


def _matched(pairs: IntArray, groups: "_Groups") -> Iterator[tuple[int, int]]:
    """Of `pairs`, best first, those of one round: each thing once, and pairs that join two groups before the others."""
    used: set[int] = set()
    for is_choice in (groups.join, lambda *_: True):
        for first, second in pairs.tolist():
            if first not in used and second not in used and is_choice(first, second):
                used.update((first, second))
                yield first, second


class _Groups:
    """The groups of things that `pairs` (pairs, 2) connect."""

    def __init__(self, pairs: IntArray, n_things: int) -> None:
        graph = scipy.sparse.coo_array((np.ones(len(pairs)), tuple(pairs.T)), shape=(n_things, n_things))
        n_groups, group_of = scipy.sparse.csgraph.connected_components(graph, directed=False)
        self._group_of: list[int] = group_of.tolist()
        self._parents = list(range(n_groups))

    def join(self, first: int, second: int) -> bool:
        """Make one group of those of two things; False where they are one already."""
        ours, theirs = self._root(first), self._root(second)
        self._parents[ours] = theirs
        return ours != theirs

    def _root(self, thing: int) -> int:
        group = self._group_of[thing]
        while self._parents[group] != group:
            self._parents[group] = group = self._parents[self._parents[group]]
        return group
