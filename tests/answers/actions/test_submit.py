"""Submitting: once, safely repeated, punctual or late."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from microtask.answers import actions as answers
from microtask.assignments import actions as assignments
from microtask.errors import Conflict, Invalid, NotFound
from tests.scene import Scene


@pytest.fixture
def given(scene: Scene):
    """A volunteer, and the first task of their tray."""
    scene.challenge(items=3)
    volunteer = scene.person()
    return volunteer, scene.tray(scene.sit(volunteer))[0]


def test_the_same_answer_again_changes_nothing(scene: Scene, given):
    volunteer, task = given
    first = scene.say(task.id, "yes", volunteer)
    again = scene.say(task.id, "yes", volunteer)
    assert first.created
    assert not again.created
    assert again.answer_id == first.answer_id
    assert scene.value("SELECT count(*) FROM answers") == 1


def test_another_answer_by_submitting_is_refused(scene: Scene, given):
    volunteer, task = given
    scene.say(task.id, "yes", volunteer)
    with pytest.raises(Conflict):
        scene.say(task.id, "no", volunteer)
    assert scene.rows("SELECT value FROM answers") == [("yes",)]


def test_not_sure_is_an_answer_that_keeps_its_slot(scene: Scene, given):
    volunteer, task = given
    scene.say(task.id, None, volunteer, not_sure=True)
    assert scene.rows("SELECT value, not_sure FROM answers") == [(None, True)]
    assert scene.value("SELECT taken FROM tasks WHERE id = :id", id=task.task_id) == 1


def test_a_value_that_is_no_option_is_refused_and_nothing_is_lost(scene: Scene, given):
    volunteer, task = given
    for said in ({"value": "perhaps"}, {}, {"value": "yes", "not_sure": True}):
        with pytest.raises(Invalid):
            scene.do(answers.submit, task.id, said, channel="api", by=volunteer)
    assert scene.value("SELECT state FROM assignments WHERE id = :id", id=task.id) == "live"


def test_nobody_answers_for_somebody_else(scene: Scene, given):
    _, task = given
    with pytest.raises(NotFound):
        scene.say(task.id, "yes", scene.person())


def test_an_answer_that_comes_late_is_stored_without_a_slot_and_counts(scene: Scene, given):
    volunteer, task = given
    scene.clock.moved = timedelta(minutes=26)
    scene.do(assignments.expire)
    assert scene.say(task.id, "yes", volunteer).created
    assert scene.rows("SELECT slot, state FROM assignments WHERE id = :id", id=task.id) == [(None, "answered")]
    assert scene.value("SELECT decided_at IS NULL FROM answers")


def test_an_answer_to_a_task_that_settled_meanwhile_gives_its_slot_back_and_is_stored(scene: Scene, given):
    volunteer, task = given
    scene.rows("UPDATE tasks SET state = 'settled' WHERE id = :id RETURNING id", id=task.task_id)
    submitted = scene.say(task.id, "yes", volunteer)
    assert submitted.created
    assert submitted.settled_meanwhile
    assert scene.value("SELECT taken FROM tasks WHERE id = :id", id=task.task_id) == 0


def test_a_skipped_task_takes_no_answer(scene: Scene, given):
    volunteer, task = given
    scene.do(assignments.skip, task.id, reason=None, by=volunteer)
    with pytest.raises(Conflict):
        scene.say(task.id, "yes", volunteer)


def test_a_closed_challenge_takes_no_answer(scene: Scene, given):
    volunteer, task = given
    scene.rows("UPDATE challenges SET state = 'closed' RETURNING id")
    with pytest.raises(Conflict):
        scene.say(task.id, "yes", volunteer)


def test_an_answer_can_be_changed_until_its_task_settles(scene: Scene, given):
    volunteer, task = given
    scene.say(task.id, "yes", volunteer)
    scene.do(answers.change, task.id, {"value": "no"}, by=volunteer)
    assert scene.rows("SELECT value, revision FROM answers") == [("no", 1)]
    scene.rows("UPDATE tasks SET state = 'settled' WHERE id = :id RETURNING id", id=task.task_id)
    with pytest.raises(Conflict):
        scene.do(answers.change, task.id, {"value": "yes"}, by=volunteer)


def test_an_answer_that_was_not_given_cannot_be_changed(scene: Scene, given):
    volunteer, task = given
    with pytest.raises(Conflict):
        scene.do(answers.change, task.id, {"value": "no"}, by=volunteer)


def test_seconds_are_folded_into_the_median_and_forgotten(scene: Scene):
    opened = scene.challenge(items=30, median_seconds=5.0)
    volunteer = scene.person()
    sitting = scene.sit(volunteer, minutes=120)
    while task := scene.next(sitting, volunteer):
        scene.say(task.id, "yes", volunteer, seconds=40)
    scene.do(answers.fold_seconds)
    assert scene.value("SELECT count(*) FROM answers WHERE seconds IS NOT NULL") == 0
    assert scene.value("SELECT median_seconds FROM stages WHERE id = :id", id=opened.stage) == 40


def test_two_clicks_at_once_are_one_answer(scene: Scene, given):
    volunteer, task = given
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: scene.say(task.id, "yes", volunteer), range(8)))
    assert len({each.answer_id for each in told}) == 1
    assert [each.created for each in told].count(True) == 1
