"""What departments said: who is told apart, and what is withheld."""

import pytest

from microtask.kinds.kind import Question, Scale
from microtask.results.departments import (
    ALL,
    ANSWER,
    KINDS,
    NOT_SURE,
    POOLED,
    UNKNOWN,
    Department,
    Said,
    break_down,
    name_departments,
)

REVIEW = Question("review", ("yes", "no"))
TAX, PARKS, ROADS, RAIL = (
    Department(number, name, people)
    for number, name, people in ((1, "Tax", 30), (2, "Parks", 20), (3, "Roads", 2), (4, "Rail", 4))
)


def figures(question, departments, said):
    return {(each.department, each.what, each.answer): each.answers for each in break_down(question, departments, said)}


def test_departments_of_few_people_have_one_name_together():
    assert name_departments([TAX, PARKS, ROADS, RAIL]) == {1: "Tax", 2: "Parks", 3: POOLED, 4: POOLED}
    assert name_departments([TAX, PARKS, ROADS]) == {1: "Tax", 2: POOLED, 3: POOLED}


def test_large_departments_are_told_in_full():
    said = [Said(1, "yes", 40, 25), Said(1, "no", 20, 12), Said(2, "yes", 15, 9), Said(2, None, 30, 18)]
    found = figures(REVIEW, [TAX, PARKS], said)
    assert found["Tax", ANSWER, "yes"] == 40
    assert found["Parks", ANSWER, "no"] == 0
    assert found["Parks", NOT_SURE, None] == 30
    assert found["Parks", ALL, None] == 45


def test_many_answers_of_few_people_are_withheld_and_with_them_what_would_tell_them():
    said = [Said(1, "yes", 400, 25), Said(1, "no", 90, 3), Said(2, "yes", 150, 19), Said(2, "no", 80, 12)]
    found = figures(REVIEW, [TAX, PARKS], said)
    assert {found[each, ANSWER, answer] for each in ("Tax", "Parks") for answer in ("yes", "no")} == {None}
    assert found["Tax", ALL, None] == 490


def test_each_tag_is_a_table_of_its_own_so_that_a_tag_of_few_withholds_no_other():
    asked = Question("tag", ("cost", "time"))
    said = [
        Said(1, "cost", 40, 20, 20, 15), Said(1, "time", 50, 25, 10, 3), Said(1, None, 0, 0, 60, 30),
        Said(2, "cost", 30, 15, 30, 15), Said(2, "time", 30, 15, 30, 15), Said(2, None, 0, 0, 60, 20),
    ]  # fmt: skip
    found = figures(asked, [TAX, PARKS], said)
    assert (found["Tax", ANSWER, "cost"], found["Parks", ANSWER, "cost"]) == (40, 30)
    assert (found["Tax", ANSWER, "time"], found["Parks", ANSWER, "time"]) == (None, None)
    assert found["Tax", ALL, None] == 60


def test_a_scale_is_told_by_its_points_and_people_of_no_known_department_are_one_more():
    nobody_knows = Department(0, UNKNOWN, 9)
    asked = Question("rate", (), Scale(1, 2, {}))
    found = figures(asked, [TAX, nobody_knows], [Said(1, "1", 9, 9), Said(0, "2", 9, 9)])
    assert (found["Tax", ANSWER, "1"], found[UNKNOWN, ANSWER, "2"], found[UNKNOWN, ANSWER, "1"]) == (9, 9, 0)


@pytest.mark.parametrize("departments", [[], [TAX], [ROADS, RAIL]])
def test_where_no_two_can_be_told_apart_there_are_no_figures(departments):
    assert figures(REVIEW, departments, [Said(each.id, "yes", 9, each.people) for each in departments]) == {}


def test_a_ranking_is_not_broken_down():
    assert "compare" not in KINDS
