import numpy as np
import pytest

from microtask.analysis.report.checking import check
from tests.analysis.report.studies import RATE, REVIEW, TAG, TEXT, material

ROWS = [["yes"] * 5] * 10 + [["no"] * 5] * 10


def test_a_known_answer_is_kept_back_while_its_task_is_judged():
    """All people say yes of a task whose known answer is no: a verdict that had seen it would be no."""
    checked = check(REVIEW, material(ROWS), method="majority", gold={0: "no", 1: "yes", 15: "no"})
    assert sorted(checked.right.tolist()) == [False, True, True]
    assert (checked.said < 1).all()


def test_a_single_known_answer_is_checked_too():
    assert check(REVIEW, material(ROWS), method="auto", gold={0: "yes"}).right.tolist() == [True]


def test_without_known_answers_there_is_nothing_to_check():
    assert check(REVIEW, material(ROWS), method="auto", gold={}) is None


def test_a_task_that_nobody_answered_is_passed_over():
    assert len(check(REVIEW, material([*ROWS, [None]]), method="auto", gold={20: "yes"}).right) == 0


def test_each_tag_is_checked_for_itself():
    rows = [["cost"] * 4] * 6 + [["health"] * 4] * 6
    checked = check(TAG, material(rows), method="auto", gold={0: "cost|health", 6: "health"})
    assert sorted(checked.right.tolist()) == [False, True, True, True]
    assert (checked.said >= 0.5).all()


def test_ratings_are_checked_by_their_interval_and_how_far_they_are_off():
    rows = [["4", "5", "6", "5"]] * 6
    checked = check(RATE, material(rows), method="auto", gold={0: "5.1", 1: "9"})
    assert checked.right.tolist() == [True, False]
    assert checked.apart == pytest.approx(np.array([0.1, 4.0]))


def test_texts_are_checked_by_their_words():
    rows = [["A dog runs!", "a dog runs", "the dog"], ["one cat", "one cat"]]
    checked = check(TEXT, material(rows), method="auto", gold={0: "a dog runs", 1: "the cat sat here"})
    assert sorted(checked.right.tolist()) == [False, True]
    assert sorted(checked.apart.tolist()) == [0.0, 0.75]
