"""Synthetic people: made once, spread over the departments, and marked as what they are."""

import pytest

from microtask.errors import Conflict
from microtask.simulate.volunteers import make_volunteers


def test_they_are_spread_over_the_departments_and_marked(scene):
    for slug in ("home", "parks", "tax"):
        scene.department(slug)
    tokens = make_volunteers(scene.units, 7, crowd="1")
    assert len(set(tokens)) == 7
    rows = scene.rows(
        "SELECT d.slug, p.simulated, count(*) FROM people p JOIN departments d ON d.id = p.department_id"
        " GROUP BY 1, 2 ORDER BY 1"
    )
    assert rows == [("home", True, 3), ("parks", True, 2), ("tax", True, 2)]


def test_they_are_made_once_however_often_they_are_asked_for(scene):
    scene.department("home")
    make_volunteers(scene.units, 3, crowd="1")
    make_volunteers(scene.units, 5, crowd="1")
    assert scene.value("SELECT count(*) FROM people") == 5


def test_two_crowds_share_nobody(scene):
    scene.department("home")
    make_volunteers(scene.units, 3, crowd="1")
    make_volunteers(scene.units, 3, crowd="demo")
    assert scene.value("SELECT count(DISTINCT email) FROM people") == 6


def test_without_a_department_there_is_nobody_to_make(units):
    with pytest.raises(Conflict, match="no department yet"):
        make_volunteers(units, 1, crowd="1")
