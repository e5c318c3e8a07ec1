"""The only door to Redis: errands are sent here, and may be lost at any moment.

A job carries one id and the name of its step, in JSON, so that nobody who can write to Redis can run code.
A failure to send is logged and forgotten: the sweep finds the row whose step was lost and sends it again.
"""

import time
from collections.abc import Mapping
from typing import Any

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry as RedisRetry
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError
from rq.job import JobStatus

from microtask.steps import Step

QUEUE_NAME = "microtask"
GATE_MILLISECONDS = {Step.DECIDE: 300, Step.DEAL: 1000}
LOOK_AGAIN_SECONDS = 0.05
SILENCE_SECONDS = 1.0
JOB_TIMEOUT_SECONDS = 3600
FAILURE_DAYS = 7

log = structlog.get_logger(__name__)


def connect(url: str, *, timeout: float | None = 1.0) -> Redis:
    """A connection to Redis that gives up after `timeout` seconds rather than hold a person's request."""
    return Redis.from_url(
        url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=RedisRetry(NoBackoff(), 0), protocol=2
    )


class Errands:
    """Sends the errands of one process. Never raises for a Redis that is away; safe to share between threads."""

    def __init__(self, redis: Redis):
        self._redis = redis
        self._queue = Queue(QUEUE_NAME, connection=redis, serializer="json", default_timeout=JOB_TIMEOUT_SECONDS)
        self._silent_until = 0.0
        self._closed_until: dict[tuple[Step, int], float] = {}

    def send(self, step: Step, subject: int, *, version: int | None = None) -> bool:
        """Enqueue `step` for row `subject`; False where it could not be sent, or its twin is there already.

        A twin is a job of the same step, subject and `version` that is queued or running.
        """
        name = "-".join([step.name.lower(), str(subject), *([str(version)] if version is not None else [])])
        try:
            self._queue.enqueue(
                step.value,
                str(subject),
                job_id=name,
                unique=True,
                result_ttl=0,
                failure_ttl=FAILURE_DAYS * 86400,
                retry=Retry(max=3, interval=[1, 5, 30]),
            )
        except DuplicateJobError:
            return self._resend_if_failed(name)
        except RedisError as error:
            self._fall_silent(error)
            return False
        return True

    def may_send(self, step: Step, subject: int) -> bool:
        """True for one caller in a short while: the gate that keeps a busy stage from sending an errand an answer.

        A process that has just found the gate closed does not ask Redis again at once.
        """
        now = time.monotonic()
        if now < max(self._silent_until, self._closed_until.get((step, subject), 0.0)):
            return False
        closed = GATE_MILLISECONDS[step]
        try:
            is_first = bool(self._redis.set(f"gate:{step.name}:{subject}", 1, nx=True, px=closed))
        except RedisError as error:
            self._fall_silent(error)
            return False
        self._closed_until[step, subject] = now + (closed / 1000 if is_first else LOOK_AGAIN_SECONDS)
        return is_first

    def add_up(self, name: str, amount: int, *, seconds: int) -> int | None:
        """Add to a count that all processes share, and that is forgotten after `seconds`; None where Redis is away."""
        if time.monotonic() < self._silent_until:
            return None
        try:
            with self._redis.pipeline(transaction=False) as both:
                both.incrby(name, amount)
                both.expire(name, seconds)
                total, _ = both.execute()
        except RedisError as error:
            self._fall_silent(error, "count_not_shared")
            return None
        return int(total)

    def is_alive(self) -> bool:
        """Whether Redis answers within the connection's time limit."""
        try:
            return bool(self._redis.ping())
        except RedisError:
            return False

    def counts(self) -> Mapping[str, int]:
        """How many jobs are waiting, running and failed; nothing at all where Redis is away."""
        try:
            return {
                "queued": self._queue.count,
                "running": self._queue.started_job_registry.get_job_count(cleanup=False),
                "failed": self._queue.failed_job_registry.get_job_count(cleanup=False),
            }
        except RedisError:
            return {}

    def _resend_if_failed(self, name: str) -> bool:
        """A failed job keeps its name for a week; the errand is still wanted, so the job is run again."""
        try:
            job: Any = self._queue.fetch_job(name)
            # As it was when fetched: asked for again, the status of a job that has ended meanwhile is an error.
            if job is None or job.get_status(refresh=False) != JobStatus.FAILED:
                return False
            job.requeue()
        except RedisError as error:
            self._fall_silent(error)
            return False
        return True

    def _fall_silent(self, error: RedisError, event: str = "errand_not_sent") -> None:
        self._silent_until = time.monotonic() + SILENCE_SECONDS
        log.warning(event, reason=type(error).__name__)
