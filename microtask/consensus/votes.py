"""Votes and verdicts as columns: arrays with one row a vote, and arrays with one row a task.

A task is a number from 0, since verdicts are arrays by task. A volunteer is any 64-bit number that stays the same
from one call to the next: models remember volunteers by it. A label is its place among the question's options.
"""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from microtask.consensus.ballots import Ballots

IntArray = NDArray[np.integer[Any]]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NOBODY = -1  # in a column of label codes: there is no label
PLACES = 6  # of probabilities: below that, a difference is noise


@dataclass(frozen=True, eq=False, kw_only=True)
class Votes:
    """Who voted on what; `tasks` and `volunteers` have one entry a vote. Raises ValueError for columns that do not fit.

    A volunteer votes on a task once: the caller leaves out the second vote.
    """

    tasks: IntArray
    volunteers: IntArray
    n_tasks: int

    def __post_init__(self) -> None:
        if len(self.tasks) != len(self.volunteers):
            raise ValueError("Every vote has one task and one volunteer.")
        check_codes(self.tasks, self.n_tasks, "task")

    @cached_property
    def answers(self) -> IntArray:
        """How many votes each task has, (tasks,)."""
        return np.bincount(self.tasks, minlength=self.n_tasks)

    @cached_property
    def tasks_answered(self) -> int:
        """How many tasks have a vote."""
        return int((self.answers > 0).sum())

    @cached_property
    def tasks_shared(self) -> int:
        """How many tasks have two votes or more: on these, volunteers can be compared."""
        return int((self.answers > 1).sum())


@dataclass(frozen=True, eq=False, kw_only=True)
class LabelVotes(Votes):
    """One label a vote. `known` holds the label of each task whose answer is known, and `NOBODY` for the others."""

    labels: IntArray
    n_labels: int
    known: IntArray | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.labels) != len(self.tasks):
            raise ValueError("Every vote has one label.")
        check_codes(self.labels, self.n_labels, "label")
        if self.known is not None and len(self.known) != self.n_tasks:
            raise ValueError("Known labels are one for each task.")

    @cached_property
    def counts(self) -> IntArray:
        """How many votes each label has, (tasks, labels)."""
        cells = self.tasks.astype(np.int64) * self.n_labels + self.labels
        return np.bincount(cells, minlength=self.n_tasks * self.n_labels).reshape(self.n_tasks, self.n_labels)

    @cached_property
    def ballots(self) -> Ballots:
        """The same votes, sorted once for the sums that a fit repeats."""
        return Ballots.lay_out(self.tasks, self.volunteers, self.labels, self.n_tasks, self.n_labels)

    @cached_property
    def is_known(self) -> BoolArray:
        """Which tasks have a known answer, (tasks,)."""
        return np.zeros(self.n_tasks, dtype=bool) if self.known is None else self.known != NOBODY


@dataclass(frozen=True, eq=False, kw_only=True)
class TagVotes(Votes):
    """Any number of tags a vote: `marks` (votes, tags) says which. `known` (tasks, tags) counts where `is_known`."""

    marks: BoolArray
    known: BoolArray | None = None
    is_known: BoolArray | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.marks) != len(self.tasks):
            raise ValueError("Every vote has one row of marks.")

    @property
    def has_known(self) -> BoolArray:
        """Which tasks have known tags, (tasks,)."""
        return np.zeros(self.n_tasks, dtype=bool) if self.is_known is None else self.is_known

    @property
    def n_tags(self) -> int:
        """How many tags the question has."""
        return int(self.marks.shape[1])

    def of_tag(self, tag: int) -> LabelVotes:
        """The votes on one tag alone: label 1 where it was marked, label 0 where it was not."""
        known = None
        if self.known is not None and self.is_known is not None:
            known = np.where(self.is_known, self.known[:, tag].astype(np.int64), NOBODY)
        return LabelVotes(
            tasks=self.tasks,
            volunteers=self.volunteers,
            n_tasks=self.n_tasks,
            labels=self.marks[:, tag].astype(np.int64),
            n_labels=2,
            known=known,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class NumberVotes(Votes):
    """One number a vote, in scale points. `known` has the number of each task whose answer is known, else NaN."""

    numbers: FloatArray
    known: FloatArray | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.numbers) != len(self.tasks):
            raise ValueError("Every vote has one number.")
        if not np.isfinite(self.numbers).all():
            raise ValueError("Every vote is a finite number.")


