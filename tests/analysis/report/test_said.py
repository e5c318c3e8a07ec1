from microtask.analysis.report import said
from microtask.kinds.kind import Question
from tests.analysis.report.studies import RATE, REVIEW, TAG, figures, study
from tests.charts.seen import check


def rows_of(question, rows):
    (figure,) = figures(said.section(study(question, rows)))
    check(figure)
    return figure.table.rows


def test_options_are_counted_by_answers_and_by_results():
    rows = [["yes"] * 3, ["yes", "yes", "no"], ["no"] * 3, [None]]
    assert rows_of(REVIEW, rows) == [("yes", "5", "2", "67%"), ("no", "4", "1", "33%")]


def test_tags_are_counted_each_for_itself():
    rows = [["cost"] * 3, ["cost|health"] * 3, [""] * 3]
    assert [row[:3] for row in rows_of(TAG, rows)] == [("cost", "6", "2"), ("health", "3", "1")]


def test_ratings_are_counted_by_stretches_of_the_scale():
    rows = rows_of(RATE, [["1", "1"], ["2", "2"], ["10", "10"]])
    assert rows[0] == ("1 to under 2", "1", "33%")
    assert rows[-1] == ("9 to 10", "1", "33%")
    assert sum(int(row[1]) for row in rows) == 3


def test_of_very_many_options_the_most_frequent_are_shown():
    options = tuple(f"option {place}" for place in range(200))
    rows = [[option] * 2 for option in options] + [["option 150"] * 2]
    shown = rows_of(Question("review", options), rows)
    assert len(shown) == 30
    assert ("option 150", "4", "2", "under 1%") in shown
