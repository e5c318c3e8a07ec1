"""Mistakes that people share: n answers to a task are worth fewer than n, and the crowd itself shows how many fewer.

With a correlation of r, n answers are worth n / (1 + r (n - 1)) independent ones (the design effect: L. Kish, "Survey
Sampling", 1965). Two things speak for correlation:

- Were mistakes independent, the number of right answers would vary from task to task as chance has it. The excess
  variance over what full correlation would give is the intraclass correlation. It counts `AMPLIFIED` times: what is
  seen is less than there is, since a task on which most are mistaken is taken for a task of another label.
- Nothing in the answers tells what a crowd knows from what it believes in common. The more its volunteers appear to
  know, the more of that may be belief: so `BELIEVED` of what the average answer knows is correlation too.

These two were chosen on real and synthetic crowds, and are the least certain part of the method.
"""

import numpy as np

from microtask.consensus.records import CROWD_ANSWERS, Records
from microtask.consensus.votes import FloatArray, IntArray

BELIEVED = 0.4
AMPLIFIED = 3.0


def correlation(records: Records, posterior: FloatArray, counts: FloatArray) -> float:
    """The correlation of answers, 0 to 1, for a crowd with these `records`.

    `posterior` and `counts`, the votes by label, are (tasks, labels in play).
    """
    return float(np.clip(BELIEVED * _known(records) + AMPLIFIED * _uneven(records, posterior, counts), 0.0, 1.0))


def _known(records: Records) -> float:
    """The share of answers that are known, with a few of a cautious guess added for the smallest crowds."""
    answers = records.tally.by_volunteer(records.tally.given)
    return float((answers @ records.knows + CROWD_ANSWERS / 2) / (answers.sum() + CROWD_ANSWERS))


def _uneven(records: Records, posterior: FloatArray, counts: FloatArray) -> float:
    """How unevenly right answers fall on the tasks: the intraclass correlation, 0 at least."""
    tally = records.tally
    excess = possible = 0.0
    for place in range(tally.n_places):
        chance = records.knows + (1.0 - records.knows) * records.shares_of(place)
        by_cell = np.stack([chance, chance * (1.0 - chance)], axis=1)[tally.cell_volunteer]
        expected, variance = tally.over_tasks(by_cell).T
        weight = posterior[:, place]
        excess += weight @ ((counts[:, place] - expected) ** 2 - variance)
        possible += weight @ (variance * np.maximum(counts.sum(axis=1) - 1.0, 0.0))
    return max(float(excess / possible), 0.0) if possible > 0 else 0.0


def scores(evidence: FloatArray, log_prior: FloatArray, answers: IntArray, correlation: float) -> FloatArray:
    """Log posteriors (tasks, labels), up to a constant, of log-likelihoods `evidence`; `answers` counts each task's.

    Evidence and prior are flattened together, so that correlation makes less sure and changes no verdict.
    """
    flatter = 1.0 + correlation * (np.maximum(answers, 1)[:, None] - 1.0)
    flattened: FloatArray = (evidence + log_prior) / flatter
    return flattened