@dataclass(frozen=True, eq=False, kw_only=True)
class Verdicts:
    """What the votes amount to; every array has one entry a task.

    `confidence` is the probability of the answer, 0 where there is none; `agreement` the share of the task's votes
    that give the answer, 0 where there is none; `tie` says that another answer has exactly the same score;
    `is_known` that the answer was known beforehand.
    """

    answers: IntArray
    confidence: FloatArray
    agreement: FloatArray
    tie: BoolArray
    is_known: BoolArray

    @property
    def has_answer(self) -> BoolArray:
        """Which tasks have an answer: somebody voted, or it is known."""
        return (self.answers > 0) | self.is_known

    def between(self, start: int, stop: int) -> Self:
        """The verdicts of the tasks from `start` to before `stop`."""
        return type(self)(**{field.name: getattr(self, field.name)[start:stop] for field in fields(self)})


@dataclass(frozen=True, eq=False, kw_only=True)
class LabelVerdicts(Verdicts):
    """A label a task. `answer` is `NOBODY` where nobody voted and nothing is known.

    `posterior` (tasks, labels) sums to 1, or to less where somebody may yet choose a label that nobody has chosen.
    `lead` is by how many votes the answer is ahead of the next label: below 0 where it trails, however sure it is.
    """

    answer: IntArray
    posterior: FloatArray
    lead: IntArray

    @classmethod
    def from_posterior(cls, votes: LabelVotes, posterior: FloatArray) -> "LabelVerdicts":
        """The verdicts of a posterior: rounded, the highest wins, and of equals the first in the options' order."""
        posterior = rounded(posterior)
        if votes.known is not None:
            posterior[votes.is_known] = 0.0
            posterior[votes.is_known, votes.known[votes.is_known]] = 1.0
        best = posterior.argmax(axis=1)
        rows = np.arange(votes.n_tasks)
        highest = posterior[rows, best]
        has_answer = (votes.answers > 0) | votes.is_known
        return cls(
            answers=votes.answers,
            confidence=np.where(has_answer, highest, 0.0),
            agreement=votes.counts[rows, best] / np.maximum(votes.answers, 1),
            tie=has_answer & ((posterior == highest[:, None]).sum(axis=1) > 1),
            is_known=votes.is_known,
            answer=np.where(has_answer, best, NOBODY),
            posterior=posterior,
            lead=_lead(votes.counts, best),
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class TagVerdicts(Verdicts):
    """A set of tags a task. The confidence of the set is that of its least certain tag.

    `applies` (tasks, tags) is the answer, and `probability` (tasks, tags) how likely each tag applies. A tag that
    nobody has ever marked applies to nothing and takes no part. `lead` is by how many votes the tag with the fewest
    to spare is decided: below 0 where most say otherwise.
    """

    applies: BoolArray
    probability: FloatArray
    lead: IntArray


@dataclass(frozen=True, eq=False, kw_only=True)
class NumberVerdicts(Verdicts):
    """A number a task, with its 90 % interval, `low` to `high`. All three are NaN where nobody voted.

    The centre of as many other people's answers lies in the interval, nine times in ten.
    `confidence` is the probability that the true centre lies within half a scale point of the answer, and
    `agreement` the share of votes that do.
    """

    answer: FloatArray
    low: FloatArray
    high: FloatArray


def rounded(values: FloatArray) -> FloatArray:
    """The values to 6 places: what is compared, shown and stored."""
    rounded_values: FloatArray = np.round(values, PLACES)
    return rounded_values


def check_codes(codes: IntArray, size: int, name: str) -> None:
    """Raise ValueError where a code is not one of 0 to `size` - 1; `name` says what the codes stand for."""
    if len(codes) and not (codes.min() >= 0 and codes.max() < size):
        raise ValueError(f"Every {name} is a number from 0 to {size - 1}.")


def _lead(counts: IntArray, best: IntArray) -> IntArray:
    """By how many of `counts` (tasks, labels) the label `best` (tasks,) is ahead of the one that comes next."""
    rows = np.arange(len(counts))
    others = counts.copy()
    others[rows, best] = 0
    lead: IntArray = counts[rows, best] - others.max(axis=1)
    return lead
