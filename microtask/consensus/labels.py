"""Labels in play: a fit knows only labels that somebody chose, so that unused options change nothing.

Where fewer than two labels were ever chosen, `NOBODY` takes part for the one that may yet come: two people who agree
in a stage of two answers are no proof that nobody could disagree.
"""

import numpy as np

from microtask.consensus.votes import NOBODY, FloatArray, IntArray, LabelVotes


def in_play(votes: LabelVotes, remembered: IntArray | None = None) -> IntArray:
    """The labels that were chosen or are known in `votes`, or are `remembered`, sorted; at least two, see above."""
    occurs = np.zeros(votes.n_labels, dtype=bool)
    occurs[votes.labels] = True
    if votes.known is not None:
        occurs[votes.known[votes.is_known]] = True
    if remembered is not None:
        occurs[remembered[remembered != NOBODY]] = True
    labels = np.flatnonzero(occurs)
    return labels if len(labels) > 1 else np.append(labels, [NOBODY] * (2 - len(labels)))


def still_in_play(votes: LabelVotes, labels: IntArray, n_labels: int) -> IntArray:
    """The same for votes that a model judges, which was fitted with `labels` in play of a question of `n_labels`.

    Raises ValueError for votes on another question.
    """
    if votes.n_labels != n_labels:
        raise ValueError(f"The model is of a question with {n_labels} labels, not {votes.n_labels}.")
    return in_play(votes, labels)


def places(codes: IntArray, labels: IntArray, n_labels: int) -> IntArray:
    """The place of each label code among `labels`, the labels in play."""
    lookup = np.zeros(n_labels, dtype=np.int64)
    chosen = labels != NOBODY
    lookup[labels[chosen]] = np.flatnonzero(chosen)
    return lookup[codes]


def gather(columns: IntArray, labels: IntArray) -> FloatArray:
    """Of columns by option (tasks, options), those of `labels`: (tasks, labels in play)."""
    gathered = np.zeros((len(columns), len(labels)))
    chosen = labels != NOBODY
    gathered[:, chosen] = columns[:, labels[chosen]]
    return gathered


def spread(columns: FloatArray, labels: IntArray, n_labels: int) -> FloatArray:
    """Columns by label in play as columns by option: 0 for an option that is not in play."""
    scattered = np.zeros((len(columns), n_labels))
    chosen = labels != NOBODY
    scattered[:, labels[chosen]] = columns[:, chosen]
    return scattered


def align(columns: FloatArray, before: IntArray, now: IntArray) -> FloatArray:
    """The last axis of `columns`, which stands for the labels `before`, made to stand for `now`; 0 for new labels."""
    if np.array_equal(before, now):
        return columns
    aligned = np.zeros((*columns.shape[:-1], len(now)))
    for place in np.flatnonzero(before != NOBODY):
        aligned[..., now == before[place]] = columns[..., place, None]
    return aligned


def vote_shares(votes: LabelVotes, labels: IntArray) -> FloatArray:
    """Each task's votes as shares, or its known answer: (tasks, labels in play). All 0 for a task without votes."""
    shares = gather(votes.counts, labels)
    shares /= np.maximum(votes.answers, 1)[:, None]
    clamp(shares, votes, labels)
    shares[votes.answers == 0] = 0.0
    return shares


def clamp(posterior: FloatArray, votes: LabelVotes, labels: IntArray) -> None:
    """Set the rows of tasks whose answer is known to certainty."""
    if votes.known is not None:
        posterior[votes.is_known] = 0.0
        posterior[votes.is_known, places(votes.known[votes.is_known], labels, votes.n_labels)] = 1.0
