"""Somebody of each role follows every link in a real browser, and is never told that they are not allowed."""

import os
from collections import deque
from urllib.parse import urldefrag

import pytest
from playwright.sync_api import Error

from tests.browser.test_world import Window, window  # noqa: F401 (a fixture)
from tests.house.test_roles import world  # noqa: F401 (a fixture)
from tests.house.world import World

pytestmark = pytest.mark.browser
ROLES = ("volunteer", "stranger", "owner", "colleague", "analyst", "expert", "admin", "outsider", "service-admin")
# Two pages of a route may show other links, of an open challenge and of a closed one: `make prove` follows both.
PAGES_OF_A_ROUTE = 2 if os.environ.get("MICROTASK_PROVE") == "1" else 1
LINKS = "elements => elements.map(element => element.href)"


def _route(world: World, path: str) -> str:  # noqa: F811
    rule, _ = world.app.url_map.bind("localhost").match(path.partition("?")[0], return_rule=True)
    return str(rule.rule)


def _open(window: Window, url: str) -> tuple[int, list[str]]:  # noqa: F811
    """The status of a page or file, and where a page leads to."""
    page = window.page
    try:
        response = page.goto(url, wait_until="domcontentloaded")
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return page.context.request.get(url).status, []
    assert response is not None
    return response.status, page.locator("a[href]").evaluate_all(LINKS)


@pytest.mark.parametrize("who", ROLES)
def test_no_link_leads_to_where_this_person_may_not_go(window, world, who):  # noqa: F811
    window.open_as(who, "/")
    start = f"{window.address}/"
    waiting, seen, visited, refused = deque([(start, "typed")]), {start}, dict[str, int](), []
    while waiting:
        url, found_on = waiting.popleft()
        route = _route(world, url.removeprefix(window.address))
        if visited.get(route, 0) == PAGES_OF_A_ROUTE:
            continue
        visited[route] = visited.get(route, 0) + 1
        status, links = _open(window, url)
        if status >= 400:
            refused.append(f"{found_on} -> {url.removeprefix(window.address)}: {status}")
        for link in (urldefrag(each).url for each in links):
            if link.startswith(start) and link not in seen and "/language/" not in link:
                seen.add(link)
                waiting.append((link, url.removeprefix(window.address)))
    assert not refused, "\n".join(refused)
    assert len(visited) > 15, "there is more to the service than this"
