from datetime import timedelta

import pytest

from microtask.errors import NotFound
from tests.scene import Scene


def test_a_person_has_one_open_sitting_and_what_they_hold_comes_along(scene: Scene):
    scene.challenge(items=30)
    person = scene.person()
    first = scene.sit(person, minutes=2)
    held = [task.id for task in scene.tray(first)]
    scene.clock.moved += timedelta(minutes=1)
    second = scene.sit(person, minutes=60)
    assert scene.value("SELECT count(*) FROM sittings WHERE ended_at IS NULL") == 1
    assert [task.id for task in scene.tray(second)][: len(held)] == held
    assert len(scene.tray(second)) == 10
    expiries = {task.expires_at for task in scene.tray(second)}
    assert expiries == {second.started_at + timedelta(minutes=80)}


def test_what_is_held_of_another_challenge_is_given_back(scene: Scene):
    letters, notices = scene.challenge(items=3), scene.challenge(items=3)
    person = scene.person()
    scene.sit(person, challenge=letters.id)
    tray = scene.tray(scene.sit(person, challenge=notices.id))
    assert {task.challenge_id for task in tray} == {notices.id}
    assert scene.rows("SELECT state, slot, count(*) FROM assignments WHERE stage_id = :id GROUP BY 1, 2",
                      id=letters.stage) == [("returned", None, 3)]  # fmt: skip


def test_where_nothing_waits_the_tray_is_empty_and_nobody_is_told_of_an_error(scene: Scene):
    assert scene.tray(scene.sit(scene.person())) == []


def test_a_challenge_that_the_person_is_not_asked_about_is_not_there(scene: Scene):
    hidden = scene.challenge(department_ids=[scene.department("parks")])
    with pytest.raises(NotFound):
        scene.sit(scene.person("tax"), challenge=hidden.id)
    assert scene.value("SELECT count(*) FROM sittings") == 0
