"""What is sent has an end on every address that takes something; and a cell that comes in goes out as data."""

import ast
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.routing import Rule

from config.settings import Settings
from microtask.api.openapi import PREFIX
from microtask.api.reading import JSON_BYTES
from microtask.api.routes import NOUNS
from microtask.app import create_app
from microtask.unit_of_work import UnitsOfWork
from tests.conftest import empty
from tests.house.sources import imported, modules, tree
from tests.house.test_roles import FILES, LET_IN, PAGES
from tests.house.world import World
from tests.scene import Scene

MEGABYTES = 2
FORMS_WITH_A_FILE = {"imports.create", "gold.create"}
TAKING = [route for route in PAGES if route.startswith("POST")] + [
    f"{call.method} {PREFIX}{call.path}" for noun in NOUNS for call in noun.endpoints if call.body or call.takes
]
# What writes CSV by itself; all else goes through microtask.tables.csv_writing.
WRITES_CSV = {"microtask/tables/csv_writing.py", "microtask/cli/user.py"}


@pytest.fixture(scope="module")
def world(settings: Settings, database_url: str, redis_url: str) -> Iterator[World]:
    """The service with little room for files."""
    empty(database_url, redis_url)
    app: Flask = create_app(replace(settings, upload_megabytes=MEGABYTES))
    units: UnitsOfWork = app.extensions["microtask"].units
    yield World(app, Scene(units, units.clock))
    with units.sessions() as session:
        session.get_bind().dispose()


@pytest.mark.parametrize("route", TAKING)
def test_what_is_too_large_is_refused_before_it_is_read(world: World, route: str):
    method, _, path = route.partition(" ")
    rule = _rule(world, method, path)
    is_file = rule.endpoint in FILES or rule.endpoint in FORMS_WITH_A_FILE
    sent = b"x" * ((MEGABYTES * 1_000_000 if is_file else JSON_BYTES) + 1)
    ids = world.ids | ({"webhook_id": world.webhook_id()} if "webhook_id" in rule.arguments else {})
    url = world.app.url_map.bind("localhost").build(rule.endpoint, values={n: ids[n] for n in rule.arguments})
    who = min(LET_IN[route] - {"nobody"}, default="owner")
    if route in PAGES:
        client = world.signed_in(who)
        refused = client.open(url, method=method, data=sent, content_type="application/x-www-form-urlencoded")
    else:
        kind = "text/csv" if is_file else "application/json"
        refused = world.as_(who, method, url, data=sent, content_type=kind)
    assert refused.status_code == 413


def test_only_where_cells_are_guarded_is_csv_written():
    writing = {str(module) for module in modules() if "csv" in set(imported(module)) and _writes(module)}
    assert writing == WRITES_CSV, "Write CSV through microtask.tables, which guards every cell against formulas."
    for module in modules():
        if str(module) in WRITES_CSV:
            assert any(name.startswith("microtask.tables.guard") for name in imported(module)), module


def _writes(module) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "writer" for node in ast.walk(tree(module)))


def _rule(world: World, method: str, path: str) -> Rule:
    return next(rule for rule in world.app.url_map.iter_rules() if rule.rule == path and method in (rule.methods or ()))
