"""Median: the middle answer, or the mean of the two in the middle; for comparison, and for crowds with slips.

Laplace showed that its error is that of the mean times the root of pi/2 where answers scatter normally: that much
wider is its interval, from three answers on (of one or two, median and mean are the same).
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from microtask.consensus.centre import NumberModel
from microtask.consensus.votes import FloatArray, NumberVotes


@dataclass(frozen=True, eq=False)
class MedianModel(NumberModel):
    """The model of `fit`; see `NumberModel`."""

    INEFFICIENCY: ClassVar[float] = np.pi / 2

    def centre(self, votes: NumberVotes) -> FloatArray:
        middles = np.zeros(votes.n_tasks)
        answered = np.flatnonzero(votes.answers)
        numbers = votes.numbers[np.lexsort((votes.numbers, votes.tasks))]
        counts = votes.answers[answered]
        starts = np.cumsum(counts) - counts
        middles[answered] = (numbers[starts + (counts - 1) // 2] + numbers[starts + counts // 2]) / 2
        return middles


fit = MedianModel.fit
