"""How fast somebody may call: counted in each process, added up in Valkey, and open where Valkey is away."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import structlog
from flask import Flask
from redis import Redis

from config.settings import Settings
from microtask.app import create_app
from microtask.limits import MOST_KEPT, Limits, Rate, TooMany, network_of
from microtask.people import actions
from microtask.queue import Errands, connect
from tests.scene import Scene
from tests.web.visitor import Visitor, heading

NOWHERE = "redis://127.0.0.1:1/0"
NOON = 43_200.0


@pytest.fixture
def redis(redis_url: str, clean: None) -> Iterator[Redis]:
    with connect(redis_url) as redis:
        yield redis


@pytest.fixture
def process(redis: Redis) -> Callable[..., Limits]:
    """A process with one rate; time stands still in all of them."""

    def start(most: int, seconds: int = 1, *, redis: Redis = redis, at: list[float] | None = None) -> Limits:
        clock = (lambda: at[0]) if at else (lambda: NOON)
        return Limits(Errands(redis), [Rate("forms", most, seconds)], clock=clock)

    return start


def tries(limits: Limits, who: int | str, times: int) -> int:
    """How many of so many tries are let through."""
    through = 0
    for _ in range(times):
        try:
            limits.count("forms", who)
        except TooMany:
            continue
        through += 1
    return through


@pytest.mark.parametrize("most", [1, 9, 10, 60, 61])
def test_so_many_pass_and_no_more(process, most):
    assert tries(process(most), 7, most + 5) == most


def test_one_account_does_not_use_up_what_another_may(process):
    limits = process(10)
    assert (tries(limits, 7, 20), tries(limits, 8, 20)) == (10, 10)


def test_the_next_window_begins_afresh(process):
    at = [NOON]
    limits = process(10, at=at)
    assert tries(limits, 7, 20) == 10
    at[0] += 1
    assert tries(limits, 7, 20) == 10


def test_who_is_refused_is_told_how_long_to_wait(process):
    limits = process(1, 900, at=[NOON + 300.5])
    limits.count("forms", "ada@home.example")
    with pytest.raises(TooMany) as refused:
        limits.count("forms", "ada@home.example")
    assert refused.value.seconds == 600


def test_processes_add_up_what_they_count(process):
    first, second = process(60), process(60)
    through = sum(tries(each, 7, 1) for _ in range(100) for each in (first, second))
    assert 60 <= through <= 66, "one process may be a block behind the other"


def test_few_attempts_are_added_up_exactly(process):
    first, second = process(10, 900), process(10, 900)
    assert sum(tries(each, "ada", 1) for _ in range(20) for each in (first, second)) == 10


def test_whoever_is_slow_costs_valkey_nothing(process, redis):
    assert tries(process(60), 7, 5) == 5
    assert redis.dbsize() == 0


def test_what_is_kept_names_nobody_and_is_soon_gone(process, redis):
    tries(process(1), "ada@home.example", 1)
    [key] = redis.keys("limit:*")
    assert b"ada" not in key
    assert 0 < redis.ttl(key) <= 2


def test_with_no_limit_everything_passes(process):
    assert tries(process(0), 7, 1000) == 1000


def test_where_valkey_is_away_each_process_goes_on_alone_and_says_so(process):
    with connect(NOWHERE) as nowhere, structlog.testing.capture_logs() as said:
        limits = process(10, redis=nowhere)
        assert tries(limits, 7, 20) == 10
    assert said == [{"event": "count_not_shared", "reason": "ConnectionError", "log_level": "warning"}]


def test_a_valkey_that_hangs_holds_nobody_up_twice(process, redis):
    with connect(NOWHERE) as nowhere:
        limits = process(10, redis=nowhere)
        limits.count("forms", 7)
        began = time.monotonic()
        tries(limits, 7, 9)
    assert time.monotonic() - began < 0.1


def test_so_many_strangers_are_forgotten_rather_than_fill_the_memory(process):
    limits = process(1000)
    for number in range(MOST_KEPT + 10):
        limits.count("forms", number)
    _, window = limits._rates["forms"]
    assert len(window.counts) < 20


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        (None, ""),
        ("unix:", ""),
    ],
)
def test_whom_an_address_is_counted_for(address, network):
    assert network_of(address) == network


@pytest.fixture(scope="module")
def strict_app(settings: Settings) -> Iterator[Flask]:
    """A service that takes two of everything in a very long second."""
    app = create_app(replace(settings, calls_a_second=2, forms_a_second=2, strangers_a_second=2))
    house = app.extensions["microtask"]
    yield app
    with house.units.sessions() as session:
        session.get_bind().dispose()


@pytest.fixture
def strict(strict_app: Flask, scene: Scene) -> Flask:
    """The same at the beginning of its second, with nobody counted yet."""
    limits = strict_app.extensions["microtask"].limits
    limits._clock = lambda: NOON
    for _, window in limits._rates.values():
        window.counts = {}
    return strict_app


def test_an_account_that_calls_too_fast_is_told_so_in_problem_details(strict, scene):
    person = scene.person()
    headers = [{"Authorization": f"Bearer {scene.do(actions.issue_token, person.person_id, name=n)}"} for n in "ab"]
    client = strict.test_client()
    assert [client.get("/api/v1/me", headers=each).status_code for each in headers] == [200, 200]
    refused = client.get("/api/v1/me", headers=headers[0])
    assert refused.status_code == 429
    assert refused.content_type == "application/problem+json"
    assert refused.headers["Retry-After"] == "1"
    assert refused.json["detail"] == TooMany.message


def test_tokens_that_are_none_are_counted_by_address(strict):
    def status(address: str) -> int:
        asked = strict.test_client().get(
            "/api/v1/me", headers={"Authorization": "Bearer mt_guess"}, environ_overrides={"REMOTE_ADDR": address}
        )
        return asked.status_code

    assert [status("192.0.2.7") for _ in range(3)] == [401, 401, 429]
    assert status("192.0.2.8") == 401


def test_a_page_says_too_many_requests(strict, scene):
    visitor = Visitor(strict, scene, scene.person())
    assert [visitor.get("/help").status_code for _ in range(2)] == [200, 200]
    refused = visitor.get("/help")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "1"
    assert heading(refused) == "Too many requests"


def test_forms_are_counted_apart_from_pages(strict, scene):
    visitor = Visitor(strict, scene, scene.person())
    assert [visitor.send("/feedback", text="It works.").status_code for _ in range(3)] == [303, 303, 429]
    assert visitor.get("/help").status_code == 200


def test_a_visitor_who_has_not_signed_in_is_counted_by_address(strict):
    client = strict.test_client()
    asked = [client.get("/help").status_code for _ in range(3)]
    assert asked == [200, 200, 429]


def test_files_and_the_questions_of_operators_are_never_refused(strict):
    client = strict.test_client()
    for path in ("/static/app.css", "/healthz", "/readyz"):
        assert {client.get(path).status_code for _ in range(5)} == {200}
