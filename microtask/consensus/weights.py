"""Votes that count by a weight: what the methods have in common that know one thing or two of each volunteer."""

import numpy as np

from microtask.consensus.ballots import find
from microtask.consensus.labels import places
from microtask.consensus.votes import FloatArray, IntArray, LabelVotes, Votes


def weigh(votes: LabelVotes, weights: FloatArray, labels: IntArray) -> FloatArray:
    """The weights of each task's votes summed by label in play, (tasks, `labels`); `weights` has one entry a vote."""
    size = len(labels)
    cells = votes.tasks.astype(np.int64) * size + places(votes.labels, labels, votes.n_labels)
    sums = np.bincount(cells, weights, votes.n_tasks * size).astype(np.float64, copy=False)
    return sums.reshape(votes.n_tasks, size)


def recall(votes: Votes, volunteers: IntArray, values: FloatArray, *, otherwise: FloatArray) -> FloatArray:
    """What is remembered of each vote's volunteer, (votes, …); `otherwise` for those who are not among `volunteers`.

    `values` has one entry, or one row, for each of the sorted `volunteers`.
    """
    if not len(volunteers):
        return np.broadcast_to(otherwise, (len(votes.volunteers), *values.shape[1:]))
    rows, is_remembered = find(votes.volunteers, volunteers)
    is_remembered = is_remembered.reshape(-1, *[1] * (values.ndim - 1))
    recalled: FloatArray = np.where(is_remembered, values[rows], otherwise)
    return recalled
