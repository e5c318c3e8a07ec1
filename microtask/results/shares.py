"""How often each answer is a result: the table at the head of a stage's results. Pure."""

from collections import Counter
from collections.abc import Iterable
from math import floor

from microtask.kinds.kind import Question
from microtask.kinds.options import SEPARATOR


def count_shares(question: Question, counted: Iterable[tuple[str, int]]) -> list[tuple[str, int, float]]:
    """Each label (or point of the scale) in its order, how many items have it, and which share of those with a result.

    `counted` has canonical texts and how many items have each. An item may have several tags, so that their shares may
    add up to more than 1. A mean counts at the nearest point of the scale, one that lies halfway at the upper one.
    """
    items: Counter[str] = Counter()
    total = 0
    for answer, count in counted:
        total += count
        for label in _labels(question, answer):
            items[label] += count
    return [(label, items[label], items[label] / total) for label in _all_labels(question)] if total else []


def _labels(question: Question, answer: str) -> list[str]:
    if question.kind == "rate":
        return [str(floor(float(answer) + 0.5))]
    return answer.split(SEPARATOR) if question.kind == "tag" else [answer]


def _all_labels(question: Question) -> list[str]:
    if question.scale is not None:
        return [str(point) for point in range(question.scale.minimum, question.scale.maximum + 1)]
    return list(question.options)
