"""An RQ worker: forks a work horse for each job, and runs nothing but the steps of the pipeline."""

import gc
from collections.abc import Callable
from importlib import import_module
from typing import Any

import structlog
from rq import Queue, Worker
from rq.job import Job

from microtask.queue import QUEUE_NAME, connect
from microtask.steps import Step
from workers.job import settings, units

MAINTENANCE_SECONDS = 30
MONITORING_SECONDS = 5

log = structlog.get_logger(__name__)


class StepJob(Job):
    """A job that can be a step of the pipeline and nothing else, whatever somebody has written to Redis."""

    @property
    def func(self) -> Callable[..., Any]:
        """The worker's door for this step. Raises ValueError for any other name."""
        if self.func_name not in set(Step):
            raise ValueError("This job is not a step of the pipeline.")
        module, _, name = self.func_name.rpartition(".")
        run: Callable[..., Any] = getattr(import_module(module), name)
        return run


def warm_up() -> None:
    """Import every step, and learn of the database what SQLAlchemy asks of one: each fork would have to, at its start.

    A database that is away is asked by each fork.
    """
    for step in Step:
        import_module(step.value.rpartition(".")[0])
    try:
        with units().begin() as unit:
            unit.connection  # noqa: B018 (opened, and closed again: no connection crosses a fork)
    except Exception as error:  # noqa: BLE001 (whatever it was, the first job meets it again)
        log.warning("worker_starts_without_the_database", reason=type(error).__name__)
    # What is there now stays: a fork whose collector went through it would have to copy it first, page by page.
    gc.collect()
    gc.freeze()


def main() -> None:
    """Work until SIGTERM; the job in hand is finished first."""
    warm_up()
    connection = connect(settings().redis_url, timeout=None)
    queue = Queue(QUEUE_NAME, connection=connection, serializer="json", job_class=StepJob)
    worker = Worker(
        [queue],
        connection=connection,
        serializer="json",
        job_class=StepJob,
        maintenance_interval=MAINTENANCE_SECONDS,
        job_monitoring_interval=MONITORING_SECONDS,
    )
    worker.work(with_scheduler=True, logging_level="WARNING")


if __name__ == "__main__":
    main()
