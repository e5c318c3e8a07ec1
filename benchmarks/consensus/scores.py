"""What a method's verdicts are worth: accuracy, calibration, log loss.

A tie counts by its share: of two labels with equal scores, one of which is right, half a task is right. So the written
rule that breaks ties moves no figure.
"""

from dataclasses import dataclass

import numpy as np

from benchmarks.consensus.crowd import LabelCrowd, log
from microtask.consensus.votes import FloatArray, LabelVerdicts

BINS = 10
DRAWS = 100
POINTS = 0.5  # below majority, or
TASKS = 2.0  # tasks, whichever is more: so much may be chance


@dataclass(frozen=True)
class Score:
    """Of one method on one crowd. `accuracy` is a share; `tasks` were judged.

    `ece` is the expected calibration error in 10 equal bins; `floor` is what a perfectly calibrated method would score
    on the average with the same confidences, since so few tasks never hit their probability exactly.
    """

    accuracy: float
    tasks: int
    ece: float
    floor: float
    log_loss: float

    def below(self, other: "Score") -> float:
        """By how many points the accuracy is below the other's."""
        return 100 * (other.accuracy - self.accuracy)

    def is_below_beyond_chance(self, other: "Score") -> bool:
        """Whether it is below the other by more than half a point or two tasks, whichever is more."""
        return self.below(other) > max(POINTS, 100 * TASKS / self.tasks) + 1e-9


def score(crowd: LabelCrowd, verdicts: LabelVerdicts) -> Score:
    """The score of the verdicts on the tasks whose truth is known and was not told."""
    judged = crowd.is_judged
    posterior, truth = verdicts.posterior[judged], crowd.truth[judged]
    rows = np.arange(len(truth))
    best = posterior == posterior.max(axis=1, keepdims=True)
    right = best[rows, truth] / best.sum(axis=1)
    confidence = verdicts.confidence[judged]
    chance = np.random.default_rng(0).random((DRAWS, len(truth)))
    return Score(
        accuracy=float(right.mean()),
        tasks=len(truth),
        ece=calibration_error(confidence, right),
        floor=float(np.mean([calibration_error(confidence, (draw < confidence) * 1.0) for draw in chance])),
        log_loss=float(-log(posterior[rows, truth]).mean()),
    )


def calibration_error(confidence: FloatArray, right: FloatArray) -> float:
    """By how much confidence and accuracy differ, averaged over 10 bins of confidence by their tasks."""
    bins = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    return float(np.abs(np.bincount(bins, right - confidence, BINS)).sum() / len(confidence))


def accuracy(crowd: LabelCrowd, verdicts: LabelVerdicts) -> float:
    """The accuracy alone, in points."""
    judged = crowd.is_judged
    posterior, truth = verdicts.posterior[judged], crowd.truth[judged]
    best = posterior == posterior.max(axis=1, keepdims=True)
    return float(100 * (best[np.arange(len(truth)), truth] / best.sum(axis=1)).mean())
