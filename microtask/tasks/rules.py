"""What a task may be, and which pairs of items are compared first. Dealing takes only open tasks."""

from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice
from random import Random

STATES = ("open", "settled", "undecided", "adjudicated", "withdrawn")

Pair = tuple[int, int]


def choose_first_pairs(items: Sequence[int], others: Sequence[int], *, comparisons: int, chance: Random) -> list[Pair]:
    """Pairs of `items`, in an order drawn by lot, that give each two comparisons or more, and about `comparisons`.

    The first ones make a ring, so that all items are connected; the further ones go across it, so that they are
    connected well. `others` are items that were paired before: of those that come later, half the pairs are with them.
    A pair has the smaller id first. It is named more than once where there are too few items for so many others.
    """
    ring = list(items)
    chance.shuffle(ring)
    count = len(ring)
    links = 0 if not others else comparisons if count == 1 else max(1, comparisons // 2)
    rounds = max(1, (comparisons - links) // 2)
    pairs: list[Pair] = []
    if count > 1:
        across = list(range(2, count // 2 + 1))
        steps = [1, *chance.sample(across, min(len(across), rounds - 1))]
        pairs = [(ring[at], ring[(at + step) % count]) for step in islice(cycle(steps), rounds) for at in range(count)]
    pairs += zip(ring * links, cycle(others), strict=False)
    chance.shuffle(pairs)
    return [(min(pair), max(pair)) for pair in pairs]


def count_pairs(pairs: Sequence[Pair], *, most: int) -> list[tuple[int, int, int]]:
    """Each pair once, with how often it is named, `most` at most."""
    return [(first, second, min(times, most)) for (first, second), times in Counter(pairs).items()]
