"""SWEEP: Valkey is emptied at every step of the pipeline, and the sweep sends what was lost."""

from datetime import timedelta

import pytest

from microtask.results import actions as results
from tests.desk import THREE_ITEMS, Desk
from tests.house.world import finish
from tests.scene import Scene
from tests.workers.jobs import run_queued
from workers.sweep import sweep


@pytest.fixture
def lost(redis, waiting, scene: Scene):
    """Lose everything that waits in Valkey, let some time go by, sweep: the names of what is sent again."""

    def lose() -> list[str]:
        assert waiting() != []
        redis.flushdb()
        scene.clock.moved += timedelta(minutes=1)
        sweep(scene.units)
        return waiting()

    return lose


def test_an_import_is_sent_again(scene: Scene, lost):
    desk = Desk(scene)
    assert lost_of(desk.send(desk.draft(), THREE_ITEMS), "import") in lost()


def test_a_scan_is_sent_again(scene: Scene, lost):
    desk = Desk(scene)
    import_id = desk.send(desk.draft(), THREE_ITEMS)
    desk.read(import_id, scan=False)
    assert lost_of(import_id, "scan_import") in lost()


def test_splitting_is_sent_again(scene: Scene, lost):
    desk = Desk(scene)
    challenge_id = desk.draft()
    desk.load(challenge_id, THREE_ITEMS)
    desk.publish(challenge_id)
    assert lost_of(desk.stage(challenge_id), "split_stage") in lost()


def test_deciding_is_sent_again(scene: Scene, answer, lost):
    opened = scene.challenge(items=3)
    answer(1)
    assert lost_of(opened.stage, "decide") in lost()


def test_closing_and_releasing_are_sent_again(scene: Scene, answer, lost, redis, waiting):
    owner = scene.person("home", "owner")
    opened = scene.challenge(items=3, owner=owner)
    answer(1)
    scene.rows("UPDATE challenges SET state = 'closing', closing_at = now() WHERE id = :id RETURNING id", id=opened.id)
    assert lost_of(opened.id, "close") in lost()
    finish(scene, opened.id)
    scene.do(results.release, opened.id, by=owner)
    release_id = scene.value("SELECT id FROM releases")
    assert lost_of(release_id, "release") in lost()


def lost_of(subject: int, step: str) -> str:
    return f"{step}-{subject}"


def test_an_assignment_that_ran_out_goes_back_to_the_pool(scene: Scene):
    scene.challenge(items=1, min_answers=1)
    scene.sit(scene.person())
    assert scene.tray(scene.sit(scene.person())) == []
    scene.clock.moved += timedelta(hours=3)
    sweep(scene.units)
    assert len(scene.tray(scene.sit(scene.person()))) == 1


def test_a_challenge_whose_time_has_come_is_closed(scene: Scene, waiting):
    opened = scene.challenge(items=1)
    scene.rows("UPDATE challenges SET closes_at = now() + interval '1 hour' WHERE id = :id RETURNING id", id=opened.id)
    sweep(scene.units)
    assert scene.value("SELECT state FROM challenges") == "open"
    scene.clock.moved += timedelta(hours=2)
    sweep(scene.units)
    assert scene.value("SELECT state FROM challenges") == "closing"
    assert f"close-{opened.id}" in waiting()


def test_a_whole_challenge_goes_through_with_no_errand_but_those_of_the_sweep(scene: Scene, answer, redis, worker_here):
    desk = Desk(scene)
    challenge_id = desk.draft(redundancy={"min": 2, "max": 5, "confidence": 0.9})
    desk.send(challenge_id, THREE_ITEMS)

    def lose_and_sweep() -> None:
        redis.flushdb()
        scene.clock.moved += timedelta(minutes=1)
        sweep(scene.units)
        run_queued(redis)

    lose_and_sweep()
    desk.publish(challenge_id)
    lose_and_sweep()
    assert desk.state(challenge_id) == "open"
    for _ in range(4):
        answer(1, "Yes")
        lose_and_sweep()
    assert scene.rows("SELECT DISTINCT state, answer FROM results") == [("settled", "Yes")]
