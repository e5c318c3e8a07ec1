import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from config.settings import load_machine_settings, load_settings

LINES = (Path(__file__).parents[2] / "config" / "example.env").read_text().splitlines()
PAIRS = dict(match.group(1, 2) for line in LINES if (match := re.fullmatch(r"#?([A-Z_]+)=(.*)", line)))
# The one of the example is refused, since everybody knows it.
PAIRS["SECRET_KEY"] = "only-for-tests-and-long-enough-01"
REQUIRED = {line.partition("=")[0]: PAIRS[line.partition("=")[0]] for line in LINES if re.match(r"[A-Z]", line)}


class Recording(Mapping):
    """An environment that remembers which variables were asked for."""

    def __init__(self, variables):
        self.variables = variables
        self.asked = set()

    def __getitem__(self, name):
        self.asked.add(name)
        return self.variables[name]

    def __iter__(self):
        return iter(self.variables)

    def __len__(self):
        return len(self.variables)


@pytest.fixture
def read():
    """Every variable that the settings are read from."""
    environment = Recording(REQUIRED)
    load_settings(environment)
    load_machine_settings(environment)
    return environment.asked


def test_the_example_names_every_variable_and_no_other(read):
    assert set(PAIRS) == read


def test_the_defaults_of_the_example_are_the_defaults():
    assert load_settings(PAIRS) == load_settings(REQUIRED)


def test_every_variable_says_in_a_line_what_it_is_for():
    for number, line in enumerate(LINES):
        if re.match(r"#?[A-Z_]+=", line):
            assert re.fullmatch(r"# .*[.:a-z0-9]", LINES[number - 1]), line
