import re

from microtask.charts.drawing import Figure as Chart
from microtask.charts.table import Table
from microtask.results.departments import ALL, ANSWER, NOT_SURE, POOLED, Figure
from microtask.web.result_figures import draw_agreement, draw_departments, draw_distribution

WORDS = {"yes": "Yes", "no": "No"}


def said(department, *counts, total):
    for (what, answer), count in zip(((ANSWER, "yes"), (ANSWER, "no"), (NOT_SURE, None)), counts, strict=True):
        yield Figure(department, what, answer, count)
    yield Figure(department, ALL, None, total)


FIGURES = [*said("Tax", 30, 10, 5, total=45), *said(POOLED, 14, 12, 0, total=26)]


def test_every_chart_has_its_table_in_figures():
    chart = draw_distribution([("Yes", 3, 0.75), ("No", 1, 0.25)])
    assert list(chart.table.rows) == [("Yes", "3", "75%"), ("No", "1", "25%")]
    assert next(iter(draw_agreement([3, 0, 1, 0, 0]).table.rows)) == ("Everyone", "3", "75%")
    assert sum(int(row[1]) for row in draw_agreement([0] * 5).table.rows) == 0


def test_departments_that_are_not_told_apart_are_one_row():
    chart = draw_departments(FIGURES, WORDS, is_partition=True)
    assert isinstance(chart, Chart)
    assert list(chart.table.rows) == [
        ("Tax", "30", "10", "5", "45"),
        ("Other departments, together", "14", "12", "0", "26"),
    ]
    assert "Tax" in chart.drawing
    assert "Other" in chart.drawing


def test_a_chart_says_nothing_by_colour_alone():
    drawing = draw_departments(FIGURES, WORDS, is_partition=True).drawing
    assert len(set(re.findall(r'id="(departments-fill-\d)"', drawing))) == 3
    assert "67%" in drawing


def test_tags_overlap_so_they_are_a_table_alone():
    assert isinstance(draw_departments(FIGURES, WORDS, is_partition=False), Table)


def test_where_no_department_is_told_apart_there_is_nothing():
    assert draw_departments([], WORDS, is_partition=True) is None
