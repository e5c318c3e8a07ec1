"""The constants of know or guess chosen without the set that is reported: what the method is worth on a new crowd.

For each real set the grid is searched on the other sets and on the synthetic families of seeds 1 and 2; sets of one
source (the two of weather) are left out together. Accuracy and confidence are chosen one after the other: no constant
of the correlation changes a verdict.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from unittest.mock import patch

import numpy as np

from benchmarks.consensus import crowds, sets
from benchmarks.consensus.crowd import LabelCrowd
from benchmarks.consensus.part import Part
from benchmarks.consensus.scores import score
from benchmarks.table import at_least, at_most, grid
from microtask.consensus import know_or_guess, records, shared_mistakes

GUESSES, HABITS, EASES = (2.0, 3.0, 5.0), (4.0, 8.0, 20.0), (0.1, 0.2, 0.4)
BELIEVED, AMPLIFIED = (0.2, 0.3, 0.4, 0.5, 0.6), (2.0, 3.0, 4.0)
WEIGHTS = (1.0, 2.0, 5.0)  # of the real sets against the synthetic ones
REPORTED = 2.0
SEEDS = (1, 2)

Constants = tuple[float, ...]


@dataclass
class _Found:
    """Accuracies and calibration errors by constants: real[constants][set], and the mean over the families."""

    real: dict[Constants, list[float]] = field(default_factory=dict)
    family: dict[Constants, float] = field(default_factory=dict)

    def choose(self, without: int, weight: float) -> Constants:
        """The highest on all but the set left out and those of its source."""
        kept = [place for place, name in enumerate(sets.REVIEW) if _source(name) != _source(sets.REVIEW[without])]
        return max(
            self.real, key=lambda each: weight * np.mean([self.real[each][place] for place in kept]) + self.family[each]
        )


def measure() -> Part:
    """Accuracy and calibration error of each set under constants chosen without it."""
    real = [sets.review(name) for name in sets.REVIEW]
    family = [crowd for seed in SEEDS for crowd in crowds.family(seed)]
    verdicts, honesty = _Found(), _Found()
    for constants in product(GUESSES, HABITS, EASES):
        with _set(*constants):
            verdicts.real[constants] = [_score(crowd)[0] for crowd in real]
            verdicts.family[constants] = float(np.mean([_score(crowd)[0] for crowd in family]))
    for signs in product(BELIEVED, AMPLIFIED):
        with _set(records.PSEUDO_GUESSES, know_or_guess.PSEUDO_HABITS, know_or_guess.HARD_EASE, *signs):
            honesty.real[signs] = [_score(crowd)[1] for crowd in real]
            honesty.family[signs] = float(np.mean([_score(crowd)[1] for crowd in family]))
    return _report(verdicts, honesty)


def _report(verdicts: _Found, honesty: _Found) -> Part:
    rows, means = [], {}
    for weight in WEIGHTS:
        chosen = [(verdicts.choose(place, weight), honesty.choose(place, weight)) for place in range(len(sets.REVIEW))]
        right = [verdicts.real[first][place] for place, (first, _) in enumerate(chosen)]
        error = [-honesty.real[second][place] for place, (_, second) in enumerate(chosen)]
        means[weight] = float(np.mean(right)), float(np.mean(error))
        rows += [
            [f"{weight:.0f}", name, "{:.0f}, {:.0f}, {:.1f}".format(*first), f"{right[place]:.1f}",
             "{:.1f}, {:.0f}".format(*second), f"{error[place]:.3f}"]
            for place, (name, (first, second)) in enumerate(zip(sets.REVIEW, chosen, strict=True))
        ]  # fmt: skip
    others = _others(means)
    figures = [
        at_least("Each set left out: mean accuracy", means[REPORTED][0], must=86.8, reach_for=87.1, shown="{:.2f} %",
                 yardstick=others),
        at_most("… their calibration error", means[REPORTED][1], must=0.06, reach_for=0.04, shown="{:.3f}",
                yardstick="the constants of the correlation alone"),
    ]  # fmt: skip
    headings = ("weight of real sets", "left out", "guesses, habits, ease", "accuracy", "believed, amplified", "error")
    return Part(figures, [f"Constants chosen without the set\n{grid(headings, rows)}"])


def _others(means: Mapping[float, Sequence[float]]) -> str:
    shown = (f"{right:.2f} and {error:.3f} where they weigh {weight:.0f}" for weight, (right, error) in means.items())
    return f"real sets weigh {REPORTED:.0f} against the synthetic; {', '.join(shown)}"


def _score(crowd: LabelCrowd) -> tuple[float, float]:
    """Accuracy in points, and the calibration error below 0, so that more is better."""
    found = score(crowd, know_or_guess.fit(crowd.votes).judge(crowd.votes))
    return 100 * found.accuracy, -found.ece


def _source(name: str) -> str:
    return name.partition("_")[0] if name.startswith("weather") else name


@contextmanager
def _set(
    guesses: float,
    habits: float,
    ease: float,
    believed: float = shared_mistakes.BELIEVED,
    amplified: float = shared_mistakes.AMPLIFIED,
) -> Iterator[None]:
    """The constants of the engine, for as long as this lasts."""
    with (
        patch.object(records, "PSEUDO_GUESSES", guesses),
        patch.object(know_or_guess, "PSEUDO_HABITS", habits),
        patch.object(know_or_guess, "HARD_EASE", ease),
        patch.object(shared_mistakes, "BELIEVED", believed),
        patch.object(shared_mistakes, "AMPLIFIED", amplified),
    ):
        yield
