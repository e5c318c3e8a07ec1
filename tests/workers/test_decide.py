"""DECIDE as a job: notes are coalesced, and what comes while a pass runs is seen by the next."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from microtask.answers.queries import list_dirty_stages
from microtask.results import actions
from tests.scene import Scene
from tests.workers.jobs import run_queued
from workers.close import close
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


@pytest.fixture
def beside(scene: Scene):
    """Somebody else makes a full pass over a stage, for as long as the block lasts."""

    @contextmanager
    def block(stage_id: int) -> Iterator[None]:
        with scene.units.on_one_connection() as other:
            with other.begin() as unit:
                this = actions.begin_pass(unit, stage_id, full=True)
            with actions.alone(other, this) as allowed:
                assert allowed is this
                yield

    return block


def test_two_full_passes_over_a_stage_do_not_run_at_once(scene: Scene, answer, beside):
    opened, another = scene.challenge(items=3, min_answers=1), scene.challenge(items=3, min_answers=1)
    answer(2)
    with beside(opened.stage):
        assert decide(scene.units, opened.stage) is False
        assert decide(scene.units, another.stage) is True
        assert scene.rows("SELECT DISTINCT stage_id FROM results") == [(another.stage,)]
        with scene.units.begin() as unit:
            assert list(list_dirty_stages(unit.session)) == [opened.stage], "the sweep sends it again"
    assert decide(scene.units, opened.stage) is True
    assert scene.value("SELECT count(*) FROM results") == 6


def test_a_new_answer_does_not_wait_for_somebody_elses_full_pass(scene: Scene, answer, beside):
    opened = scene.challenge(items=3, min_answers=1)
    answer(1)
    decide(scene.units, opened.stage)
    answer(1)
    with beside(opened.stage):
        assert decide(scene.units, opened.stage) is True
        assert scene.rows("SELECT DISTINCT answers, live FROM results") == [(2, True)]
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT DISTINCT answers, live FROM results") == [(2, False)]


def test_a_last_pass_that_was_not_made_does_not_close_a_challenge(scene: Scene, answer, beside):
    opened = scene.challenge(items=3, min_answers=1)
    answer(2)
    scene.rows("UPDATE challenges SET state = 'closing', closing_at = now() - interval '1 hour' RETURNING id")
    with beside(opened.stage):
        close(scene.units, opened.id)
        assert scene.value("SELECT state FROM challenges") == "closing"
    close(scene.units, opened.id)
    assert scene.value("SELECT state FROM challenges") == "closed"


def test_a_worker_that_is_killed_leaves_no_lock_behind(scene: Scene, answer):
    opened = scene.challenge(items=3, min_answers=1)
    answer(2)
    with scene.units.on_one_connection() as other:
        with other.begin() as unit:
            this = actions.begin_pass(unit, opened.stage, full=True)
            backend = unit.session.scalar(text("SELECT pg_backend_pid()"))
        held = actions.alone(other, this)
        held.__enter__()
        scene.value("SELECT pg_terminate_backend(:backend)", backend=backend)
        while scene.value("SELECT count(*) FROM pg_locks WHERE pid = :backend", backend=backend):
            time.sleep(0.01)
        assert decide(scene.units, opened.stage) is True
        with pytest.raises(OperationalError):
            held.__exit__(None, None, None)


def test_a_stage_that_is_gone_is_nothing_to_do(scene: Scene):
    decide(scene.units, 12345)
