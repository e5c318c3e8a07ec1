"""How far the crowd agrees, with no model of who is right: Krippendorff's alpha, and entropy.

K. Krippendorff, "Content Analysis", 4th edition, 2018, chapter 12: alpha = 1 - (disagreement observed) / (disagreement
expected by chance), over tasks with two answers or more; 1 is perfect agreement, 0 is chance, and below 0 is worse.
"""

from functools import singledispatch

import numpy as np

from microtask.consensus.votes import FloatArray, IntArray, LabelVotes, NumberVotes, TagVotes, Votes


@singledispatch
def alpha(votes: Votes) -> float:
    """Krippendorff's alpha of all votes; NaN where no task has two, or where all say the same.

    Labels: nominal. Numbers: interval. Tags: the mean of each tag's nominal alpha, over the tags that have one.
    """
    raise TypeError(f"There is no alpha for {type(votes).__name__}.")


@alpha.register
def _(votes: LabelVotes) -> float:
    counts = votes.counts[votes.answers > 1].astype(np.float64)
    answers = counts.sum(axis=1)
    pairs_that_differ = (answers**2 - (counts**2).sum(axis=1)) / (answers - 1)
    totals = counts.sum(axis=0)
    return _one_minus_ratio(pairs_that_differ.sum(), totals.sum() ** 2 - totals @ totals, totals.sum())


@alpha.register
def _(votes: TagVotes) -> float:
    alphas = [alpha(votes.of_tag(tag)) for tag in range(votes.n_tags)]
    defined = [each for each in alphas if not np.isnan(each)]
    return float(np.mean(defined)) if defined else float("nan")


@alpha.register
def _(votes: NumberVotes) -> float:
    answers = votes.answers.astype(np.float64)
    paired = answers[votes.tasks] > 1
    tasks, numbers = votes.tasks[paired], votes.numbers[paired]
    if not len(numbers):
        return float("nan")
    numbers = numbers - numbers.mean()
    sums = np.bincount(tasks, numbers, votes.n_tasks)
    squares = np.bincount(tasks, numbers**2, votes.n_tasks)
    # The squared differences of all ordered pairs of a task are 2 (n * squares - sum²).
    within = 2 * (answers * squares - sums**2) / np.maximum(answers - 1, 1)
    overall = 2 * (len(numbers) * squares.sum() - sums.sum() ** 2)
    return _one_minus_ratio(within.sum(), overall, len(numbers))


def entropy(counts: IntArray) -> FloatArray:
    """How spread out the answers of each row of `counts` (tasks, labels) are, in bits: 0 where all say the same."""
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    shares = counts / totals
    logs = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    bits: FloatArray = -(shares * logs).sum(axis=1)
    return np.abs(bits)


def _one_minus_ratio(observed: float, expected: float, answers: float) -> float:
    """Alpha from the sums over ordered pairs, `observed` within tasks and `expected` over all `answers`."""
    if answers < 2 or expected <= 0:
        return float("nan")
    return float(1 - observed * (answers - 1) / expected)
