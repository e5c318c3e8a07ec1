"""What few people of a group said cannot be worked out: by invariants for any table, for small ones by all worlds."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.privacy.suppression import choose_pooled

K = 5


@st.composite
def groups(draw):
    """How many people of each group had each of some parts; nobody had two, and who had none is in it all the same."""
    parts = draw(st.integers(1, 4))
    counts = st.lists(st.integers(0, 12), min_size=parts, max_size=parts)
    rows = draw(st.lists(st.tuples(counts, st.integers(0, 6)), max_size=6))
    return {group: [sum(had) + idle, *had] for group, (had, idle) in enumerate(rows)}


def add(rows):
    return [sum(column) for column in zip(*rows, strict=True)]


@given(groups(), st.sets(st.integers(0, 5), max_size=1))
def test_what_is_told_apart_is_never_small_and_neither_is_the_rest(people, always):
    pooled = choose_pooled(people, always=always, k=K)
    assert always & set(people) <= pooled
    for group in set(people) - pooled:
        assert people[group][0] >= K
        assert not any(0 < count < K for count in people[group])
    if pooled and pooled != set(people):
        size, *rest = add(people[group] for group in pooled)
        totals = add(people.values())[1:]
        assert len(pooled) > 1
        assert size >= K
        assert all(count in (0, total) or count >= K for count, total in zip(rest, totals, strict=True))


@given(groups())
def test_no_more_are_pooled_than_have_to_be(people):
    """Without the last one that joined, the rest could be worked out."""
    pooled = choose_pooled(people, k=K)
    small = {group for group, had in people.items() if had[0] < K or any(0 < count < K for count in had)}
    joined = sorted(pooled - small, key=lambda group: (people[group][0], group))
    if joined:
        size, *rest = add([people[group] for group in pooled - {joined[-1]}])
        totals = add(people.values())[1:]
        assert (
            len(pooled) == 2
            or size < K
            or any(0 < count < K and count != total for count, total in zip(rest, totals, strict=True))
        )


def seen_of(world, k):
    """All that a reader has of a world: the groups that are told apart with their parts, and those of the pool."""
    people = {group: [sum(row), *row] for group, row in enumerate(world) if any(row)}
    pooled = choose_pooled(people, k=k)
    told = tuple((group, world[group]) for group in people if group not in pooled)
    return told, tuple(add(world[group] for group in pooled)) if pooled else ()


def test_in_the_worlds_that_look_the_same_a_small_figure_is_never_the_same():
    """Exhaustive, for four groups and two answers, by a reader who knows how groups are pooled: whatever they see, no
    figure of fewer than three people is the same in every world in which they would see that.

    Pools in which a group may have more than was tried are left out: of those not every world is there.
    """
    k, most = 3, 3
    worlds = defaultdict(list)
    for cells in product(range(most + 1), repeat=8):
        world = (cells[0:2], cells[2:4], cells[4:6], cells[6:8])
        worlds[seen_of(world, k)].append(world)
    whole = {view: alike for view, alike in worlds.items() if max(view[1], default=0) <= most}
    certain = [
        (view, group, answer)
        for view, alike in whole.items()
        for group, answer in product(range(4), range(2))
        if len(values := {world[group][answer] for world in alike}) == 1 and 0 < min(values) < k
    ]
    assert certain == []
    assert sum(bool(view[0]) and bool(view[1]) for view in whole) > 20


def test_groups_that_are_large_in_every_part_are_all_told_apart():
    assert choose_pooled({"tax": [15, 9, 6], "parks": [15, 7, 8]}, k=K) == frozenset()


def test_one_small_part_is_enough_to_be_pooled_and_the_next_smallest_hides_it():
    assert choose_pooled({"tax": [30, 28, 2], "parks": [40, 20, 20], "rail": [50, 25, 25]}, k=K) == {"tax", "parks"}


def test_a_part_that_nobody_else_had_hides_nowhere_and_pools_no_more():
    """Its total tells as much; the others are known not to have had it."""
    assert choose_pooled({"tax": [30, 30, 2], "parks": [40, 40, 0], "rail": [50, 50, 0]}, k=K) == {"tax", "parks"}


@pytest.mark.parametrize(
    ("people", "pooled"),
    [
        ({"a": [5], "b": [9]}, set()),
        ({}, set()),
        ({"a": [2], "b": [3], "c": [9]}, {"a", "b"}),
        ({"a": [2], "b": [9], "c": [7]}, {"a", "c"}),
        ({"a": [1], "b": [2], "c": [7]}, {"a", "b", "c"}),
        ({"a": [3]}, {"a"}),
    ],
)
def test_small_groups_are_pooled_until_the_total_gives_none_of_them_away(people, pooled):
    assert choose_pooled(people, k=K) == pooled
