"""The road from comparisons to a ranking, which the service and `microtask aggregate` share: so they cannot disagree.

Things are put in the order of their names and comparisons in the order of their things, whatever order they came in:
the same comparisons give the same figures to the last place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load where they are first used

from microtask.consensus import bradley_terry
from microtask.consensus.comparisons import LEFT, RIGHT, SAME, Comparisons, Ranking
from microtask.consensus.votes import BoolArray, FloatArray, IntArray, rounded

Gains = FloatArray | BoolArray

YARDSTICKS = 1000  # things that each one is held against


@dataclass(frozen=True, eq=False)
class Ranked:
    """A ranking of the things that were compared; `things` has the number that each of them was given under."""

    things: IntArray
    comparisons: Comparisons
    ranking: Ranking


def rank(names: Sequence[str], given: Comparisons) -> Ranked:
    """Rank things by their comparisons; `names` has the name of each.

    Things that were never compared have no place in a ranking, and are left out.
    """
    compared = np.flatnonzero(given.comparisons)
    things = np.array(sorted(compared.tolist(), key=names.__getitem__), dtype=np.int64)
    number_of = np.zeros(given.n_things, dtype=np.int64)
    number_of[things] = np.arange(len(things))
    comparisons = _in_order(number_of[given.left], number_of[given.right], given.choice, len(things))
    return Ranked(things, comparisons, bradley_terry.rank(comparisons))


def _in_order(left: IntArray, right: IntArray, choice: IntArray, n_things: int) -> Comparisons:
    """The comparisons with the lower number on the left, sorted."""
    turned = np.array([RIGHT, LEFT, SAME])
    choice = np.where(left < right, choice, turned[choice])
    left, right = np.minimum(left, right), np.maximum(left, right)
    order = np.lexsort((choice, right, left))
    return Comparisons(left=left[order], right=right[order], choice=choice[order], n_things=n_things)


def confidences(ranking: Ranking, *, top: int | None = None) -> FloatArray:
    """How sure the place of each thing is, (things,): a probability, from the scores and their standard errors.

    With `top` it is that of lying on the side of the line, between the last of so many first ones and the next, on
    which the thing stands. Without, that of being the right way round against another thing, on average over all of
    them (of more than 1,000, over as many, evenly spread along the ranking).
    """
    count, order = len(ranking.score), ranking.order
    if top is not None:
        if top >= count:
            return np.ones(count)
        line = ranking.score[order[top - 1 : top + 1]].mean()
        return rounded(scipy.special.ndtr(np.abs(ranking.score - line) / ranking.error))
    if count < 2:
        return np.ones(count)
    sure = np.empty(count)
    others = order[np.unique(np.linspace(0, count - 1, min(count, YARDSTICKS)).astype(np.int64))]
    for thing in range(count):
        against = others[others != thing]
        apart = np.abs(ranking.score[thing] - ranking.score[against])
        sure[thing] = scipy.special.ndtr(apart / np.hypot(ranking.error[thing], ranking.error[against])).mean()
    return rounded(sure)


def agreements(ranked: Ranked) -> FloatArray:
    """The share of each thing's comparisons that come out as the ranking says, (things,); "the same" counts half."""
    comparisons, score = ranked.comparisons, ranked.ranking.score
    higher = np.sign(score[comparisons.left] - score[comparisons.right])
    said = np.select([comparisons.choice == LEFT, comparisons.choice == RIGHT], [1.0, -1.0], 0.0)
    sums = _by_thing((1 + higher * said) / 2, (1 + higher * said) / 2, comparisons)
    return rounded(sums / np.maximum(comparisons.comparisons, 1))


def tallies(ranked: Ranked) -> list[dict[str, int]]:
    """How many comparisons each thing has won and lost, and in how many it was the same; without the noughts."""
    comparisons = ranked.comparisons
    left, right, same = (comparisons.choice == each for each in (LEFT, RIGHT, SAME))
    counts = [_by_thing(*sides, comparisons) for sides in ((left, right), (right, left), (same, same))]
    rows = np.stack(counts, axis=1).astype(np.int64).tolist()
    return [{name: n for name, n in zip(("won", "lost", "same"), row, strict=True) if n} for row in rows]


def _by_thing(of_left: Gains, of_right: Gains, comparisons: Comparisons) -> FloatArray:
    """The sum over each thing's comparisons of what they give the thing on the left, and the one on the right."""
    n = comparisons.n_things
    sums = np.bincount(comparisons.left, of_left, n) + np.bincount(comparisons.right, of_right, n)
    return sums.astype(np.float64)
