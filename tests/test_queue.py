"""The door to Redis, and what the house relies on in RQ: its behaviour is kept here, one test a promise."""

import json
import pickle
import time
import zlib
from collections.abc import Iterator

import pytest
from redis import Redis
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.job import JobStatus

from microtask.queue import FAILURE_DAYS, GATE_MILLISECONDS, QUEUE_NAME, Errands, connect
from microtask.steps import Step
from tests.workers.jobs import run_queued
from workers.run import StepJob

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def redis(redis_url: str, clean: None) -> Iterator[Redis]:
    with connect(redis_url, timeout=None) as redis:
        yield redis


@pytest.fixture
def queue(redis: Redis) -> Queue:
    """The queue as a worker sees it."""
    return Queue(QUEUE_NAME, connection=redis, serializer="json", job_class=StepJob)


@pytest.fixture
def errands(redis: Redis) -> Errands:
    return Errands(redis)


def test_an_errand_is_one_step_and_one_id_in_json(errands, queue, redis):
    assert errands.send(Step.DECIDE, 7)
    assert queue.job_ids == ["decide-7"]
    job = queue.fetch_job("decide-7")
    assert (job.func_name, list(job.args), job.kwargs) == ("workers.decide.run", ["7"], {})
    kept = redis.hget("rq:job:decide-7", "data")
    assert isinstance(json.loads(zlib.decompress(kept)), list)


def test_a_twin_is_sent_once_however_often_it_is_asked_for(errands, queue):
    assert [errands.send(Step.DECIDE, 7) for _ in range(3)] == [True, False, False]
    assert errands.send(Step.DECIDE, 8)
    assert queue.job_ids == ["decide-7", "decide-8"]


def test_another_version_is_another_errand(errands, queue):
    assert [errands.send(Step.DECIDE, 7, version=version) for version in (1, 1, 2)] == [True, False, True]
    assert queue.job_ids == ["decide-7-1", "decide-7-2"]


def test_an_errand_that_was_run_may_be_sent_again(errands, queue, redis, worker_here):
    assert errands.send(Step.SPLIT_STAGE, 12345)
    run_queued(redis)
    assert queue.job_ids == []
    assert errands.send(Step.SPLIT_STAGE, 12345)


def test_an_errand_that_failed_is_run_again_when_it_is_wanted_again(errands, queue):
    errands.send(Step.DECIDE, 7)
    job = queue.fetch_job("decide-7")
    queue.remove(job)
    job.set_status(JobStatus.FAILED)
    queue.failed_job_registry.add(job, ttl=1000)
    assert errands.send(Step.DECIDE, 7)
    assert queue.job_ids == ["decide-7"]
    assert queue.failed_job_registry.get_job_ids() == []


def test_a_twin_that_ends_while_it_is_looked_at_is_no_error(errands, monkeypatch):
    fetch = Queue.fetch_job

    def fetch_as_it_ends(queue: Queue, name: str) -> object:
        job = fetch(queue, name)
        job.delete()
        return job

    errands.send(Step.DECIDE, 7)
    monkeypatch.setattr(Queue, "fetch_job", fetch_as_it_ends)
    assert not errands.send(Step.DECIDE, 7)
    monkeypatch.undo()
    assert errands.send(Step.DECIDE, 7)


def test_what_fails_is_tried_three_times_more_and_kept_for_a_week(errands, queue):
    errands.send(Step.DECIDE, 7)
    job = queue.fetch_job("decide-7")
    assert (job.retries_left, job.retry_intervals) == (3, [1, 5, 30])
    assert (job.result_ttl, job.failure_ttl) == (0, FAILURE_DAYS * 86400)


def test_a_gate_lets_one_through_in_a_short_while(errands):
    assert [errands.may_send(Step.DECIDE, 7) for _ in range(3)] == [True, False, False]
    assert errands.may_send(Step.DECIDE, 8)
    time.sleep(GATE_MILLISECONDS[Step.DECIDE] / 1000 + 0.05)
    assert errands.may_send(Step.DECIDE, 7)


def test_redis_being_away_costs_an_errand_and_nothing_else():
    errands = Errands(connect(NOWHERE))
    assert not errands.is_alive()
    assert not errands.send(Step.DECIDE, 7)
    assert not errands.may_send(Step.DECIDE, 7)
    assert errands.counts() == {}


def test_after_a_failure_the_gate_asks_nothing_of_redis_for_a_moment(errands, redis):
    gone = Errands(connect(NOWHERE))
    gone.may_send(Step.DECIDE, 7)
    began = time.perf_counter()
    assert not any(gone.may_send(Step.DECIDE, 7) for _ in range(1000))
    assert time.perf_counter() - began < 0.5


def test_jobs_are_counted_by_their_state(errands):
    errands.send(Step.DECIDE, 7)
    assert errands.counts() == {"queued": 1, "running": 0, "failed": 0}


# What is relied on in RQ itself


def test_rq_refuses_a_second_job_of_the_same_name(queue):
    queue.enqueue(Step.DECIDE.value, "7", job_id="decide-7", unique=True)
    with pytest.raises(DuplicateJobError):
        queue.enqueue(Step.DECIDE.value, "7", job_id="decide-7", unique=True)


def test_rq_frees_the_name_of_a_job_that_keeps_no_result_at_once(queue, redis, worker_here):
    queue.enqueue(Step.SPLIT_STAGE.value, "12345", job_id="split-1", unique=True, result_ttl=0)
    run_queued(redis)
    queue.enqueue(Step.SPLIT_STAGE.value, "12345", job_id="split-1", unique=True, result_ttl=0)


@pytest.mark.parametrize("name", ["os.system", "workers.job.settings", "builtins.print", "workers.decide.decide"])
def test_a_job_that_is_no_step_is_refused_whoever_wrote_it(queue, redis, name, capfd):
    plain = Queue(QUEUE_NAME, connection=queue.connection, serializer="json")
    plain.enqueue(name, "echo this was run", job_id="intruder")
    run_queued(redis)
    assert queue.failed_job_registry.get_job_ids() == ["intruder"]
    assert "this was run" not in capfd.readouterr().out


def test_a_pickled_job_runs_nothing(queue, redis, tmp_path):
    trace = tmp_path / "trace"

    class Evil:
        def __reduce__(self):
            return (open, (str(trace), "w"))

    plain = Queue(QUEUE_NAME, connection=queue.connection, serializer="json")
    plain.enqueue(Step.DECIDE.value, "7", job_id="pickled")
    queue.connection.hset("rq:job:pickled", "data", pickle.dumps(Evil()))
    run_queued(redis)
    assert not trace.exists()
    assert queue.failed_job_registry.get_job_ids() == ["pickled"]
