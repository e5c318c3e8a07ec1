"""Two-coin: each tag of a question is decided for itself, by each volunteer's hit rate and false-alarm rate.

After Dawid and Skene, 1979, with two classes a tag; the name is Raykar et al., "Learning from crowds", Journal of
Machine Learning Research 11 (2010). A volunteer marks a tag that applies with one probability and a tag that does not
with another: where people often overlook a tag, its absence is weak evidence, and one mark in three can be enough.
Tags are taken as independent of one another; each is fitted like a question of two labels (`shrunk_dawid_skene`).

Not for tags that exclude each other: that is a question with one label.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from microtask.consensus import shrunk_dawid_skene
from microtask.consensus.votes import BoolArray, FloatArray, IntArray, LabelVerdicts, LabelVotes, TagVerdicts, TagVotes

APPLIES = 1  # the label that `TagVotes.of_tag` gives a marked tag


class LabelModel(Protocol):
    """A model of questions with one label. `labels` are those in play."""

    @property
    def labels(self) -> IntArray: ...

    def judge(self, votes: LabelVotes) -> LabelVerdicts: ...


@dataclass(frozen=True, eq=False)
class TagModel:
    """One model of two labels for each tag, in the options' order."""

    tags: tuple[LabelModel, ...]
    tasks_shared: int

    def judge(self, votes: TagVotes) -> TagVerdicts:
        """The verdicts of `votes` with the models held fixed. Equal scores for a tag: it does not apply, and a tie."""
        if votes.n_tags != len(self.tags):
            raise ValueError(f"The model is of a question with {len(self.tags)} tags, not {votes.n_tags}.")
        marked = votes.marks.any(axis=0)
        in_play = np.array([APPLIES in model.labels for model in self.tags], dtype=bool) | marked
        verdicts = [model.judge(votes.of_tag(tag)) for tag, model in enumerate(self.tags)]
        applies = np.stack([verdict.answer == APPLIES for verdict in verdicts], axis=1) & in_play
        # Where nobody has marked anything yet, the unmarked tags are alike, and one stands for all.
        counted = [verdicts[tag] for tag in np.flatnonzero(in_play)] or verdicts[:1]
        return TagVerdicts(
            answers=votes.answers,
            confidence=np.minimum.reduce([verdict.confidence for verdict in counted]),
            agreement=_share_of_same_set(votes, applies),
            tie=np.logical_or.reduce([verdict.tie for verdict in counted]),
            is_known=votes.has_known,
            applies=applies,
            probability=np.stack([verdict.posterior[:, APPLIES] for verdict in verdicts], axis=1) * in_play,
            lead=np.minimum.reduce([verdict.lead for verdict in counted]),
        )


def fit(votes: TagVotes, *, one_tag: Callable[[LabelVotes], LabelModel] = shrunk_dawid_skene.fit) -> TagModel:
    """A model for each tag, fitted by `one_tag`. Time grows with votes times tags, memory with votes."""
    return TagModel(tuple(one_tag(votes.of_tag(tag)) for tag in range(votes.n_tags)), votes.tasks_shared)


def _share_of_same_set(votes: TagVotes, applies: BoolArray) -> FloatArray:
    same = (votes.marks == applies[votes.tasks]).all(axis=1)
    shares: FloatArray = np.bincount(votes.tasks, same, votes.n_tasks) / np.maximum(votes.answers, 1)
    return shares
