"""Methods beside one another on many crowds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.consensus.crowd import LabelCrowd
from benchmarks.consensus.scores import Score, score
from microtask.consensus import methods
from microtask.consensus.models import Model
from microtask.consensus.votes import LabelVotes

OURS = "auto"
PLAIN = "majority"
Fit = Callable[[LabelVotes], Model]


@dataclass(frozen=True)
class Comparison:
    """The score of each method on each crowd: scores[crowd][method], in the order they were asked for."""

    scores: Mapping[str, Mapping[str, Score]]

    def mean(self, method: str, figure: str = "accuracy") -> float:
        """The mean of a figure of `Score` over the crowds."""
        return float(np.mean([getattr(of[method], figure) for of in self.scores.values()]))

    def against_best(self, method: str) -> float:
        """Points above the best of the other methods on each crowd, picked with hindsight; the mean over crowds."""
        return float(np.mean([-of[method].below(_best(of, method)) for of in self.scores.values()]))

    def worst(self, method: str, other: str = PLAIN) -> tuple[str, float]:
        """The crowd on which the method is furthest below the other, and its points above (below 0: a loss)."""
        above = {name: -of[method].below(of[other]) for name, of in self.scores.items()}
        name = min(above, key=lambda crowd: above[crowd])
        return name, above[name]

    def below_beyond_chance(self, method: str, other: str = PLAIN) -> list[str]:
        """The crowds on which the method is below the other by more than half a point or two tasks."""
        return [name for name, of in self.scores.items() if of[method].is_below_beyond_chance(of[other])]


def named(names: Sequence[str] = ()) -> dict[str, Fit]:
    """The methods that decide a question with one label, all or those of `names`."""
    return {name: partial(methods.fit, method=name) for name in names or methods.names_for(LabelVotes)}


def compare(crowds: Iterable[LabelCrowd], fits: Mapping[str, Fit]) -> Comparison:
    """Fit every method to every crowd, and score its verdicts."""
    return Comparison(
        {crowd.name: {name: score(crowd, fit(crowd.votes).judge(crowd.votes)) for name, fit in fits.items()}  # type: ignore[arg-type]
         for crowd in crowds}
    )  # fmt: skip


def _best(of: Mapping[str, Score], method: str) -> Score:
    return max((found for name, found in of.items() if name != method), key=lambda found: found.accuracy)
