"""The first pairs of a comparison: everybody meets somebody, nobody too often, and all hang together."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from scipy.sparse import coo_array, csgraph

from microtask.tasks.rules import choose_first_pairs, count_pairs


def meetings(pairs):
    return Counter(item for pair in pairs for item in pair)


@pytest.mark.parametrize("comparisons", [1, 2, 4, 6, 7])
@pytest.mark.parametrize("count", [2, 3, 4, 5, 10, 101])
def test_all_items_are_connected_and_each_is_compared_as_often_as_was_asked_for(count, comparisons):
    pairs = choose_first_pairs(range(count), {}, comparisons=comparisons, most=comparisons + 1, chance=Random(0))
    assert set(meetings(pairs).values()) == {max(2, comparisons - comparisons % 2)}
    assert all(first < second for first, second in pairs)
    graph = coo_array(([1] * len(pairs), tuple(zip(*pairs, strict=True))), shape=(count, count))
    assert csgraph.connected_components(graph, directed=False)[0] == 1


def test_many_items_meet_different_others():
    pairs = choose_first_pairs(range(50), {}, comparisons=6, most=9, chance=Random(0))
    assert len(set(pairs)) == len(pairs) == 150
    assert [times for _, _, times in count_pairs(pairs)] == [1] * 150


def test_the_pairs_that_a_volunteer_is_dealt_in_a_row_are_not_about_one_item():
    pairs = choose_first_pairs(range(50), {}, comparisons=2, most=9, chance=Random(0))
    neighbours = [set(one) & set(other) for one, other in pairwise(pairs)]
    assert sum(map(bool, neighbours)) < 10


def test_items_that_come_later_are_joined_to_those_that_were_there():
    pairs = choose_first_pairs([11, 12, 13, 14], {1: 9, 2: 9, 3: 9}, comparisons=4, most=9, chance=Random(0))
    across = [pair for pair in pairs if pair[0] <= 3]
    assert meetings(across) == Counter({1: 3, 2: 3, 3: 2, 11: 2, 12: 2, 13: 2, 14: 2})
    assert all(times == 4 for item, times in meetings(pairs).items() if item > 10)


def test_one_item_that_comes_later_meets_as_many_as_it_needs_and_one_alone_meets_nobody():
    others = dict.fromkeys([1, 2, 3, 4, 5], 9)
    assert meetings(choose_first_pairs([9], others, comparisons=4, most=9, chance=Random(0)))[9] == 4
    assert choose_first_pairs([9], {}, comparisons=4, most=9, chance=Random(0)) == []


@pytest.mark.parametrize("comparisons", [2, 3, 4, 6])
@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_items_that_come_later_take_nobody_over_the_most(count, comparisons):
    room = {1: 1, 2: 0, 3: 2}
    pairs = choose_first_pairs(range(11, 11 + count), room, comparisons=comparisons, most=comparisons, chance=Random(0))
    times = meetings(pairs)
    assert all(times[other] <= room[other] for other in room)
    assert all(1 <= times[item] <= comparisons for item in range(11, 11 + count))


def test_a_pair_that_is_named_more_than_once_is_one_pair_to_be_asked_about_as_often():
    pairs = choose_first_pairs([1, 2], {}, comparisons=6, most=9, chance=Random(0))
    assert count_pairs(pairs) == [(1, 2, 6)]
