"""Jobs in processes of their own, as an RQ worker's horse runs them, or all that are queued in this one."""

import os
import subprocess
import sys

from redis import Redis
from rq import Queue, SimpleWorker

from config.settings import Settings
from microtask.queue import QUEUE_NAME
from microtask.steps import Step
from workers.run import StepJob


def start_job(step: Step, subject: int, settings: Settings) -> subprocess.Popen[bytes]:
    """A process that runs one step for one row, and ends."""
    module, _, name = step.value.rpartition(".")
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
    }
    program = f"from {module} import {name}; {name}('{subject}')"
    return subprocess.Popen([sys.executable, "-c", program], env=environment)


def run_queued(redis: Redis) -> None:
    """Run everything that is queued, in this process, until nothing is left. Needs the fixture `worker_here`."""
    queue = Queue(QUEUE_NAME, connection=redis, serializer="json", job_class=StepJob)
    worker = SimpleWorker([queue], connection=redis, serializer="json", job_class=StepJob)
    worker.work(burst=True, with_scheduler=False, logging_level="CRITICAL")
