"""The README is true: what it names is there."""

import json
import re
import tomllib

import pytest

from microtask.challenges.schemas import NewChallenge
from microtask.cli import COMMANDS
from microtask.kinds.registry import KINDS
from tests.desk import catalogue
from tests.house.sources import ROOT

README = (ROOT / "README.md").read_text()


def test_every_file_that_is_named_is_there():
    linked = {target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target}
    quoted = set(re.findall(r"`((?:microtask|workers|config|tests|task_templates)/[^`<\s]*)", README))
    assert len(quoted) > 15
    assert sorted(name for name in linked | quoted if not (ROOT / name).exists()) == []


def test_every_make_target_is_there():
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"make ([a-z]+)  |`make ([a-z]+)`", README))
    targets = {first or second for first, second in named}
    assert targets >= {"run", "test", "check", "bench", "prove"}
    assert {target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def test_every_command_is_there():
    named = set(re.findall(r"`microtask ([a-z]+)", README))
    assert named <= set(COMMANDS)
    assert {"up", "user", "migrate", "aggregate"} <= named


def test_every_variable_is_explained():
    named = set(re.findall(r"`(MICROTASK_\w+|[A-Z]+_URL|SECRET_KEY)`", README))
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / "config/example.env").read_text(), re.MULTILINE))
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"} <= named <= explained


def test_every_call_is_there(process_app):
    routes = {
        f"{method} {re.sub('<(?:[a-z]+:)?([a-z_]+)>', '{}', rule.rule).removeprefix('/api/v1')}"
        for rule in process_app.url_map.iter_rules()
        for method in rule.methods
    }
    named = {re.sub(r"\{[a-z]+\}", "{}", call) for call in re.findall(r"`((?:GET|POST|PUT) /[^`\s]*)`", README)}
    assert len(named) >= 4
    assert named - routes == set()


def test_the_example_is_a_challenge_that_the_api_takes():
    body = json.loads(re.search(r"-d '(.*?)'\n", README, re.DOTALL)[1])
    assert NewChallenge().load(body)["title"] == body["title"]
    assert catalogue().get(body["template"]).kind == "review"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_in_the_glossary(kind):
    assert kind in re.search(r"\| kind \| (.*?) \|", README)[1]


def test_the_python_that_is_asked_for_is_the_one_that_is_needed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"Python {project['requires-python'].removeprefix('>=')} or newer" in README
