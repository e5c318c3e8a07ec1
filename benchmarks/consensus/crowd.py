"""A crowd: votes, and the truth that they are about."""

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from microtask.consensus.votes import NOBODY, BoolArray, FloatArray, IntArray, LabelVotes

V = TypeVar("V")


@dataclass(frozen=True, eq=False)
class LabelCrowd:
    """`truth` (tasks,) has the label code of each task, `NOBODY` where it is not known."""

    name: str
    votes: LabelVotes
    truth: IntArray

    @property
    def is_judged(self) -> BoolArray:
        """The tasks by which a method is judged: the truth is known here, and was not told to the method."""
        judged: BoolArray = (self.truth != NOBODY) & ~self.votes.is_known
        return judged

    def with_gold(self, share: float, least: int, *, seed: int) -> "LabelCrowd":
        """The same crowd with the truth of a share of its tasks, drawn at random, told to the method."""
        judged = np.flatnonzero(self.truth != NOBODY)
        count = min(len(judged), max(least, round(share * len(judged))))
        gold = np.random.default_rng(seed).choice(judged, size=count, replace=False)
        known = np.full(self.votes.n_tasks, NOBODY)
        known[gold] = self.truth[gold]
        return replace(self, votes=replace(self.votes, known=known))

    def with_rows(self, rows: BoolArray | IntArray) -> "LabelCrowd":
        """The same tasks with only some of the votes."""
        votes = self.votes
        kept = replace(votes, tasks=votes.tasks[rows], volunteers=votes.volunteers[rows], labels=votes.labels[rows])
        return replace(self, votes=kept)

    def with_more(self, name: str, tasks: IntArray, volunteers: IntArray, labels: IntArray) -> "LabelCrowd":
        """The same crowd with more votes after its own."""
        votes = replace(
            self.votes,
            tasks=np.concatenate([self.votes.tasks, tasks]),
            volunteers=np.concatenate([self.votes.volunteers, volunteers]),
            labels=np.concatenate([self.votes.labels, labels]),
        )
        return replace(self, name=name, votes=votes)


def log(values: FloatArray) -> FloatArray:
    """The logarithm, 0 counted as a millionth: what a posterior rounded to 6 places can tell apart."""
    logs: FloatArray = np.log(np.maximum(values, 1e-6))
    return logs
