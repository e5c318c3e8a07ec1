"""The verbs of answers: a volunteer submits one and may change it; an owner adds those collected elsewhere."""

from microtask.answers.actions.change import change
from microtask.answers.actions.coarsen import coarsen, coarsen_collected
from microtask.answers.actions.collect import Collected, collect
from microtask.answers.actions.submit import AnsweredOtherwise, Submitted, submit
from microtask.answers.actions.time import fold_seconds

__all__ = [
    "AnsweredOtherwise",
    "Collected",
    "Submitted",
    "change",
    "coarsen",
    "coarsen_collected",
    "collect",
    "fold_seconds",
    "submit",
]
