import json
import os

import pytest

from microtask.cli.connection import find_database, find_urls
from microtask.embedded.directory import Lock
from microtask.embedded.discovery import Services, announce
from microtask.embedded.errors import MachineError

RUNNING = Services(os.getpid(), "http://127.0.0.1:8000", "postgresql://up@here/db", "redis://here/0", "secret")


@pytest.fixture
def running(tmp_path):
    """The data directory of a running `microtask up`."""
    lock = Lock(tmp_path)
    lock.acquire()
    announce(tmp_path, RUNNING)
    yield tmp_path
    lock.release()


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "MICROTASK_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


def test_a_data_directory_that_is_named_wins(running, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://other/db")
    monkeypatch.setenv("REDIS_URL", "redis://other/0")
    assert find_urls(running) == (RUNNING.database_url, RUNNING.redis_url)
    assert find_database(running) == RUNNING.database_url


def test_else_the_two_urls_of_the_environment(running, monkeypatch):
    monkeypatch.setenv("MICROTASK_DATA_DIR", str(running))
    monkeypatch.setenv("DATABASE_URL", "postgresql://other/db")
    monkeypatch.setenv("REDIS_URL", "redis://other/0")
    assert find_urls(None) == ("postgresql://other/db", "redis://other/0")


def test_else_the_data_directory_of_the_environment(running, monkeypatch):
    monkeypatch.setenv("MICROTASK_DATA_DIR", str(running))
    assert find_urls(None) == (RUNNING.database_url, RUNNING.redis_url)


def test_a_command_without_a_queue_needs_one_url(tmp_path, monkeypatch):
    monkeypatch.setenv("MICROTASK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://other/db")
    assert find_database(None) == "postgresql://other/db"
    with pytest.raises(MachineError, match="No service runs"):
        find_urls(None)


def test_what_a_run_left_behind_is_not_believed(tmp_path):
    (tmp_path / "services.json").write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(MachineError, match="No service runs"):
        find_urls(tmp_path)
