import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.results.forecast import WINDOW, forecast


@pytest.mark.parametrize("daily", [[], [4, 5], [0, 0, 0, 0]])
def test_it_says_nothing_before_three_days_or_without_an_answer(daily):
    assert forecast(daily, left=10) is None


def test_an_even_pace_gives_a_day():
    assert forecast([10] * 5, left=95) == (10, 10)


def test_an_uneven_pace_gives_a_range_by_hand():
    # Mean 10, standard deviation 4.08, standard error 2.04; 1.645 of them: 3.36.
    soonest, latest = forecast([5, 10, 15, 10], left=100)
    assert (soonest, latest) == (8, 16)


def test_a_pace_that_may_be_nought_has_no_latest_day():
    assert forecast([0, 0, 30], left=100).latest is None


def test_what_is_done_is_done():
    assert forecast([], left=0) == (0, 0)


def test_old_days_do_not_count():
    assert forecast([1000] * 50 + [10] * WINDOW, left=95) == (10, 10)


@given(st.lists(st.integers(0, 500), min_size=3, max_size=30), st.floats(0.1, 10_000))
def test_the_range_holds_the_mean_and_is_in_order(daily, left):
    foretold = forecast(daily, left=left)
    if foretold is not None and foretold.latest is not None:
        recent = daily[-WINDOW:]
        assert foretold.soonest <= -(-left * len(recent) // sum(recent)) <= foretold.latest + 1
