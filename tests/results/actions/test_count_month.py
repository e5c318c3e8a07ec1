"""Months that are over are counted once, for every department, and stay as they were counted."""

from datetime import date, timedelta

import pytest

from microtask.challenges import actions as challenges
from microtask.results import actions
from workers.count import count_months

FIGURES = "SELECT figures FROM department_months m JOIN departments d ON d.id = m.department_id WHERE d.slug = :slug"


@pytest.fixture
def helped(scene):
    """Six people of tax and six of dues help home; two of parks do."""
    opened = scene.challenge(items=3, owner=scene.person("home", "owner"), min_answers=20, max_answers=40)
    for place, count in (("tax", 6), ("dues", 6), ("home", 5)):
        for _ in range(count):
            person = scene.person(place)
            sitting = scene.sit(person, challenge=opened.id)
            while task := scene.next(sitting, person):
                scene.say(task.id, "yes", person)
    return opened


def next_month(scene):
    scene.clock.moved += timedelta(days=33)


def figures(scene, slug):
    return scene.value(FIGURES, slug=slug)


def test_a_month_is_counted_when_it_is_over_and_not_before(scene, helped):
    count_months(scene.units)
    assert scene.value("SELECT count(*) FROM department_months") == 0
    next_month(scene)
    count_months(scene.units)
    assert figures(scene, "tax")["given"] == figures(scene, "dues")["given"] == 18
    assert figures(scene, "tax")["people"] == 6
    assert figures(scene, "home") | {"minutes": 0} == figures(scene, "home") | {
        "given": 0,
        "received": 36,
        "minutes": 0,
    }


def test_what_was_counted_does_not_change_when_somebody_takes_their_answers_back(scene, helped):
    next_month(scene)
    count_months(scene.units)
    before = figures(scene, "tax")
    scene.rows("UPDATE answers SET withdrawn_at = now(), value = NULL, not_sure = false WHERE true RETURNING id")
    count_months(scene.units)
    assert figures(scene, "tax") == before


def test_what_few_people_gave_is_stored_nowhere(scene):
    opened = scene.challenge(items=3, owner=scene.person("home", "owner"), min_answers=20, max_answers=40)
    person = scene.person("tax")
    scene.say(scene.next(scene.sit(person, challenge=opened.id), person).id, "yes", person)
    next_month(scene)
    count_months(scene.units)
    assert figures(scene, "tax")["given"] is figures(scene, "tax")["people"] is None
    assert figures(scene, "home")["received"] is None


def test_the_months_of_a_department_that_became_part_of_another_stay_its_own(scene, helped):
    tax, revenue = scene.department("tax"), scene.department("revenue")
    service = scene.person("service", "service-admin")
    scene.do(challenges.merge, tax, revenue, on=scene.clock().date(), reason="A merger.", by=service)
    next_month(scene)
    count_months(scene.units)
    assert figures(scene, "tax")["given"] == 18
    assert figures(scene, "revenue")["given"] == 0


def test_who_answered_for_a_department_before_it_became_part_of_the_asking_one_helped_no_other(scene, helped):
    tax, home = scene.department("tax"), scene.department("home")
    service = scene.person("service", "service-admin")
    scene.do(challenges.merge, tax, home, on=scene.clock().date(), reason="A merger.", by=service)
    next_month(scene)
    count_months(scene.units)
    assert figures(scene, "tax")["given"] == 0
    assert figures(scene, "home")["received"] == 18


def test_months_long_past_are_counted_once_there_are_answers_of_them_but_not_more_than_a_year(scene, helped):
    scene.rows("UPDATE answers SET answered_at = answered_at - interval '3 years' RETURNING id")
    while scene.do(actions.count_month):
        pass
    assert scene.value("SELECT count(DISTINCT month) FROM department_months") == 12
    assert scene.value("SELECT max(month) FROM department_months") < scene.clock().date()
    assert isinstance(scene.value("SELECT min(month) FROM department_months"), date)
