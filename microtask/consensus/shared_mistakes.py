"""Mistakes that people share: n answers to a task are worth fewer than n, and the crowd itself shows how many fewer.

Were mistakes independent, the number of right answers would vary from task to task as chance has it. What it varies
more is correlation: a task that misleads one misleads others too. The excess variance over what full correlation would
give is the intraclass correlation, and n answers with a correlation of r are worth n / (1 + r (n - 1)) independent
ones (the design effect: L. Kish, "Survey Sampling", 1965). What the crowd shows is less than there is, since a task on
which most are mistaken is taken for a task of another label; so it counts `AMPLIFIED` times, on top of a `BASE`. How
much these are was chosen on real and synthetic crowds, and is the least certain part of the method.
"""

import numpy as np

from microtask.consensus.records import Records
from microtask.consensus.votes import FloatArray, IntArray

BASE = 0.15
AMPLIFIED = 4.0
IN_VERDICT = 0.03  # the part of the correlation that lets the prior weigh more


def correlation(records: Records, posterior: FloatArray, counts: FloatArray) -> float:
    """The correlation of answers, 0 to 1, for a crowd with these `records`.

    `posterior` and `counts`, the votes by label, are (tasks, labels in play).
    """
    tally = records.tally
    excess = possible = 0.0
    for place in range(tally.n_places):
        chance = records.knows + (1.0 - records.knows) * records.shares_of(place)
        by_cell = np.stack([chance, chance * (1.0 - chance)], axis=1)[tally.cell_volunteer]
        expected, variance = tally.over_tasks(by_cell).T
        weight = posterior[:, place]
        excess += weight @ ((counts[:, place] - expected) ** 2 - variance)
        possible += weight @ (variance * np.maximum(counts.sum(axis=1) - 1.0, 0.0))
    found = excess / possible if possible > 0 else 0.0
    return float(np.clip(BASE + AMPLIFIED * max(found, 0.0), 0.0, 1.0))


def scores(evidence: FloatArray, prior: FloatArray, answers: IntArray, correlation: float) -> FloatArray:
    """Log posteriors (tasks, labels), up to a constant, of log-likelihoods `evidence`; `answers` counts each task's.

    The verdict weighs evidence against the prior nearly as it is; then evidence and prior are flattened together, so
    that correlation makes less sure and changes no verdict.
    """
    more = np.maximum(answers, 1)[:, None] - 1.0
    in_verdict = 1.0 + IN_VERDICT * more
    flatter = np.maximum((1.0 + correlation * more) / in_verdict, 1.0)
    weighed: FloatArray = (evidence / in_verdict + np.log(prior)) / flatter
    return weighed
