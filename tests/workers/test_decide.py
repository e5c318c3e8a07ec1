"""DECIDE as a job: notes are coalesced, and what comes while a pass runs is seen by the next."""

from datetime import timedelta

from microtask.answers.queries import list_dirty_stages
from tests.scene import Scene
from tests.workers.jobs import run_queued
from workers.decide import decide


def test_a_burst_of_answers_is_one_errand_and_one_pass(scene: Scene, answer, waiting, redis, worker_here):
    opened = scene.challenge(items=10, min_answers=1)
    answer(1)
    assert waiting().count(f"decide-{opened.stage}") == 1
    run_queued(redis)
    assert scene.rows("SELECT DISTINCT answers FROM results") == [(1,)]
    assert scene.value("SELECT count(*) FROM results") == 10


def test_running_it_again_changes_nothing(scene: Scene, answer):
    opened = scene.challenge(items=3, min_answers=1)
    answer(3)
    decide(scene.units, opened.stage)
    before = scene.rows("SELECT * FROM results ORDER BY item_id")
    scene.clock.moved += timedelta(minutes=5)
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT * FROM results ORDER BY item_id") == before


def test_after_a_pass_no_answer_is_left_to_decide(scene: Scene, answer):
    opened = scene.challenge(items=3, min_answers=1)
    answer(2)
    with scene.units.begin() as unit:
        assert list(list_dirty_stages(unit.session)) == [opened.stage]
    decide(scene.units, opened.stage)
    with scene.units.begin() as unit:
        assert list(list_dirty_stages(unit.session)) == []


def test_a_stage_that_is_gone_is_nothing_to_do(scene: Scene):
    decide(scene.units, 12345)
