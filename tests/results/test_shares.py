import pytest

from microtask.kinds.registry import question
from microtask.results.shares import count_shares

REVIEW = question("review", options=["yes", "partly", "no"])
TAG = question("tag", options=["cost", "staff"])
RATE = question("rate", scale={"min": 1, "max": 4, "labels": {}})


def test_every_label_has_its_share_in_the_order_of_the_question():
    shares = count_shares(REVIEW, [("no", 3), ("yes", 1)])
    assert shares == [("yes", 1, 0.25), ("partly", 0, 0.0), ("no", 3, 0.75)]


def test_an_item_with_two_tags_counts_for_both_and_one_with_none_for_the_whole():
    assert count_shares(TAG, [("cost|staff", 1), ("cost", 1), ("", 2)]) == [("cost", 2, 0.5), ("staff", 1, 0.25)]


@pytest.mark.parametrize(("mean", "point"), [("1", "1"), ("2.49", "2"), ("2.5", "3"), ("4", "4")])
def test_a_mean_counts_at_the_nearest_point(mean, point):
    assert [label for label, items, _ in count_shares(RATE, [(mean, 1)]) if items] == [point]


def test_without_a_result_there_is_nothing_to_show():
    assert count_shares(REVIEW, []) == []
