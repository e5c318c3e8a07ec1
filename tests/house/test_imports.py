"""Who may import whom. The contracts stand in pyproject.toml; what a contract cannot say is said here."""

import ast
import sys

import pytest
from importlinter.application.use_cases import read_user_options
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.house.sources import ROOT, dotted, imported, modules, tree

# A room that is pure imports the standard library and these, and nothing else. More than one line: more than one room.
PURE = {
    "microtask.consensus": {"numpy", "scipy", "microtask.consensus"},
    "microtask.kinds": {
        "numpy",
        "marshmallow",
        "microtask.kinds",
        "microtask.errors",
        "microtask.consensus.votes",
        "microtask.consensus.comparisons",
    },
    "microtask.tables": {"numpy", "pyarrow", "python_calamine", "xlsxwriter", "microtask.tables", "microtask.errors"},
    "microtask.charts": {"markupsafe", "microtask.charts"},
    "microtask.steps": set(),
    "microtask.errors": set(),
    "config": {"structlog", "prometheus_client", "config"},
    "microtask.people.permissions": set(),
    "microtask.people.rules": {"microtask.people.permissions"},
    "microtask.challenges.rules": {"microtask.errors", "microtask.people.permissions", "microtask.people.rules"},
    "microtask.tasks.rules": {"microtask.errors"},
    "microtask.assignments.rules": {"microtask.errors"},
    "microtask.answers.rules": {"microtask.errors"},
    "microtask.results.rules": {"microtask.errors"},
}


def _within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def test_every_contract_is_kept(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_rule_of_the_house_has_its_contract(monkeypatch):
    monkeypatch.chdir(ROOT)
    names = [each["name"] for each in read_user_options(config_filename="pyproject.toml").contracts_options]
    assert {name.partition(" ")[0] for name in names} >= set("123456789")


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_imports_what_is_named_here_and_nothing_else(room):
    strangers = [
        f"{module}: {name}"
        for module in modules()
        if _within(dotted(module), room)
        for name in imported(module)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(_within(name, allowed) for allowed in PURE[room])
    ]
    assert strangers == [], f"{room} is pure, so that it can be read and tested with nothing around it."


def test_only_config_reads_the_environment():
    readers = [
        f"{module}:{node.lineno}"
        for module in modules()
        if module.parts[0] != "config"
        for node in ast.walk(tree(module))
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv", "getenvb"))
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and _takes_environment(node))
    ]
    assert readers == [], "Add a field to config/settings.py and have it passed to you."


def test_nothing_is_called_utils_or_the_like():
    shapeless = {"utils", "util", "helpers", "helper", "common", "core", "manager", "base", "misc"}
    assert [str(module) for module in modules() if shapeless & set(module.with_suffix("").parts)] == []


def _takes_environment(node: ast.ImportFrom) -> bool:
    return any(alias.name in ("environ", "environb", "getenv", "getenvb") for alias in node.names)
