import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx
import psycopg
import pytest
from flask import Flask

from microtask.app import create_app
from microtask.db import outage
from microtask.people import actions

PASSWORD = "a long and simple sentence"


@pytest.fixture
def token(app: Flask) -> str:
    house = app.extensions["microtask"]
    with house.units.begin() as unit:
        person = actions.add_person(unit, email="ada@tax.example", name="Ada Reed", department="tax")
        actions.set_password(unit, person.id, PASSWORD, passwords=house.passwords)
        return actions.issue_token(unit, person.id, name="test")


def let_go(app: Flask) -> None:
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()


def break_connections(url: str) -> None:
    """What a restart of PostgreSQL does to every connection."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_nothing_is_made_at_import_time():
    program = "import microtask.app, prometheus_client as p; print(len(list(p.REGISTRY.collect())))"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": "."}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert done.stderr == b""


def test_two_apps_in_one_process_keep_apart(settings, clean):
    apps = [create_app(replace(settings, service_name=name)) for name in ("Letters", "Parks")]
    titles = [re.search(r"<title>(.+?)</title>", app.test_client().get("/sign-in").text)[1] for app in apps]
    assert titles == ["Sign in \N{EN DASH} Letters", "Sign in \N{EN DASH} Parks"]
    for app in apps:
        let_go(app)


def test_a_database_that_restarts_is_a_503_once_and_found_again(app, token, settings):
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    break_connections(settings.database_url)
    lost = client.get("/api/v1/me", headers=headers)
    assert (lost.status_code, lost.headers["Retry-After"]) == (503, "1")
    assert lost.content_type == "application/problem+json"
    assert "Nothing was saved" in json.loads(lost.data)["detail"]
    assert client.get("/api/v1/me", headers=headers).status_code == 200


def test_a_page_says_so_too_and_asks_nothing_of_the_database(app, settings):
    client = app.test_client()
    client.get("/sign-in")
    break_connections(settings.database_url)
    lost = client.get("/sign-in")
    assert (lost.status_code, lost.headers["Retry-After"]) == (503, "1")
    assert "Sorry, the service is unavailable" in lost.text
    assert client.get("/sign-in").status_code == 200


def test_a_database_that_cannot_be_reached_is_a_503(settings):
    app = create_app(replace(settings, database_url="postgresql://nobody@127.0.0.1:1/x"))
    client = app.test_client()
    api = client.get("/api/v1/me", headers={"Authorization": "Bearer mt_x"})
    client.set_cookie("session", "x")
    for response in (api, client.get("/sign-in"), client.get("/nothing")):
        assert (response.status_code, response.headers["Retry-After"]) == (503, "1")


def test_a_commit_whose_end_is_unknown_does_not_say_that_nothing_was_saved(app, token, settings):
    house = app.extensions["microtask"]

    def save() -> None:
        with house.units.begin() as unit:
            actions.add_department(unit, "parks")
            break_connections(settings.database_url)

    with pytest.raises(Exception, match=r"terminat|closed") as lost:
        save()
    assert outage(lost.value) == (
        "The service lost its database while it was saving. Look whether it was saved, or send it again."
    )


def test_redis_being_away_is_no_error_to_anybody(settings, clean):
    app = create_app(replace(settings, redis_url="redis://127.0.0.1:1/0"))
    client = app.test_client()
    assert client.get("/sign-in").status_code == 200
    assert client.get("/metrics").status_code == 200
    let_go(app)


def test_every_request_has_an_id_and_a_line_without_its_path_or_query(app, token, capsys):
    capsys.readouterr()
    app = create_app(app.extensions["microtask"].settings)
    response = app.test_client().get("/api/v1/challenges/77?key=secret", headers={"Authorization": f"Bearer {token}"})
    line = capsys.readouterr().err.splitlines()[-1]
    assert json.loads(line)["request_id"] == response.headers["X-Request-ID"]
    assert json.loads(line)["route"] == "api_challenges.show"
    assert "secret" not in line
    assert "77" not in line.replace(response.headers["X-Request-ID"], "").split('"route"')[1]
    let_go(app)


@pytest.mark.parametrize(("sent", "kept"), [("abcdef-123456", True), ('x"}, {"y', False), ("a" * 100, False)])
def test_an_id_that_a_proxy_gave_is_kept_where_it_is_harmless(app, sent, kept):
    response = app.test_client().get("/healthz", headers={"X-Request-ID": sent})
    assert (response.headers["X-Request-ID"] == sent) is kept


def test_a_proxy_is_believed_only_where_there_is_one(settings, clean):
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "tasks.example"}
    for proxies, name in ((0, "session="), (1, "__Host-session=")):
        app = create_app(replace(settings, proxies=proxies))
        cookie = app.test_client().get("/sign-in", headers=told).headers["Set-Cookie"]
        assert cookie.startswith(name)
        let_go(app)


@pytest.fixture
def served(settings, clean) -> Iterator[str]:
    """The URL of a gunicorn with two processes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
        "PYTHONPATH": ".",
    }
    command = [
        "gunicorn",
        "--config",
        "python:config.gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "microtask.app:create_app()",
    ]
    with subprocess.Popen([sys.executable, "-m", *command], env=environment, stderr=subprocess.PIPE) as server:
        url = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                httpx.get(f"{url}/healthz").raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield url
        server.terminate()
        server.communicate(timeout=30)


def test_two_processes_share_sessions_and_forms(served, token):
    """Each request is a connection of its own, and comes to either process."""
    for _ in range(5):
        cookies = httpx.Cookies()

        def ask(method: str, path: str, cookies=cookies, **fields) -> httpx.Response:
            response = httpx.request(method, served + path, cookies=cookies, data=fields or None)
            cookies.update(response.cookies)
            return response

        form = re.search(r'name="csrf_token" value="([^"]+)"', ask("GET", "/sign-in").text)[1]
        signed = ask("POST", "/sign-in", csrf_token=form, email="ada@tax.example", password=PASSWORD)
        assert signed.status_code == 303
        assert ask("GET", "/sign-in?next=/help").headers["Location"] == "/help"
        me = httpx.get(f"{served}/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert me.json()["name"] == "Ada Reed"
