"""Many clients at once, and processes killed under them: small here, at full size with `make prove`."""

import os
import random
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from redis.exceptions import RedisError

from microtask.queue import connect
from tests.journeys.crowd import answer_at_once, check_that_it_finishes, check_what_always_holds, open_challenge
from tests.journeys.service import Caller, Service

FULL = os.environ.get("MICROTASK_PROVE") == "1"
CLIENTS = 64 if FULL else 12
ANSWERS = 20_000 if FULL else 900
ITEMS = 9_000 if FULL else 400
REDUNDANCY = {"min": 2, "max": 4, "confidence": 0.95}


@pytest.fixture
def service() -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="microtask-journey-") as directory:
        Path(directory).chmod(0o711)
        running = Service(Path(directory) / "data")
        yield running
        running.stop()


@pytest.fixture
def people(service: Service) -> tuple[Caller, list[str]]:
    """An owner, and the tokens of volunteers in three departments."""
    rows = [("owner@home.example", "home", "owner")]
    rows += [
        (f"v{n}@{slug}.example", slug, "volunteer")
        for n in range(CLIENTS)
        for slug in (["tax", "health", "home"][n % 3],)
    ]
    tokens = service.tokens(rows)
    owner = service.caller(tokens.pop("owner@home.example"))
    return owner, list(tokens.values())


@pytest.mark.timeout(3600 if FULL else 240)
def test_a_race_of_many_clients_keeps_every_promise(service: Service, people):
    owner, tokens = people
    challenge = open_challenge(owner, items=ITEMS, redundancy=REDUNDANCY)
    crowd = answer_at_once(service, tokens, challenge, answers=ANSWERS)
    assert len(crowd.acknowledged) >= ANSWERS * 0.9
    check_what_always_holds(service, crowd, challenge=challenge)
    check_that_it_finishes(owner, challenge, crowd)


@pytest.mark.timeout(3600 if FULL else 300)
def test_killing_every_process_in_turn_loses_nothing(service: Service, people):
    owner, tokens = people
    challenge = open_challenge(owner, items=ITEMS, redundancy=REDUNDANCY)
    ended = threading.Event()
    killer = threading.Thread(target=_kill_in_turn, args=(service, ended))
    killer.start()
    try:
        crowd = answer_at_once(service, tokens, challenge, answers=ANSWERS)
    finally:
        ended.set()
        killer.join()
    assert len(crowd.acknowledged) >= ANSWERS * 0.9
    check_what_always_holds(service, crowd, challenge=challenge)
    check_that_it_finishes(owner, challenge, crowd)


def _kill_in_turn(service: Service, ended: threading.Event) -> None:
    """A web process, a work horse, a worker, the clock, Valkey and PostgreSQL: one after another, again and again."""
    chance = random.Random(1)

    def kill(*words: str) -> None:
        if victims := service.processes(*words):
            service.kill(chance.choice(victims))

    def kill_horse() -> None:
        for worker in service.processes("workers.run"):
            with suppress(psutil.NoSuchProcess):
                for horse in worker.children():
                    service.kill(horse)

    def empty_valkey() -> None:
        with suppress(RedisError), connect(service.redis_url()) as redis:  # it may be down: it is killed here too
            redis.flushall()

    def restart_postgres() -> None:
        for server in service.processes("postgres", "-D"):
            service.kill(server, signal.SIGINT)

    deeds = [
        lambda: kill("gunicorn"),
        kill_horse,
        lambda: kill("workers.run"),
        empty_valkey,
        lambda: kill("workers.clock"),
        lambda: kill("valkey-server"),
        restart_postgres,
    ]
    while not ended.is_set():
        for deed in deeds:
            if ended.wait(2.0 if FULL else 0.5):
                return
            deed()
            service.wait_until_whole()
