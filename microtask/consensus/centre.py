"""The centre of a task's numbers, and how far off it may be: what `mean` and `median` share.

One, two or three numbers say little of their own spread, so each task's variance is shrunk to the variance within the
tasks of the whole stage by 4 pseudo-answers, and the interval is Student's with as many degrees of freedom more
(after G. K. Smyth, "Linear models and empirical Bayes methods for assessing differential expression in microarray
experiments", Statistical Applications in Genetics and Molecular Biology 3, 2004, with the shrinkage fixed).
The variance within tasks is in turn the pooled one of all tasks with one pseudo-answer at a guess: the variance of
all numbers there are, and a scale point at least. So two equal numbers are no certainty.

What is the interval to hold? The true centre is never seen, but another crowd's is: so `low` to `high` is where the
centre of as many other people's answers lies, nine times in ten (the prediction interval of a replication: G. J. Hahn
and W. Q. Meeker, "Statistical intervals", 1991, chapter 4). Their centre is as uncertain as ours, which makes it wider
by the root of 2 than an interval for the centre of everybody, and it can be checked by splitting any crowd in two.
The confidence is about the centre of everybody.

What the scale allows plays no part, so that the same answers settle at the same moment with and without it; where it is
known, the interval that is shown ends with it (`kinds.rate`).
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import scipy  # its parts load where they are first used

from microtask.consensus.votes import FloatArray, NumberVerdicts, NumberVotes, rounded

PSEUDO_ANSWERS = 4.0
GUESS_ANSWERS = 1.0
LEAST_GUESS = 1.0  # scale points, squared
COVERAGE = 0.9
BOTH_CROWDS = 2.0  # times the variance of one: ours and the other of the same size
HALF_POINT = 0.5


def means(votes: NumberVotes) -> FloatArray:
    """The mean of each task's numbers, (tasks,); 0 for a task without votes."""
    means: FloatArray = np.bincount(votes.tasks, votes.numbers, votes.n_tasks) / np.maximum(votes.answers, 1)
    return means


@dataclass(frozen=True, eq=False)
class NumberModel(ABC):
    """What a stage says of the spread of answers: `variance` within a task, infinite where nothing shows it."""

    variance: float
    tasks_shared: int

    # The variance of the centre of n numbers, as a multiple of their variance over n.
    INEFFICIENCY: ClassVar[float] = 1.0

    @classmethod
    def fit(cls, votes: NumberVotes) -> Self:
        """The variance within the tasks of `votes`, pooled."""
        deviations = votes.numbers - means(votes)[votes.tasks]
        freedom = (np.maximum(votes.answers, 1) - 1).sum()
        guess = _guess(votes)
        return cls(
            variance=float((GUESS_ANSWERS * guess + deviations @ deviations) / (GUESS_ANSWERS + freedom)),
            tasks_shared=votes.tasks_shared,
        )

    @abstractmethod
    def centre(self, votes: NumberVotes) -> FloatArray:
        """The centre of each task's numbers, (tasks,); any finite number for a task without votes."""

    def judge(self, votes: NumberVotes) -> NumberVerdicts:
        """The verdicts of `votes` with the variance within tasks held fixed."""
        known = np.full(votes.n_tasks, np.nan) if votes.known is None else votes.known
        is_known = np.isfinite(known)
        has_answer = (votes.answers > 0) | is_known
        answer = np.where(is_known, known, np.where(has_answer, self.centre(votes), np.nan))
        freedom, error = self._errors(votes)
        reach = scipy.special.stdtrit(freedom, (1 + COVERAGE) / 2) * error * np.sqrt(BOTH_CROWDS)
        half = np.where(is_known, 0.0, reach)
        within = np.where(is_known, 1.0, 2 * scipy.special.stdtr(freedom, HALF_POINT / error) - 1)
        near = rounded(np.abs(votes.numbers - answer[votes.tasks])) <= HALF_POINT
        return NumberVerdicts(
            answers=votes.answers,
            confidence=rounded(np.where(has_answer, within, 0.0)),
            agreement=np.bincount(votes.tasks, near, votes.n_tasks) / np.maximum(votes.answers, 1),
            tie=np.zeros(votes.n_tasks, dtype=bool),
            is_known=is_known,
            answer=rounded(answer),
            low=rounded(answer - half),
            high=rounded(answer + half),
        )

    def _errors(self, votes: NumberVotes) -> tuple[FloatArray, FloatArray]:
        """Degrees of freedom and standard error of each task's centre, (tasks,)."""
        answers = np.maximum(votes.answers, 1)
        squares = np.bincount(votes.tasks, (votes.numbers - means(votes)[votes.tasks]) ** 2, votes.n_tasks)
        freedom = PSEUDO_ANSWERS + answers - 1
        variance = (PSEUDO_ANSWERS * self.variance + squares) / freedom
        return freedom, np.sqrt(variance / answers * np.where(answers > 2, self.INEFFICIENCY, 1.0))


def _guess(votes: NumberVotes) -> float:
    """The variance within a task as one would guess it before any two answers are compared."""
    if len(votes.numbers) < 2:
        return float(np.inf)
    return max(float(votes.numbers.var(ddof=1)), LEAST_GUESS)
