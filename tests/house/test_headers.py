"""What every answer carries, whoever asks for whatever: called route by route, as who may and as nobody."""

import re
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from microtask.web.headers import HEADERS, STRICT_TRANSPORT_SECURITY
from tests.house.test_roles import FORMS, LET_IN, PAGES, _call, world  # noqa: F401 (a fixture)
from tests.house.world import World
from tests.web.test_headers import EXACT

# What is the same for everybody, and may lie in a browser or on the way to it.
KEPT = {"GET /static/<path:name>"}
ELSEWHERE = "//evil.example"  # what else is no path of the service, tests/web/test_page.py knows
LEADS_TO = re.compile(r'(?:href|action|formaction|src)="([^"]*)"')


def _one_who_may(route: str) -> str:
    return min(LET_IN[route] - {"nobody"}, default="nobody")


def _checked(response: TestResponse, route: str) -> None:
    assert {name: response.headers.get_all(name) for name in EXACT} == {name: [value] for name, value in EXACT.items()}
    assert response.headers["X-Robots-Tag"] == HEADERS["X-Robots-Tag"]
    assert "Server" not in response.headers
    assert "X-Powered-By" not in response.headers
    if route not in KEPT:
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("route", LET_IN)
def test_every_answer_carries_the_exact_headers(world: World, route: str):  # noqa: F811
    for who in {_one_who_may(route), "nobody"}:
        _checked(_call(world, who, route), route)


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/static/nowhere", "/challenges/0", "/%00"])
def test_so_does_every_refusal(world: World, path: str):  # noqa: F811
    for method in ("GET", "POST", "DELETE", "TRACE", "MADE-UP"):
        _checked(world.app.test_client().open(path, method=method), path)


@pytest.mark.parametrize("path", ["/", "/help", "/api/v1/me", "/nowhere", "/static/app.css"])
def test_over_tls_every_answer_says_to_stay_there(world: World, path: str):  # noqa: F811
    response = world.app.test_client().get(path, base_url="https://localhost")
    assert response.headers.get_all("Strict-Transport-Security") == [STRICT_TRANSPORT_SECURITY]


@pytest.mark.parametrize("route", PAGES)
def test_no_crafted_address_or_form_leads_out_of_the_service(world: World, route: str):  # noqa: F811
    for who in {_one_who_may(route), "nobody"}:
        response = _crafted(world, who, route)
        target = urlsplit(response.headers.get("Location", "/"))
        assert (target.scheme, target.netloc) == ("", ""), who
        assert target.path.startswith("/")
        assert not target.path.startswith("//")
        assert [url for url in LEADS_TO.findall(response.text) if "evil" in url.partition("?")[0]] == []


def _crafted(world: World, who: str, route: str) -> TestResponse:  # noqa: F811
    """A route that is told to go on elsewhere: in its address, in its form, and by where the browser came from."""
    method, _, path = route.partition(" ")
    rule = next(rule for rule in world.app.url_map.iter_rules() if rule.rule == path and method in (rule.methods or ()))
    values = world.ids | (world.released if "/releases/" in path else {}) | {"name": "README.txt"}
    if "webhook_id" in rule.arguments:
        values["webhook_id"] = world.webhook_id()
    url = world.app.url_map.bind("localhost").build(rule.endpoint, values={n: values[n] for n in rule.arguments})
    crafted = dict.fromkeys(("next", "from", "page", "back"), ELSEWHERE)
    sent = {"data": FORMS.get(rule.endpoint, {}) | crafted} if method == "POST" else {}
    return world.as_(who, method, url, query_string=crafted, headers={"Referer": ELSEWHERE}, **sent)
