"""The tables of a release that tell of departments."""

import datetime as dt

from microtask.kinds.kind import Question
from microtask.results.department_sheets import DEPARTMENTS_SHEET, released_answers_sheet
from microtask.results.departments import ANSWER, POOLED, UNKNOWN, Figure


def test_a_withheld_figure_is_empty_and_says_so():
    shown = DEPARTMENTS_SHEET.record(Figure("Tax", ANSWER, "yes", None))
    assert shown == {"department": "Tax", "what": ANSWER, "answer": "yes", "answers": None, "withheld": True}
    assert DEPARTMENTS_SHEET.record(Figure("Tax", ANSWER, "yes", 0))["withheld"] is False


def test_an_answer_has_the_name_that_its_department_goes_by():
    sheet = released_answers_sheet(Question("review", ("yes",)), {0: UNKNOWN, 4: POOLED})
    day = dt.date(2026, 1, 31)
    rows = [("A1", "v-1", "yes", False, 1, day, None, False, department, 17) for department in (4, None)]
    assert [sheet.record(row)["department"] for row in rows] == [POOLED, UNKNOWN]
    assert sheet.key == ("task", "volunteer")
