"""The command line answers at once: what a command does not need, it does not load."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from microtask.cli import COMMANDS, cli
from tests.house.sources import ROOT

HEAVY = {"numpy", "sqlalchemy", "flask", "scipy.special", "scipy.sparse", "xlsxwriter", "pyarrow", "jinja2"}


def loaded_by(code):
    """Which of the heavy modules a process has after it ran `code`."""
    ask = f"{code}\nimport sys; print(*({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")[-2].split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_is_in_the_help(name):
    assert name in CliRunner().invoke(cli, ["--help"]).output
    assert CliRunner().invoke(cli, [name, "--help"]).exit_code == 0


def test_help_waits_for_no_command():
    assert loaded_by("from microtask.cli import cli; cli(['--help'], standalone_mode=False)") == set()


def test_to_aggregate_a_file_needs_numpy_alone(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("task,volunteer,answer\nA,v,yes\nA,w,no\n")
    command = ["aggregate", str(path), "--method", "dawid-skene"]
    assert loaded_by(f"from microtask.cli import cli; cli({command!r}, standalone_mode=False)") == {"numpy"}
