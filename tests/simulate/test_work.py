"""A crowd over the real API of a running web application, with deciding in between."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from werkzeug.serving import make_server

from config.settings import Settings
from microtask.app import create_app
from microtask.simulate import Crowd, work_through
from microtask.simulate.volunteers import make_volunteers
from tests.scene import Scene


@pytest.fixture
def url(settings: Settings, clean: None) -> Iterator[str]:
    app = create_app(replace(settings, demo=True, log_level="WARNING"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()


@pytest.fixture
def tokens(scene: Scene) -> list[str]:
    for slug in ("tax", "parks"):
        scene.department(slug)
    return make_volunteers(scene.units, 4, crowd="1")


def test_a_crowd_answers_everything_that_it_is_dealt(scene: Scene, url: str, tokens, monkeypatch):
    monkeypatch.setattr("microtask.simulate.work.PAUSE_SECONDS", 0.0)
    opened = scene.challenge(items=6, min_answers=2, max_answers=2)
    told: list[int] = []
    given = work_through(url, tokens, opened.id, Crowd(4, 0.9, truth={}, seed=0), progress=told.append)
    assert given == sum(told) == scene.value("SELECT count(*) FROM answers")
    assert scene.rows("SELECT DISTINCT taken FROM tasks") == [(2,)]
    assert scene.value("SELECT count(*) FROM sittings WHERE ended_at IS NULL") == 0


def test_a_crowd_stops_where_it_is_enough(scene: Scene, url: str, tokens):
    opened = scene.challenge(items=30, min_answers=2)
    crowd = Crowd(4, 0.9, truth={}, seed=0)
    given = work_through(
        url, tokens, opened.id, crowd, is_enough=lambda: scene.value("SELECT count(*) FROM answers") >= 5
    )
    assert 5 <= given < 60
