"""What the tests of workers share: an open challenge that has been answered, and the queue as a worker sees it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from redis import Redis
from rq import Queue

from microtask.queue import QUEUE_NAME, connect
from tests.scene import Scene


@pytest.fixture
def redis(redis_url: str, clean: None) -> Iterator[Redis]:
    with connect(redis_url, timeout=None) as redis:
        yield redis


@pytest.fixture
def waiting(redis: Redis) -> Callable[[], list[str]]:
    """The names of the errands that wait, without the number of an attempt."""
    queue = Queue(QUEUE_NAME, connection=redis, serializer="json")
    return lambda: sorted("-".join(name.split("-")[:2]) for name in queue.job_ids)


@pytest.fixture
def answer(scene: Scene) -> Callable[..., None]:
    """So many new people answer everything that is dealt to them."""

    def answer(people: int, value: Any = "yes", *, department: str = "tax") -> None:
        for _ in range(people):
            person = scene.person(department)
            sitting = scene.sit(person, minutes=60)
            while task := scene.next(sitting, person):
                scene.say(task.id, value, person)

    return answer
