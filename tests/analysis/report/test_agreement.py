import pytest

from microtask.analysis.report import agreement
from tests.analysis.report.studies import RATE, REVIEW, TAG, figures, sentences, study
from tests.charts.seen import check


def test_tasks_are_counted_by_how_many_people_agree():
    rows = [["yes"] * 5, ["yes"] * 4 + ["no"], ["no"] * 5, ["yes"] * 3 + ["no"] * 2, ["yes"]]
    section = agreement.section(study(REVIEW, rows))
    (figure,) = figures(section)
    check(figure)
    assert [row[1] for row in figure.table.rows] == ["2", "1", "1", "0", "0"]
    assert "In 75% of the tasks with two answers or more, at least 4 in 5 people gave" in sentences(section)


def test_for_tags_the_whole_set_is_what_agrees():
    assert "exactly the tags of the result" in sentences(agreement.section(study(TAG, [["cost", "cost"]] * 3)))


def test_ratings_are_told_by_how_far_they_lie_apart():
    section = agreement.section(study(RATE, [["1", "3"], ["7", "9"]]))
    check(figures(section)[0])
    assert "typically lie 1.414 points from their mean; all ratings together lie 3.162 from theirs" in sentences(
        section
    )


def test_where_no_task_has_two_answers_that_is_said():
    assert "No task has two answers" in sentences(agreement.section(study(REVIEW, [["yes"], ["no"]])))


@pytest.mark.parametrize(
    ("alpha", "words"),
    [
        (None, "no two answers could differ"),
        (0.91, "alpha is 0.91, where 1 is full agreement and 0 what chance gives: people understand the question"),
        (0.7, "mostly understand"),
        (0.4, "people often differ"),
        (0.1, "little more than chance"),
        (-0.3, "little more than chance"),
    ],
)
def test_alpha_is_put_in_words(alpha, words):
    assert words in agreement.alpha_in_words(alpha)
