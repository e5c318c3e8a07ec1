"""The worker as a process: forks for each job, runs it, and ends when it is told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from redis import Redis
from rq import Queue, Worker

from config.settings import Settings
from microtask.queue import QUEUE_NAME, Errands
from microtask.steps import Step
from tests.desk import THREE_ITEMS, Desk
from tests.scene import Scene
from workers.run import StepJob


@pytest.fixture
def worker(settings: Settings, clean: None) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
    }
    with subprocess.Popen([sys.executable, "-m", "workers.run"], env=environment) as process:
        yield process
        process.kill()


def wait_until(is_so, *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_forking_worker_takes_an_errand_and_ends_when_it_is_told_to(worker, scene: Scene, redis: Redis):
    desk = Desk(scene)
    challenge_id = desk.draft()
    desk.load(challenge_id, THREE_ITEMS)
    desk.publish(challenge_id)
    wait_until(lambda: desk.state(challenge_id) == "open")
    assert desk.tasks(challenge_id) == 3
    [seen] = Worker.all(connection=redis)
    assert seen.pid == worker.pid
    wait_until(lambda: Errands(redis).counts() == {"queued": 0, "running": 0, "failed": 0})
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0


def test_a_job_that_somebody_made_by_hand_runs_nothing(worker, redis: Redis, tmp_path):
    """…whatever function it names, and whatever its own class or serializer would have it do."""
    queue = Queue(QUEUE_NAME, connection=redis, serializer="json")
    trace = tmp_path / "trace"
    made = [
        ("os.system", [f"touch {trace}"]),
        ("subprocess.check_call", [["touch", str(trace)]]),
        ("pathlib.Path.touch", [str(trace)]),
        (f"{Step.DECIDE.value}.__globals__", []),
        ("builtins.exec", [f"open({str(trace)!r}, 'w')"]),
    ]
    for name, arguments in made:
        queue.enqueue(name, *arguments)
    wait_until(lambda: queue.failed_job_registry.get_job_count(cleanup=False) == len(made))
    assert not trace.exists()
    assert worker.poll() is None


@pytest.mark.parametrize("name", ["os.system", "workers.run.main", "workers.decide.decide", ""])
def test_only_a_step_is_a_job(redis: Redis, name):
    queue = Queue(QUEUE_NAME, connection=redis, serializer="json")
    job = StepJob.create(name, args=["7"], connection=redis, serializer="json")
    with pytest.raises(ValueError, match="not a step"):
        _ = job.func
    assert queue.count == 0


@pytest.mark.parametrize("step", Step)
def test_every_step_is(redis: Redis, step):
    assert callable(StepJob.create(step.value, args=["7"], connection=redis, serializer="json").func)
