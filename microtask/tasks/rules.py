"""What a task may be, and which pairs of items are compared first. Dealing takes only open tasks."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, cycle, islice
from random import Random

STATES = ("open", "settled", "undecided", "adjudicated", "withdrawn")

Pair = tuple[int, int]


def choose_first_pairs(
    items: Sequence[int], others: Mapping[int, int], *, comparisons: int, most: int, chance: Random
) -> list[Pair]:
    """Pairs of `items`, in an order drawn by lot, that give each about so many `comparisons`, and never over `most`.

    The first ones make a ring, so that all items are connected; the further ones go across it, so that they are
    connected well. `others` are items that were paired before, each with how often it may still be compared: of those
    that come later, half the pairs are with them. A pair has the smaller id first. It is named more than once where
    there are too few items for so many others.
    """
    ring = list(items)
    chance.shuffle(ring)
    size = len(ring)
    links = 0 if not others else comparisons if size == 1 else max(1, comparisons // 2)
    rounds = max(1, (comparisons - links) // 2)
    candidates = list(zip(ring * links, _in_turn(others), strict=False))
    if size > 1:
        across = list(range(2, size // 2 + 1))
        steps = [1, *chance.sample(across, min(len(across), rounds - 1))]
        candidates += [
            (ring[at], ring[(at + step) % size]) for step in islice(cycle(steps), rounds) for at in range(size)
        ]
    pairs = list(_within(candidates, dict.fromkeys(items, most) | dict(others)))
    chance.shuffle(pairs)
    return pairs


def count_pairs(pairs: Sequence[Pair]) -> list[tuple[int, int, int]]:
    """Each pair once, with how often it is named."""
    return [(first, second, times) for (first, second), times in Counter(pairs).items()]


def _in_turn(others: Mapping[int, int]) -> Iterator[int]:
    """Each of the others by turns, as often as it has room."""
    for turn in count():
        has_room = [other for other, room in others.items() if room > turn]
        if not has_room:
            return
        yield from has_room


def _within(candidates: Sequence[Pair], room: dict[int, int]) -> Iterator[Pair]:
    """The pairs, the smaller id first, for as long as both items have room."""
    for first, second in candidates:
        if room[first] > 0 and room[second] > 0:
            room[first] -= 1
            room[second] -= 1
            yield min(first, second), max(first, second)
