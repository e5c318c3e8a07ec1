"""The door of the background face: a job carries one id, runs one action batch by batch, and is safe to run twice.

NotFound, Conflict and the like mean that there is nothing left to do: the job is dropped. Anything else is raised, so
that RQ tries again with back-off and then keeps it among the failed.
"""

from collections.abc import Callable
from functools import cache

import structlog

from config.logging import set_up_logging
from config.settings import Settings, load_settings
from microtask import queue
from microtask.db import make_engine, make_sessions
from microtask.errors import Conflict, MicrotaskError, NotFound
from microtask.unit_of_work import UnitOfWork, UnitsOfWork

Action = Callable[[UnitOfWork, int], bool | None]
Run = Callable[[str], None]

log = structlog.get_logger(__name__)


@cache
def settings() -> Settings:
    """The settings of this worker process, read once."""
    loaded = load_settings()
    set_up_logging(loaded.log_level)
    return loaded


@cache
def units() -> UnitsOfWork:
    """Where this process's work is done. It holds no connection between jobs, so it may be made before a fork."""
    return make_units(settings())


def make_units(chosen: Settings) -> UnitsOfWork:
    """Units of work on the database and the queue of `chosen`, without a pool."""
    engine = make_engine(chosen.database_url, pooled=False)
    return UnitsOfWork(make_sessions(engine), queue.Errands(queue.connect(chosen.redis_url)))


def step(action: Action) -> Run:
    """The job that runs `action(unit, id)`, one unit of work a batch, for as long as it says that there is more."""

    def run(subject: str) -> None:
        batch_by_batch(units(), action, int(subject))

    return run


def whole(work: Callable[[UnitsOfWork, int], object]) -> Run:
    """The job that hands `work` the units, for steps whose batches are not all alike."""

    def run(subject: str) -> None:
        with_answers_for_errors(work, units(), int(subject))

    return run


def batch_by_batch(units: UnitsOfWork, action: Action, subject: int) -> None:
    """Run `action` until there is no more."""

    def work(units: UnitsOfWork, subject: int) -> None:
        more: bool | None = True
        while more:
            with units.begin() as unit:
                more = action(unit, subject)

    with_answers_for_errors(work, units, subject)


def with_answers_for_errors(work: Callable[[UnitsOfWork, int], object], units: UnitsOfWork, subject: int) -> None:
    """Run `work`; an expected failure is logged and dropped, an unexpected one is raised."""
    try:
        work(units, subject)
    except (NotFound, Conflict) as error:
        log.info("job_dropped", subject=subject, reason=type(error).__name__)
    except MicrotaskError as error:
        log.error("job_refused", subject=subject, reason=type(error).__name__)
