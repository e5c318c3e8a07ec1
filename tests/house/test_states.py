"""The list of pages and states (tests/web/examples.py) against the pages that there are.

Whoever adds a page adds an example of it, and one of each form refused; the browser's tests look at every one of them.
"""

from collections.abc import Callable

import pytest
from flask import Flask, template_rendered
from werkzeug.test import TestResponse

from microtask.web.templating import FOLDER
from tests.house.test_roles import LET_IN, PAGES, _call, world  # noqa: F401 (a fixture)
from tests.house.world import World
from tests.web.examples import EXAMPLES

LISTED = {template for name in EXAMPLES if (FOLDER / (template := name.partition(":")[0])).exists()}


@pytest.fixture(scope="module")
def shown_by(world: World) -> Callable[[str], set[str]]:  # noqa: F811
    """Calls a route as each who is let in, and answers the templates of the pages that they were shown."""

    def shown(route: str) -> set[str]:
        found: set[str] = set()

        def note(_: Flask, template: object, **__: object) -> None:
            found.add(str(getattr(template, "name", "")))

        with template_rendered.connected_to(note, world.app):
            answers: list[TestResponse] = [_call(world, who, route) for who in sorted(LET_IN[route])]
        assert all(answer.status_code < 500 for answer in answers)
        return found

    return shown


@pytest.mark.parametrize("route", [route for route in PAGES if route.startswith("GET")])
def test_what_a_route_shows_is_in_the_list(shown_by, route):
    assert shown_by(route) <= LISTED, "Add an example to tests/web/examples.py, or to a file in tests/web/states/."


def test_a_form_that_may_be_refused_is_listed_refused():
    refused = {name.partition(":")[0] for name, context in EXAMPLES.items() if _is_refused(context)}
    may_be = {name for name in LISTED if "error_summary(form)" in (FOLDER / name).read_text(encoding="utf-8")}
    assert may_be - refused == set(), "Add an example whose form is Form.refused(…)."


def _is_refused(context: dict[str, object]) -> bool:
    return bool(getattr(context.get("form"), "messages", None))
