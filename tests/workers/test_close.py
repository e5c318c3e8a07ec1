"""CLOSE as a job: it waits for what is on its way, then everything is settled or undecided."""

from datetime import timedelta

from tests.scene import Scene
from workers.close import close

CLOSING = "UPDATE challenges SET state = 'closing', closing_at = now() WHERE id = :id RETURNING id"


def test_a_challenge_closes_once_no_answer_is_on_its_way(scene: Scene, answer):
    opened = scene.challenge(items=3, min_answers=2)
    late = scene.person()
    held = scene.tray(scene.sit(late))
    answer(3)
    scene.rows(CLOSING, id=opened.id)
    close(scene.units, opened.id)
    assert scene.value("SELECT state FROM challenges") == "closing"
    scene.clock.moved += timedelta(minutes=31)
    close(scene.units, opened.id)
    assert scene.value("SELECT state FROM challenges") == "closed"
    assert scene.value("SELECT count(*) FROM tasks WHERE state = 'open'") == 0
    assert len(held) == 3


def test_what_nobody_answered_ends_undecided(scene: Scene):
    opened = scene.challenge(items=2)
    scene.rows(CLOSING, id=opened.id)
    close(scene.units, opened.id)
    assert scene.rows("SELECT DISTINCT state FROM tasks") == [("undecided",)]


def test_a_challenge_that_is_not_closing_is_left_alone(scene: Scene):
    opened = scene.challenge()
    close(scene.units, opened.id)
    assert scene.value("SELECT state FROM challenges") == "open"
    close(scene.units, 12345)


def test_closing_twice_changes_nothing(scene: Scene, answer):
    opened = scene.challenge(items=2, min_answers=1)
    answer(3)
    scene.rows(CLOSING, id=opened.id)
    scene.clock.moved += timedelta(hours=1)
    close(scene.units, opened.id)
    before = scene.rows("SELECT * FROM results ORDER BY item_id")
    close(scene.units, opened.id)
    assert scene.rows("SELECT * FROM results ORDER BY item_id") == before
