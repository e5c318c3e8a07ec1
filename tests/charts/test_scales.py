import math

import pytest

from microtask.charts.scales import number, scale_of


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ([0, 100], [0, 50, 100]),
        ([3, 96], [0, 50, 100]),
        ([-100, 100], [-100, -50, 0, 50, 100]),
        ([0.12, 0.31], [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]),
        ([5, 5], [5, 5.5, 6]),
        ([], [0, 0.5, 1]),
        ([math.nan, 1, math.inf, 3], [1, 1.5, 2, 2.5, 3]),
    ],
)
def test_marks_are_round_numbers_around_all_values(values, marks):
    scale = scale_of(values)
    assert list(scale.marks) == pytest.approx(marks)
    assert all(scale.low <= value <= scale.high for value in values if math.isfinite(value))


def test_a_scale_may_begin_at_nought():
    assert scale_of([30, 40], from_nought=True).low == 0
    assert scale_of([-5, -1], from_nought=True).high == 0


def test_a_value_lies_between_the_ends_or_on_one_of_them():
    scale = scale_of([0, 10])
    assert [scale.place(value) for value in (-1, 0, 2.5, 10, 11)] == [0, 0, 0.25, 1, 1]


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (0.5, "0.5"), (12345.6, "12,346"), (-3.0, "-3"), (2 / 3, "0.6667"), (100.0, "100"), (1e6, "1,000,000")],
)
def test_numbers_read_as_people_write_them(value, words):
    assert number(value) == words
