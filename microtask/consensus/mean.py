"""Mean: the method for ratings. Every answer counts the same.

With ten answers a task it beats the median, trimmed and weighted means on every set of ratings we know (Snow et al.,
"Cheap and fast, but is it good?", EMNLP 2008). Not where single answers may be wildly wrong: see `median`.
"""

from dataclasses import dataclass

from microtask.consensus.centre import NumberModel, means
from microtask.consensus.votes import FloatArray, NumberVotes


@dataclass(frozen=True, eq=False)
class MeanModel(NumberModel):
    """The model of `fit`; see `NumberModel`."""

    def centre(self, votes: NumberVotes) -> FloatArray:
        return means(votes)


fit = MeanModel.fit
