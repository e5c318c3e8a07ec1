"""How far the answers to an item lie apart, from its distribution alone: what puts disagreements first. Pure.

The same measures as those of the report (`analysis.report.spread`), which has the answers themselves.
"""

from collections.abc import Mapping
from math import log2, sqrt


def spread(kind: str, distribution: Mapping[str, int], answers: int) -> float:
    """How far `answers` lie apart; 0 where all are the same, or there are fewer than two.

    review: entropy in bits. tag: on how many tags two people differ, on average. rate: the standard deviation.
    """
    if answers < 2:
        return 0.0
    if kind == "rate":
        return _deviation({float(point): count for point, count in distribution.items()}, answers)
    if kind == "tag":
        return sum(2 * gave * (answers - gave) for gave in distribution.values()) / (answers * (answers - 1))
    shares = [count / answers for count in distribution.values() if count]
    return -sum(share * log2(share) for share in shares)


def _deviation(counts: Mapping[float, int], answers: int) -> float:
    mean = sum(point * count for point, count in counts.items()) / answers
    return sqrt(sum(count * (point - mean) ** 2 for point, count in counts.items()) / (answers - 1))
