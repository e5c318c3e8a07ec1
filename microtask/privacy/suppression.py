"""Suppression of small groups: which figures of a two-way table may be shown, so that none can be worked out.

A cell in which fewer than `k` people had a part is not shown: that is primary suppression. Since the totals of rows and
columns are known, a cell that is not shown could be had by subtraction; so further cells are withheld with it, that is
secondary (or complementary) suppression. Here a withheld cell is covered by a rectangle of withheld cells, two rows by
two columns, around which answers could be moved with every total left as it is (L. H. Cox, "Suppression methodology and
statistical disclosure control", Journal of the American Statistical Association 75, 1980). From all that is shown, the
range of numbers that the cell may be is then at least `k` wide. Where no rectangle does that, the rows keep their
totals to themselves as well, and a cell may be anything from nought to the total of its column.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

SMALLEST_GROUP = 5  # people

Group = TypeVar("Group", bound=Hashable)
Counts = Sequence[Sequence[int]]
Place = tuple[int, int]


@dataclass(frozen=True)
class Shown:
    """A table as it may be shown: `cells` and `row_totals`, None where a figure is withheld."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]


def choose_pooled(people: Mapping[Group, int], *, k: int = SMALLEST_GROUP) -> frozenset[Group]:
    """The groups that are not told apart, because fewer than `k` people are in them.

    Where there are any, they are two at least and have `k` people together: the next smallest groups join them until
    they do (of equals those that come first), so that none of them is the difference of the total and the others.
    """
    smallest_first = sorted(people, key=lambda group: people[group])
    pooled: list[Group] = [group for group in smallest_first if people[group] < k]
    if not pooled:
        return frozenset()
    for group in smallest_first[len(pooled) :]:
        if len(pooled) > 1 and sum(people[each] for each in pooled) >= k:
            break
        pooled.append(group)
    return frozenset(pooled)


def suppress(counts: Counts, people: Counts, *, k: int = SMALLEST_GROUP) -> Shown:
    """The table of `counts` (rows, columns), withheld where it must be; `people` had a part in each cell.

    The totals of the columns are known to everybody, and those of the rows unless they are withheld too. A cell with
    nobody in it is shown: it says something of a whole row, which has `k` people or is a pool of such groups. A table
    of one row is its own total, and withholds nothing.
    """
    totals = tuple(sum(row) for row in counts)
    if len(counts) < 2:
        return Shown(tuple(map(tuple, counts)), totals)
    withheld = {place for place in _places(counts) if 0 < _at(people, place) < k}
    for place in sorted(withheld):
        cover = _cheapest_cover(counts, place, withheld, k=k)
        if cover is None:
            return _without_rows(counts)
        withheld |= cover
    cells = tuple(
        tuple(None if (row, column) in withheld else count for column, count in enumerate(line))
        for row, line in enumerate(counts)
    )
    return Shown(cells, totals)


def _places(counts: Counts) -> list[Place]:
    return list(product(range(len(counts)), range(len(counts[0]))))


def _at(counts: Counts, place: Place) -> int:
    return counts[place[0]][place[1]]


def _cheapest_cover(counts: Counts, place: Place, withheld: set[Place], *, k: int) -> set[Place] | None:
    """The other corners of the rectangle over `place` that withholds the least besides; None where none is wide enough.

    Around a rectangle, what two opposite corners gain the other two lose: so `place` may be higher by as much as the
    lesser of its neighbours, and lower by the lesser of itself and the corner opposite.
    """
    row, column = place
    found: tuple[int, set[Place]] | None = None
    for opposite in _places(counts):
        if opposite[0] == row or opposite[1] == column:
            continue
        beside, below = (row, opposite[1]), (opposite[0], column)
        up = min(_at(counts, beside), _at(counts, below))
        down = min(_at(counts, place), _at(counts, opposite))
        if up + down < k:
            continue
        corners = {beside, below, opposite}
        cost = sum(_at(counts, corner) + 1 for corner in corners - withheld)
        if found is None or cost < found[0]:
            found = cost, corners
    return None if found is None else found[1]


def _without_rows(counts: Counts) -> Shown:
    return Shown(tuple(tuple(None for _ in row) for row in counts), tuple(None for _ in counts))
