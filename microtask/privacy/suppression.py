"""Suppression of small groups: which groups are told apart, so that what few people of one said cannot be worked out.

Whoever has a release has every answer in it, with the group of whoever gave it. To withhold single cells of a table
would hide nothing from them: they count the cells themselves. So what is withheld is the group. A group is told apart
only where `k` people or more are in it, and every part that its people can have had (every answer that can be given)
was had by `k` of them or more, or by none: that is primary suppression. All other groups are one, the pool. A pool
that is one group by itself, or whose figures are small, would be the difference of the totals and the groups that are
told apart; so further groups join it: that is secondary (or complementary) suppression. A cell in which nobody is may
be shown: it says something of a whole group.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

SMALLEST_GROUP = 5  # people

Group = TypeVar("Group", bound=Hashable)
People = Mapping[Group, Sequence[int]]


def choose_pooled(
    people: People[Group], *, always: Collection[Group] = (), k: int = SMALLEST_GROUP
) -> frozenset[Group]:
    """The groups that are not told apart, those of `always` among them.

    `people` says of each group how many are in it, and then how many of them had each part; nobody is in two groups.
    Where any group is pooled, two are at least, and the pool as a whole keeps the rule: of each part, `k` of its people
    had it or more, or none, or everybody who had it at all. The smallest groups join it until it does, of equals those
    that come first; where none is left, no group is told apart.
    """
    totals = _add(people.values())
    smallest_first = sorted(people, key=lambda group: people[group][0])
    pooled = [group for group in smallest_first if group in always or not _may_be_told(people[group], k=k)]
    others = iter([group for group in smallest_first if group not in pooled])
    while pooled and not _is_covered([people[group] for group in pooled], totals, k=k):
        following = next(others, None)
        if following is None:
            break
        pooled.append(following)
    return frozenset(pooled)


def _may_be_told(parts: Sequence[int], *, k: int) -> bool:
    return parts[0] >= k and all(count == 0 or count >= k for count in parts)


def _is_covered(pool: Sequence[Sequence[int]], totals: Sequence[int], *, k: int) -> bool:
    size, *parts = _add(pool)
    rest = zip(parts, totals[1:], strict=True)
    return len(pool) > 1 and size >= k and all(count in (0, total) or count >= k for count, total in rest)


def _add(rows: Iterable[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]
