import json
import os
import signal
import socket
import urllib.request
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from config.settings import MachineSettings, SettingsError
from microtask.embedded.discovery import find_services
from microtask.embedded.errors import MachineError
from microtask.embedded.machine import Plan, run
from microtask.embedded.postgres import Postgres
from microtask.embedded.valkey import Valkey
from microtask.queue import connect

pytestmark = pytest.mark.timeout(120)
SECRET = "known-to-the-tests-and-to-nobody-else-0123"
SMALL_UP = Path(__file__).parent / "programs" / "small_up.py"


@pytest.fixture
def up(reachable_path, free_port, run_script):
    """Starts `microtask up` with small programs, and returns it with what it said until it was ready."""

    def start(*options, **environment):
        for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MICROTASK_DEMO"):
            environment.setdefault(name, "")
        process = run_script(
            SMALL_UP,
            str(reachable_path / "data"),
            str(free_port),
            *options,
            NOTES=str(reachable_path / "notes"),
            **environment,
        )
        said = []
        for line in process.stdout:
            said.append(line.rstrip())
            if line.startswith(("ready: ", "Error: ")):
                break
        return process, said

    return start


@pytest.fixture
def plan(tmp_path, free_port):
    return Plan(
        data_dir=tmp_path,
        host="127.0.0.1",
        port=free_port,
        workers=1,
        demo=False,
        settings=MachineSettings(None, "postgresql://nobody@/none", "redis://none", None, None),
        environment={"DATABASE_URL": "postgresql://nobody@/none", "REDIS_URL": "redis://none"},
    )


def environment_of_web(said):
    url = said[-1].removeprefix("ready: ")
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def test_up_serves_and_stops_in_order_with_nothing_lost(up, family, eventually, reachable_path):
    process, said = up(MICROTASK_DEMO="1")
    services = find_services(reachable_path / "data")
    assert said[-1] == f"ready: {services.web_url}"
    environment = environment_of_web(said)
    assert len(environment["SECRET_KEY"]) >= 43
    assert environment["MICROTASK_DEMO"] == "0"  # only the flag makes a demo
    with psycopg.connect(services.database_url) as connection:
        connection.execute("INSERT INTO kept VALUES (42)")
    with connect(services.redis_url) as redis:
        redis.set("kept", 42)
    started = family(process.pid)
    assert len(started) > 8  # the guard, two servers with their own processes, the web server and a worker

    process.send_signal(signal.SIGTERM)
    rest = process.communicate(timeout=30)[0]
    assert process.returncode == 0
    eventually.gone(started)
    assert (reachable_path / "notes").read_text() == "web stopped\n"
    assert rest.index("valkey   | ") < rest.index("postgres | ")
    assert "database system is shut down" in rest
    assert not (reachable_path / "data" / "services.json").exists()

    _again, said = up()
    services = find_services(reachable_path / "data")
    assert environment_of_web(said)["SECRET_KEY"] == environment["SECRET_KEY"]
    with psycopg.connect(services.database_url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(42,)]
    with connect(services.redis_url) as redis:
        assert redis.get("kept") == b"42"


@pytest.mark.parametrize("whole_group", [False, True], ids=["up alone", "its whole process group"])
def test_a_killed_up_leaves_nobody_and_the_next_one_starts(up, family, eventually, whole_group):
    process, _said = up()
    started = family(process.pid)
    (os.killpg if whole_group else os.kill)(process.pid, signal.SIGKILL)
    process.wait()
    _again, said = up()  # waits by itself until the rest of the first is gone
    assert said[-1].startswith("ready: ")
    eventually.gone(started)
    assert not any("not properly shut down" in line for line in said)


def test_killed_servers_come_back_under_the_same_urls(up, reachable_path, family, eventually):
    _process, _said = up()
    services = find_services(reachable_path / "data")
    with psycopg.connect(services.database_url) as connection:
        note = reachable_path / "data" / "postgres" / "data" / "postmaster.pid"
        postmaster = int(note.read_text().split()[0])
        connection.execute("INSERT INTO kept VALUES (7)")
    with connect(services.redis_url) as redis:
        valkey = redis.info("server")["process_id"]
    for server in (postmaster, valkey):
        os.kill(server, signal.SIGKILL)

    def kept():
        try:
            with psycopg.connect(services.database_url) as connection:
                return connection.execute("SELECT n FROM kept").fetchall()
        except psycopg.OperationalError:
            return None

    eventually(lambda: kept() == [(7,)], "PostgreSQL did not come back with what was committed")
    eventually(Valkey(reachable_path / "data" / "valkey").is_ready, "Valkey did not come back")


def test_servers_of_ones_own_are_used_where_their_urls_are_set(up, reachable_path):
    with (
        Postgres(reachable_path / "own-postgres", durable=False) as postgres,
        Valkey(reachable_path / "own-valkey", durable=False) as valkey,
    ):
        process, _said = up(DATABASE_URL=postgres.url, REDIS_URL=valkey.url, SECRET_KEY=SECRET)
        assert find_services(reachable_path / "data").environment() == {
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
            "SECRET_KEY": SECRET,
        }
        assert not (reachable_path / "data" / "postgres").exists()
        process.terminate()
        process.communicate()
        assert postgres.is_ready()


def test_a_demo_is_loaded_once_the_service_answers(up, reachable_path):
    process, said = up("--demo")
    assert find_services(reachable_path / "data").demo
    environment = environment_of_web(said)
    assert environment["MICROTASK_DEMO"] == "1"
    assert environment["MICROTASK_MAIL"] == f"file:{reachable_path}/data/mail.txt", "and not onto the screen"
    assert "demo     | demo content\n" in iter(process.stdout.readline, "")


def test_a_second_up_on_the_same_directory_is_refused(up):
    first, _said = up()
    _second, said = up()
    assert said[-1].startswith("Error: ")
    assert f"in use by another run (process {first.pid})" in said[-1]


def test_a_port_that_is_taken_is_refused_before_anything_starts(plan):
    refusal = r"cannot be listened on .Address already in use.\. .* --port"
    with socket.create_server((plan.host, plan.port)), pytest.raises(MachineError, match=refusal):
        run(plan, pytest.fail)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "department.example"])
def test_a_demo_is_for_this_machine_alone(plan, host):
    with pytest.raises(MachineError, match=f"--demo lets anybody sign in.* {host} is no loopback"):
        run(replace(plan, host=host, demo=True), pytest.fail)


def test_a_wrong_setting_is_found_before_anything_starts(plan):
    with pytest.raises(SettingsError, match="SECRET_KEY has 5 characters"):
        run(replace(plan, environment={**plan.environment, "SECRET_KEY": "short"}), pytest.fail)


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:80"), ("0.0.0.0", "http://127.0.0.1:80"), ("::", "http://[::1]:80")],
)
def test_the_url_is_one_that_this_machine_can_open(plan, host, url):
    assert replace(plan, host=host, port=80).web_url == url
