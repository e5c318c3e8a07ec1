"""TIDY: nobody's speed is kept, and ended browser sessions go away."""

from datetime import timedelta

from microtask.people import actions
from microtask.people.rules import KNOWN_AFTER, SESSION_LENGTH
from tests.scene import Scene
from workers.tidy import fold_seconds, remove_ended_sign_ins


def _answer(scene: Scene, seconds: list[int]) -> None:
    person = scene.person()
    sitting = scene.sit(person, minutes=60)
    for took in seconds:
        task = scene.next(sitting, person)
        scene.say(task.id, "yes", person, seconds=took)


def test_what_an_answer_took_becomes_a_median_and_is_forgotten(scene: Scene):
    scene.challenge(items=25)
    _answer(scene, [30] * 12 + [50] * 13)
    assert scene.value("SELECT count(seconds) FROM answers") == 25
    fold_seconds(scene.units)
    assert scene.value("SELECT count(seconds) FROM answers") == 0
    assert scene.rows("SELECT median_seconds, timed_answers FROM stages") == [(50.0, 25)]


def test_a_few_answers_do_not_move_the_template_s_estimate(scene: Scene):
    scene.challenge(items=5)
    _answer(scene, [300] * 5)
    fold_seconds(scene.units)
    assert scene.rows("SELECT median_seconds, timed_answers FROM stages") == [(20.0, 5)]


def test_browser_sessions_that_have_ended_are_deleted_after_some_days_and_others_kept(scene: Scene):
    scene.do(actions.start_session, person_id=scene.person().person_id, data={})
    scene.clock.moved += SESSION_LENGTH + timedelta(minutes=1)
    remove_ended_sign_ins(scene.units)
    assert scene.value("SELECT count(*) FROM sign_ins") == 1
    scene.clock.moved += KNOWN_AFTER
    _, key = scene.do(actions.start_session, person_id=scene.person().person_id, data={})
    remove_ended_sign_ins(scene.units)
    assert scene.value("SELECT count(*) FROM sign_ins") == 1
    assert key


def test_sessions_of_nobody_and_links_that_count_no_longer_are_deleted_at_once(scene: Scene):
    scene.do(actions.start_session, person_id=None, data={})
    about = {"domains": {"tax.example": "tax"}, "address": "https://tasks.example/", "service": "Tasks", "then": "/"}
    scene.do(actions.send_link, email="ada@tax.example", **about)
    scene.clock.moved += SESSION_LENGTH + timedelta(minutes=1)
    remove_ended_sign_ins(scene.units)
    assert scene.value("SELECT count(*) FROM sign_ins") == scene.value("SELECT count(*) FROM sign_in_links") == 0
