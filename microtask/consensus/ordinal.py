"""Ordinal: Dawid-Skene on the points of a scale; the answer is the middle, or the peak, of the posterior.

The points of a short scale are taken as labels (`shrunk_dawid_skene`), so that a volunteer who never uses the ends, or
is a point too kind, is understood as such; that points have an order comes in at the end. Of a posterior the median has
the least expected distance, and the mode is most often exactly right (E. L. Lehmann and G. Casella, "Theory of point
estimation", 2nd edition, 1998, chapter 4). The answer is always a point of the scale; `low` and `high` are the points
at which the posterior reaches 5 and 95 %, and the confidence is the posterior of the answer.

Not for numbers that are no points: it raises ValueError for others than whole ones, and for more than 21 different.
On synthetic crowds the rounded mean is exactly right as often, and no further off, so `auto` stays with the mean.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from microtask.consensus import shrunk_dawid_skene
from microtask.consensus.shrunk_dawid_skene import ShrunkModel
from microtask.consensus.votes import NOBODY, FloatArray, IntArray, LabelVotes, NumberVerdicts, NumberVotes, rounded

MOST_POINTS = 21
TAIL = 0.05


@dataclass(frozen=True, eq=False)
class OrdinalModel:
    """`by_point` is the one model of the `points` (K,), which are sorted; `peak` says that the answer is the mode.

    A number that is no point of the model is judged as the nearest one.
    """

    points: FloatArray
    by_point: tuple[ShrunkModel]
    peak: bool
    tasks_shared: int

    def judge(self, votes: NumberVotes) -> NumberVerdicts:
        """The verdicts of `votes` with the model held fixed. Of two points exactly as good, the lower: a tie."""
        verdicts = self.by_point[0].judge(_as_labels(votes, self.points))
        within = verdicts.posterior / np.maximum(verdicts.posterior.sum(axis=1, keepdims=True), TAIL)
        reached = rounded(within.cumsum(axis=1))
        place = verdicts.answer if self.peak else _first(reached, 0.5)
        has_answer = verdicts.answer != NOBODY
        known = np.full(votes.n_tasks, np.nan) if votes.known is None else votes.known
        answer = np.where(verdicts.is_known, known, np.where(has_answer, self.points[place], np.nan))
        same = votes.numbers == answer[votes.tasks]
        return NumberVerdicts(
            answers=votes.answers,
            confidence=np.where(has_answer, verdicts.posterior[np.arange(votes.n_tasks), place], 0.0),
            agreement=np.bincount(votes.tasks, same, votes.n_tasks) / np.maximum(votes.answers, 1),
            tie=verdicts.tie if self.peak else has_answer & (reached == 0.5).any(axis=1),
            is_known=verdicts.is_known,
            answer=answer,
            low=np.where(verdicts.is_known | ~has_answer, answer, self.points[_first(reached, TAIL)]),
            high=np.where(verdicts.is_known | ~has_answer, answer, self.points[_first(reached, 1 - TAIL)]),
        )


def fit(votes: NumberVotes, *, peak: bool = False) -> OrdinalModel:
    """The model of the points that `votes` has. Raises ValueError where they are not whole, or more than 21."""
    known = np.array([]) if votes.known is None else votes.known[np.isfinite(votes.known)]
    points = np.unique(np.concatenate([votes.numbers, known]))
    if len(points) > MOST_POINTS or (points != np.round(points)).any():
        raise ValueError(f"An ordinal scale has whole numbers, at most {MOST_POINTS} different ones. Choose “mean”.")
    points = points if len(points) else np.zeros(1)
    return OrdinalModel(points, (shrunk_dawid_skene.fit(_as_labels(votes, points)),), peak, votes.tasks_shared)


fit_mode = partial(fit, peak=True)


def _as_labels(votes: NumberVotes, points: FloatArray) -> LabelVotes:
    """Each number as the place of the nearest of the `points`."""
    known = None
    if votes.known is not None:
        known = np.where(np.isfinite(votes.known), _places(np.nan_to_num(votes.known), points), NOBODY)
    return LabelVotes(
        tasks=votes.tasks,
        volunteers=votes.volunteers,
        n_tasks=votes.n_tasks,
        labels=_places(votes.numbers, points),
        n_labels=len(points),
        known=known,
    )


def _places(numbers: FloatArray, points: FloatArray) -> IntArray:
    """The place of the nearest of the sorted `points`, the lower of two."""
    return np.searchsorted((points[1:] + points[:-1]) / 2, numbers)


def _first(reached: FloatArray, share: float) -> IntArray:
    """The first point at which a posterior has reached the share."""
    places: IntArray = (reached >= share).argmax(axis=1)
    return places
