"""Templates write their URLs out, because building each costs more than the rest of a link: here none may be dead.

And none may lead somebody to a page that does not let them in: each role follows every link that it is shown.
"""

import re
from html import unescape

import pytest
from werkzeug.routing import MapAdapter

from config.settings import Settings
from microtask.app import create_app
from tests.house.test_roles import SIGNED_IN, world  # noqa: F401 (a fixture)
from tests.house.world import World
from tests.web.examples import EXAMPLES, make_app

LINK = re.compile(r'<a\s[^>]*href="(/[^"]*)"')
FORM = re.compile(r'<form\s+method="(\w+)"\s+action="([^"]*)"')
ELSEWHERE = re.compile(r'formaction="([^"]*)"')
MENU = re.compile(r'<a class="govuk-service-navigation__link" href="([^"]+)"')


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


def _follow(world: World, who: str) -> dict[str, int]:  # noqa: F811
    """Every address that somebody comes to from the start page, by links alone, and what it answers.

    Of the pages of one list the first is enough, and of a challenge's files too: what follows `?` is another view.
    """
    browser = world.signed_in(who)
    waiting, met = ["/"], {}
    while waiting:
        url = waiting.pop()
        path = url.partition("?")[0]
        if path in met or path.startswith("/language/"):
            continue
        answer = browser.get(url, follow_redirects=True)
        met[path] = answer.status_code
        if answer.mimetype == "text/html":
            waiting += [unescape(link) for link in LINK.findall(answer.text)]
    return met


@pytest.mark.parametrize("who", sorted(SIGNED_IN))
def test_no_link_leads_anybody_to_a_page_that_does_not_let_them_in(world, who):  # noqa: F811
    met = _follow(world, who)
    assert {path for path in met if path.count("/") == 1} >= {"/", "/challenges", "/results", "/help"}
    assert {path: status for path, status in met.items() if status >= 400} == {}


@pytest.mark.parametrize("who", sorted(SIGNED_IN))
def test_everybody_is_offered_a_menu_on_every_page(world, who):  # noqa: F811
    browser = world.signed_in(who)
    menu = MENU.findall(browser.get("/").text)
    assert len(menu) >= 5
    assert all(MENU.findall(browser.get(path).text)[:5] == menu[:5] for path in ("/help", "/challenges", "/nothing"))
