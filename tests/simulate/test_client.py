"""The client of the simulation: this machine alone, and patience where the service asks for it."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from microtask.simulate.client import Client, SimulationError, check_is_this_machine


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_this_machine_is_a_place_for_synthetic_answers(url):
    check_is_this_machine(url)


@pytest.mark.parametrize("url", ["https://tasks.gov.example", "http://10.0.0.7:8000", "http://127.0.0.1.example", ""])
def test_no_other_machine_is(url):
    with pytest.raises(SimulationError, match="loopback"):
        Client(url, "token")


@pytest.fixture
def server() -> Iterator[str]:
    """A service that is busy twice, then answers; and one path that never does what is wanted."""
    app, busy = Flask("busy"), [429, 503]

    @app.get("/api/v1/busy")
    def answer():
        return ({"state": "done"}, 200) if not busy else ({}, busy.pop(0), {"Retry-After": "0"})

    @app.get("/api/v1/refused")
    def refuse():
        return {"detail": "This challenge is closed."}, 409

    made = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


def test_a_busy_service_is_asked_again(server):
    with Client(server, "token") as client:
        assert client.wait_for("/busy", "state", "done", seconds=5) == {"state": "done"}


def test_a_refusal_is_told_in_the_words_of_the_service(server):
    with Client(server, "token") as client, pytest.raises(SimulationError, match="409 This challenge is closed"):
        client.get("/refused")


def test_what_never_comes_is_an_error_in_the_end(server):
    with Client(server, "token") as client, pytest.raises(SimulationError, match="did not become open"):
        client.wait_for("/busy", "state", "open", seconds=0.3)
