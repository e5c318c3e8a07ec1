"""What is withheld cannot be worked out from what is shown: an attacker with a solver of linear programmes tries."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from microtask.privacy.suppression import choose_pooled, suppress

K = 5


@st.composite
def tables(draw):
    """Counts and people, each person with one answer or several."""
    rows, columns = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    people = [[draw(st.integers(0, 12)) for _ in range(columns)] for _ in range(rows)]
    each = draw(st.integers(1, 3))
    return [[count * each for count in row] for row in people], people


def ranges(counts, shown):
    """For each withheld cell, the least and the most that it may be, by all that everybody can see."""
    rows, columns = len(counts), len(counts[0])
    equations, totals = [], []

    def say(places, total):
        line = np.zeros(rows * columns)
        line[[row * columns + column for row, column in places]] = 1
        equations.append(line)
        totals.append(total)

    for column in range(columns):
        say([(row, column) for row in range(rows)], sum(line[column] for line in counts))
    for row, total in enumerate(shown.row_totals):
        if total is not None:
            say([(row, column) for column in range(columns)], total)
    for row, line in enumerate(shown.cells):
        for column, count in enumerate(line):
            if count is not None:
                say([(row, column)], count)
    for row, line in enumerate(shown.cells):
        for column, count in enumerate(line):
            if count is None:
                aim = np.zeros(rows * columns)
                aim[row * columns + column] = 1
                ends = [linprog(sign * aim, A_eq=np.array(equations), b_eq=totals).fun for sign in (1, -1)]
                yield (row, column), ends[0], -ends[1]


@settings(max_examples=60, deadline=None)
@given(tables())
def test_no_withheld_cell_can_be_differenced(table):
    counts, people = table
    shown = suppress(counts, people, k=K)
    for (_, column), low, high in ranges(counts, shown):
        total = sum(line[column] for line in counts)
        assert high - low >= min(K, total) - 1e-6


@settings(max_examples=60, deadline=None)
@given(tables())
def test_no_cell_of_few_people_is_shown_and_what_is_shown_is_true(table):
    counts, people = table
    shown = suppress(counts, people, k=K)
    for row, line in enumerate(shown.cells):
        for column, count in enumerate(line):
            assert count in (None, counts[row][column])
            assert count is None or not 0 < people[row][column] < K


def test_a_table_of_large_groups_is_shown_whole():
    shown = suppress([[9, 6], [7, 8]], [[9, 6], [7, 8]], k=K)
    assert shown.cells == ((9, 6), (7, 8))
    assert shown.row_totals == (15, 15)


def test_one_small_cell_takes_the_three_others_of_the_cheapest_rectangle_with_it():
    counts = [[2, 20, 50], [30, 6, 40], [60, 70, 80]]
    shown = suppress(counts, counts, k=K)
    assert shown.cells == ((None, None, 50), (None, None, 40), (60, 70, 80))
    assert shown.row_totals == (72, 76, 210)


def test_where_no_rectangle_is_wide_enough_rows_are_withheld_whole():
    shown = suppress([[1, 0], [40, 40]], [[1, 0], [40, 40]], k=K)
    assert shown.cells == ((None, None), (None, None))
    assert shown.row_totals == (None, None)


def test_a_table_of_one_row_is_its_own_total():
    assert suppress([[1, 2]], [[1, 2]], k=K).cells == ((1, 2),)


@pytest.mark.parametrize(
    ("people", "pooled"),
    [
        ({"a": 5, "b": 9}, set()),
        ({}, set()),
        ({"a": 2, "b": 3, "c": 9}, {"a", "b"}),
        ({"a": 2, "b": 9, "c": 7}, {"a", "c"}),
        ({"a": 1, "b": 2, "c": 7}, {"a", "b", "c"}),
        ({"a": 3}, {"a"}),
    ],
)
def test_small_groups_are_pooled_until_the_total_gives_none_of_them_away(people, pooled):
    assert choose_pooled(people, k=K) == pooled


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 30), max_size=8))
def test_a_pool_has_two_groups_and_enough_people_wherever_there_are_any(people):
    pooled = choose_pooled(people, k=K)
    assert {group for group in people if people[group] < K} <= pooled
    if pooled and pooled != set(people):
        assert len(pooled) > 1
        assert sum(people[group] for group in pooled) >= K
