"""The command that lets synthetic volunteers work: what it refuses, and in which words."""

import os

import pytest
from click.testing import CliRunner

from microtask.cli import cli
from microtask.embedded.directory import Lock
from microtask.embedded.discovery import Services, announce
from microtask.simulate.client import DEMO_ONLY


@pytest.fixture
def said(tmp_path, monkeypatch):
    """Runs the command beside nothing that is running; answers its exit status and what went wrong."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MICROTASK_DATA_DIR", str(tmp_path / "nothing"))

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["simulate", *arguments])
        return done.exit_code, done.output + str(done.exception or "")

    return run


def test_nobody_synthetic_is_written_into_a_service_that_is_no_demo(said, tmp_path):
    lock = Lock(tmp_path)
    lock.acquire()
    try:
        announce(
            tmp_path, Services(os.getpid(), "http://127.0.0.1:1", "postgresql://nowhere", "redis://nowhere", "secret")
        )
        status, words = said("1", "--data-dir", str(tmp_path))  # a database that was asked for would be said to be away
    finally:
        lock.release()
    assert (status, words.splitlines()[0]) == (1, f"Error: {DEMO_ONLY}")


def test_it_needs_a_service_that_runs_on_this_machine(said):
    status, words = said("1")
    assert status == 1
    assert "microtask up" in words


@pytest.mark.parametrize("wrong", [["one"], ["1", "--accuracy", "2"], ["1", "--volunteers", "0"], []])
def test_what_makes_no_sense_is_wrong_usage(said, wrong):
    assert said(*wrong)[0] == 2


def test_a_truth_that_is_not_there_is_wrong_usage(said, tmp_path):
    status, words = said("1", "--truth", str(tmp_path / "truth.csv"))
    assert (status, "does not exist" in words) == (2, True)
