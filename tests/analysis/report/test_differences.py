from microtask.analysis.report import differences
from microtask.kinds.kind import Question
from tests.analysis.report.studies import RATE, REVIEW, TAG, figures, sentences, study
from tests.charts.seen import check, words


def section_of(question, rows, **options):
    section = differences.section(study(question, rows, **options))
    for figure in figures(section):
        check(figure)
    return section


def test_the_task_that_people_differ_on_most_is_on_top():
    rows = [["yes"] * 4, ["yes", "yes", "yes", "no"], ["yes", "no", "no", "yes"], ["no"]]
    section = section_of(REVIEW, rows)
    listed = figures(section)[0].table.rows
    assert [(row[0], row[5]) for row in listed] == [("T2", "yes: 2; no: 2"), ("T1", "yes: 3; no: 1")]
    assert "People differ on 2 of 4 tasks." in sentences(section)
    assert words(figures(section)[0])[:2] == ["yes", "no"]


def test_where_nobody_differs_that_is_said():
    assert sentences(section_of(REVIEW, [["yes"] * 3])) == "Nowhere: all who answered the same task agree."


def test_options_that_are_taken_for_one_another_are_counted():
    rows = [["yes"] * 4 + ["no"]] * 5 + [["no"] * 5] * 5
    confused = figures(section_of(REVIEW, rows, method="majority"))[1].table.rows
    assert confused == [("yes → no", "5", "20%")]


def test_tags_that_are_overlooked_are_told_from_those_that_are_invented():
    rows = [["cost", "cost", ""]] * 5 + [["health"] * 3] * 5
    confused = figures(section_of(TAG, rows))[1].table.rows
    assert confused == [("cost", "0%", "33%"), ("health", "0%", "0%")]
    listed = figures(section_of(TAG, rows))[0]
    assert listed.table.rows[0][5] == "cost: 2"
    assert "0.7 tags" in words(listed)


def test_ratings_are_drawn_from_the_lowest_to_the_highest():
    figure = figures(section_of(RATE, [["1", "9", "5"], ["4", "4"]]))[0]
    assert figure.table.rows[0][0::4] == ("T0", "1: 1; 5: 1; 9: 1")
    assert len(figure.table.rows) == 1


def test_known_answers_are_marked_as_such():
    figure = figures(section_of(REVIEW, [["yes", "no"], ["yes", "yes"]], gold={0: "no"}))[0]
    assert figure.table.rows[0][1:3] == ("no", "known")


def test_fifty_tasks_are_shown_and_no_more():
    section = section_of(REVIEW, [["yes", "no"]] * 80)
    assert len(figures(section)[0].table.rows) == 50
    assert "People differ on 80 of 80 tasks. The chart has the 10 whose answers lie furthest apart" in sentences(
        section
    )
    assert "the table below it the first 50" in sentences(section)


def test_more_options_than_patterns_are_thrown_together():
    options = tuple("abcdefghijkl")
    figure = figures(section_of(Question("review", options), [list(options)] * 3))[0]
    assert words(figure)[:7] == ["a", "b", "c", "d", "e", "f", "Other answers"]
