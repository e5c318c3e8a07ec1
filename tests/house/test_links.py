"""Templates write their URLs out, because building each costs more than the rest of a link: here none may be dead."""

import re
from html import unescape

import pytest
from werkzeug.routing import MapAdapter

from config.settings import Settings
from microtask.app import create_app
from tests.web.examples import EXAMPLES, make_app

LINK = re.compile(r'<a\s[^>]*href="(/[^"]*)"')
FORM = re.compile(r'<form\s+method="(\w+)"\s+action="([^"]*)"')
ELSEWHERE = re.compile(r'formaction="([^"]*)"')


@pytest.fixture(scope="module")
def routes() -> MapAdapter:
    nowhere = Settings(
        database_url="postgresql://nobody@localhost/none",
        redis_url="redis://localhost:1",
        secret_key="of the tests " * 4,
    )
    return create_app(nowhere).url_map.bind("localhost")


@pytest.fixture(scope="module")
def used() -> set[tuple[str, str]]:
    client = make_app().test_client()
    found = set()
    for number in range(len(EXAMPLES)):
        html = client.get(f"/{number}").get_data(as_text=True)
        found |= {("GET", url) for url in LINK.findall(html)}
        found |= {(method.upper(), url) for method, url in FORM.findall(html)}
        found |= {("POST", url) for url in ELSEWHERE.findall(html)}
    return {(method, unescape(url).partition("?")[0]) for method, url in found}


def test_every_link_and_form_of_every_page_leads_to_a_route(routes, used):
    assert len(used) > 30
    dead = sorted(f"{method} {url}" for method, url in used if not routes.test(url, method))
    assert dead == [], f"No route takes these; mend the template or add the page: {', '.join(dead)}"
