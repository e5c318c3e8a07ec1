"""What departments said: who is told apart, and what their figures are."""

import pytest

from microtask.kinds.kind import Question, Scale
from microtask.results.departments import (
    ALL,
    ANSWER,
    KINDS,
    NOT_SURE,
    POOLED,
    SEVERAL,
    UNKNOWN,
    Department,
    Said,
    break_down,
    list_parts,
    name_departments,
    say_departments,
)

REVIEW = Question("review", ("yes", "no"))
TAX, PARKS, ROADS, RAIL = (
    Department(number, name, people)
    for number, name, people in ((1, "Tax", 30), (2, "Parks", 20), (3, "Roads", 2), (4, "Rail", 4))
)


def figures(question, departments, said):
    names = name_departments(departments, list_parts(said))
    return {(each.department, each.what, each.answer): each.answers for each in break_down(question, names, said)}


def test_departments_of_few_people_have_one_name_together():
    assert name_departments([TAX, PARKS, ROADS, RAIL], []) == {1: "Tax", 2: "Parks", 3: POOLED, 4: POOLED}
    assert name_departments([TAX, PARKS, ROADS], []) == {1: "Tax", 2: POOLED, 3: POOLED}


def test_a_department_is_large_enough_in_every_stage_and_answer_or_in_none():
    second_stage = {1: 30, 2: 3, 4: 4}
    assert name_departments([TAX, PARKS, ROADS, RAIL], [second_stage]) == {1: "Tax", 2: POOLED, 3: POOLED, 4: POOLED}


def test_whoever_answered_for_several_departments_is_never_told_apart():
    moved = Department(SEVERAL, POOLED, 12)
    assert name_departments([TAX, PARKS, moved], []) == {1: "Tax", 2: POOLED, SEVERAL: POOLED}


def test_a_release_that_tells_no_department_calls_them_all_the_same():
    assert set(name_departments([TAX, PARKS, ROADS, RAIL], [], tells=False).values()) == {POOLED}
    assert "No department is told apart here" in say_departments(tells=False)
    assert "fewer than 5" in say_departments(tells=True)


def test_large_departments_are_told_in_full():
    said = [Said(1, "yes", 40, 25), Said(1, "no", 20, 12), Said(2, "yes", 15, 9), Said(2, None, 30, 18)]
    found = figures(REVIEW, [TAX, PARKS, Department(5, "Health", 9)], [*said, Said(1, None, 30, 18)])
    assert found["Tax", ANSWER, "yes"] == 40
    assert found["Parks", ANSWER, "no"] == 0
    assert found["Parks", NOT_SURE, None] == 30
    assert found["Parks", ALL, None] == 45


def test_many_answers_of_few_people_are_withheld_with_all_that_would_tell_them():
    said = [Said(1, "yes", 400, 25), Said(1, "no", 90, 3), Said(2, "yes", 150, 19), Said(2, "no", 80, 12)]
    assert figures(REVIEW, [TAX, PARKS], said) == {}
    third = [Said(5, "yes", 70, 40), Said(5, "no", 30, 20)]
    found = figures(REVIEW, [TAX, PARKS, Department(5, "Health", 50)], [*said, *third])
    assert {department for department, _, _ in found} == {"Health", POOLED}
    assert (found[POOLED, ANSWER, "no"], found[POOLED, ALL, None]) == (170, 720)


def test_a_tag_that_few_of_a_department_gave_or_that_few_did_not_withholds_it():
    asked = Question("tag", ("cost", "time"))
    health = Department(5, "Health", 30)
    said = [
        Said(1, "cost", 40, 20, 20, 15), Said(1, "time", 50, 25, 10, 3), Said(1, None, 0, 0, 60, 30),
        Said(2, "cost", 30, 15, 30, 15), Said(2, "time", 30, 15, 30, 15), Said(2, None, 0, 0, 60, 20),
        Said(5, "cost", 40, 20, 20, 15), Said(5, "time", 50, 25, 10, 8), Said(5, None, 0, 0, 60, 30),
    ]  # fmt: skip
    found = figures(asked, [TAX, PARKS, health], said)
    assert (found["Health", ANSWER, "cost"], found["Health", ALL, None]) == (40, 60)
    assert (found[POOLED, ANSWER, "time"], found[POOLED, ALL, None]) == (80, 120)


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
