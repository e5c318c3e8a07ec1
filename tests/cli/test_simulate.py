"""The command that lets synthetic volunteers work: what it refuses, and in which words."""

import pytest
from click.testing import CliRunner

from microtask.cli import cli


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
