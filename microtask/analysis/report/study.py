"""What a report tells of, and the sections that it is told in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from microtask.analysis.judging import Decision
from microtask.charts.drawing import Figure
from microtask.charts.table import Table
from microtask.consensus.votes import BoolArray, FloatArray

MOST_SHOWN = 50  # tasks in a table: the page stays small however many there are
MOST_DRAWN = 10  # bars of a figure
LONGEST_TEXT = 80  # characters of a task or an answer in a table


@dataclass(frozen=True)
class Section:
    """A part of the page: paragraphs, figures and tables under a heading. `name` is its anchor."""

    name: str
    title: str
    parts: Sequence[str | Figure | Table]


@dataclass(frozen=True, eq=False)
class Checked:
    """How verdicts on tasks with known answers turned out while the known answer was kept back.

    Labels and tags: `said` is the confidence of each checked verdict and `right` whether it was so. Ratings: `right`
    is whether the known answer lies in the interval, and `apart` how far it lies from the verdict. Texts: `right` is
    whether they have the same words, and `apart` the share of words in which they differ.
    """

    said: FloatArray
    right: BoolArray
    apart: FloatArray = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True, eq=False)
class Study:
    """The answers of a file, judged. `settled` says which tasks are; `checked` is None where no answer was known.

    `precision` is the one asked for, None where the confidence decided. `left_out` counts second answers of a
    volunteer to a task, and `strange_gold` known answers to tasks that nobody answered.
    """

    source: str
    tasks: Sequence[str]
    volunteers: int
    decision: Decision
    method: str
    settled: BoolArray
    confidence: float
    precision: float | None = None
    left_out: int = 0
    strange_gold: int = 0
    checked: Checked | None = None

    @property
    def shared(self) -> BoolArray:
        """Which tasks have two answers or more: on the others nobody could differ."""
        return self.decision.votes.answers > 1
