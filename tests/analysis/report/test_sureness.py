import numpy as np

from microtask.analysis.report import sureness
from microtask.analysis.report.study import Checked
from tests.analysis.report.studies import RATE, REVIEW, figures, sentences, study
from tests.charts.seen import check

ROWS = [["yes"] * 5] * 6 + [["no"] * 5] * 6 + [["yes", "no"], [None]]


def test_tasks_are_counted_by_the_confidence_of_their_result():
    told = study(REVIEW, ROWS)
    section = sureness.section(told)
    (figure,) = figures(section)
    check(figure)
    assert sum(int(row[1]) for row in figure.table.rows) == 13, "the task without a result has no confidence"
    settled = int(told.settled.sum())
    assert f"{settled} of 14 tasks" in sentences(section)
    assert "they reach a confidence of 95%" in sentences(section)


def test_where_nothing_is_settled_the_page_says_so():
    told = sentences(sureness.section(study(REVIEW, ROWS, confidence=1.0)))
    assert "None of 14 tasks is settled: none reaches a confidence of 100%." in told


def test_what_was_known_beforehand_is_said_and_not_counted():
    section = sureness.section(study(REVIEW, ROWS, gold={0: "yes", 1: "yes"}))
    assert "Of the settled tasks, 2 had a known answer." in sentences(section)
    assert sum(int(row[1]) for row in figures(section)[0].table.rows) == 11


def test_what_is_settled_by_one_answer_alone_is_told_apart():
    alone = sentences(sureness.section(study(REVIEW, [["yes"] * 5] * 40 + [["yes"]] * 3)))
    assert "Of these, 3 rest on one answer alone" in alone
    assert "on one answer alone" not in sentences(sureness.section(study(REVIEW, ROWS)))
    known = sentences(sureness.section(study(REVIEW, [["yes"]], gold={0: "yes"})))
    assert "on one answer alone" not in known


def test_without_known_answers_the_reader_is_told_how_to_check():
    assert "With --gold" in sentences(sureness.section(study(REVIEW, ROWS)))


def test_confidence_is_held_against_what_was_right():
    checked = Checked(np.array([0.55, 0.55, 0.97, 0.97, 1.0]), np.array([True, False, True, True, False]))
    section = sureness.section(study(REVIEW, ROWS, gold={0: "yes"}, checked=checked))
    diagram = figures(section)[1]
    check(diagram)
    assert [row[:4] for row in diagram.table.rows] == [
        ("50% to under 60%", "55.0%", "1", "2"),
        ("95% to under 99%", "97.0%", "2", "2"),
        ("99% or more", "100.0%", "0", "1"),
    ]
    assert "Of 5 verdicts checked so, 3 (60%) were right." in sentences(section)
    # |1 - 1.1| + |2 - 1.94| + |0 - 1| over 5 items
    assert "lie 23.2 points apart on average" in sentences(section)
    assert "So few known answers prove little" in sentences(section)


def test_ratings_are_told_by_how_far_their_intervals_reach():
    section = sureness.section(study(RATE, [["1", "3"], ["7", "9"]], precision=0.5))
    (figure,) = figures(section)
    check(figure)
    assert sum(int(row[1]) for row in figure.table.rows) == 2
    assert "a 90% interval that reaches no further than 0.5 either way" in sentences(section)


def test_a_rating_alone_has_no_interval():
    rows = figures(sureness.section(study(RATE, [["1"]])))[0].table.rows
    assert rows[-1][:2] == ("Not known: a single rating", "1")


def test_ratings_are_held_against_known_numbers():
    checked = Checked(np.array([0.5, 0.5]), np.array([True, False]), np.array([0.5, 1.5]))
    words = sentences(sureness.section(study(RATE, [["1", "3"], ["7", "9"]], gold={0: "2"}, checked=checked)))
    assert "Results and known answers lie 1 apart on average, and 1 of 2 known answers (50%) lie in the" in words
