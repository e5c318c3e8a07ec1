"""How far the answers to each task lie apart, whoever is right."""

from functools import singledispatch

import numpy as np

from microtask.consensus.agreement import entropy
from microtask.consensus.votes import FloatArray, LabelVotes, NumberVotes, TagVotes, Votes


@singledispatch
def spread(votes: Votes) -> FloatArray:
    """How far the answers of each task lie apart, (tasks,): 0 where all are the same, or there is one at most.

    Labels: entropy in bits. Tags: on how many tags two people differ, on average. Numbers: the standard deviation.
    """
    raise TypeError(f"There is no spread of {type(votes).__name__}.")


@spread.register
def _(votes: LabelVotes) -> FloatArray:
    return entropy(votes.counts)


@spread.register
def _(votes: TagVotes) -> FloatArray:
    answers = votes.answers.astype(np.float64)
    differing = np.zeros(votes.n_tasks)
    for tag in range(votes.n_tags):
        gave = np.bincount(votes.tasks, votes.marks[:, tag], votes.n_tasks)
        differing += 2 * gave * (answers - gave)
    apart: FloatArray = differing / np.maximum(answers * (answers - 1), 1)
    return apart


@spread.register
def _(votes: NumberVotes) -> FloatArray:
    answers = np.maximum(votes.answers, 1)
    means = np.bincount(votes.tasks, votes.numbers, votes.n_tasks) / answers
    squares = np.bincount(votes.tasks, (votes.numbers - means[votes.tasks]) ** 2, votes.n_tasks)
    deviations: FloatArray = np.sqrt(squares / np.maximum(answers - 1, 1))
    return deviations
