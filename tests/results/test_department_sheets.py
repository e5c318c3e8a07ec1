"""The tables of a release that tell of departments."""

import datetime as dt

from microtask.kinds.kind import Question
from microtask.results.department_sheets import DEPARTMENTS_SHEET, released_answers_sheet
from microtask.results.departments import ANSWER, POOLED, UNKNOWN, Figure


def test_a_figure_stands_beside_its_department():
    shown = DEPARTMENTS_SHEET.record(Figure("Tax", ANSWER, "yes", 7))
    assert shown == {"department": "Tax", "what": ANSWER, "answer": "yes", "answers": 7}


def test_an_answer_has_the_name_that_the_department_of_its_volunteer_goes_by():
    sheet = released_answers_sheet(Question("review", ("yes",)), {"v-1": POOLED, "v-2": UNKNOWN})
    day = dt.date(2026, 1, 31)
    rows = [("A1", volunteer, "yes", False, 1, day, None, False, 17) for volunteer in ("v-1", "v-2")]
    assert [sheet.record(row)["department"] for row in rows] == [POOLED, UNKNOWN]
    assert sheet.key == ("task", "volunteer")
