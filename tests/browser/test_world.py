"""Every page of the real service, with real rows in it, as somebody who is let in sees it."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from microtask.people import actions
from tests.browser.sight import DESK, equip, faults, violations
from tests.house.test_roles import PAGES, world  # noqa: F401 (a fixture)
from tests.house.world import World

pytestmark = pytest.mark.browser
# What is no page: a style sheet, and files to download.
FILES = ("<file_format>", "<name>", "<path:name>", ".md", ".txt", ".json", ".csv")
SHOWN = [route for route, let_in in PAGES.items() if let_in and route.startswith("GET") and not route.endswith(FILES)]
LARGEST_TASK_PAGE, LARGEST_FIRST_VISIT = 30_000, 200_000  # bytes, uncompressed


class Window:
    """One browser window at the service, in which one person after the other signs in."""

    def __init__(self, context: BrowserContext, world: World, address: str):  # noqa: F811
        self.page: Page = equip(context.new_page())
        self.complaints: list[str] = []
        self._context = context
        self._world = world
        self.address = address
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(error.message))
        self.page.on("request", self._note_outside)

    def open_as(self, who: str, path: str) -> None:
        """Show the page to the person that the world calls `who`, in a window without a history."""
        self.complaints.clear()
        self._context.clear_cookies()
        if who != "nobody":
            person_id = self._world.people[who].person_id
            _, key = self._world.scene.do(actions.start_session, person_id=person_id, data={})
            self._context.add_cookies([{"name": "session", "value": key, "url": self.address}])
        response = self.page.goto(self.address + path)
        assert response is not None
        assert response.ok, response.status

    def kept(self) -> set[str]:
        """The names of everything that the browser now keeps of the service."""
        stores = self.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
        return {str(cookie["name"]) for cookie in self._context.cookies()} | set(stores)

    def _note_outside(self, request) -> None:
        if not request.url.startswith(f"{self.address}/"):
            self.complaints.append(f"asked for {request.url}")


@pytest.fixture(scope="module")
def window(chromium: Browser, process_app: Flask, world: World) -> Iterator[Window]:  # noqa: F811
    server = make_server("127.0.0.1", 0, process_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    context = chromium.new_context(viewport=DESK, reduced_motion="reduce")
    yield Window(context, world, f"http://127.0.0.1:{server.server_port}")
    context.close()
    server.shutdown()
    thread.join()


def _path(world: World, route: str) -> str:  # noqa: F811
    rule = next(rule for rule in world.app.url_map.iter_rules() if rule.rule == route.partition(" ")[2])
    values = world.ids | (world.released if "/releases/" in rule.rule else {})
    if "webhook_id" in rule.arguments:
        values["webhook_id"] = world.webhook_id()
    return str(
        world.app.url_map.bind("localhost").build(rule.endpoint, {name: values[name] for name in rule.arguments})
    )


def _is_page(world: World, who: str, path: str) -> bool:  # noqa: F811
    """Not a file, nor the page that says that the challenge is in another state than this is about."""
    answer = world.as_(who, "GET", path)
    is_file = answer.mimetype != "text/html" or "Content-Disposition" in answer.headers
    return not is_file and answer.status_code != 409


@pytest.mark.parametrize("route", SHOWN)
def test_a_page_of_the_service_can_be_read_and_used_by_everybody(window, world, route):  # noqa: F811
    who = min(PAGES[route] - {"nobody"}, key=["volunteer", "owner", *sorted(world.people)].index)
    path = _path(world, route)
    if not _is_page(world, who, path):
        return
    window.open_as(who, path)
    assert violations(window.page) == []
    assert faults(window.page) == []
    assert window.complaints == []
    assert window.kept() == {"session"}, "the one cookie that /cookies tells of"


@pytest.mark.parametrize(
    "path",
    [
        "/assignments/{assignment_id}",
        "/challenges/{challenge_id}/about",
        "/me/contributions",
        "/me/letter",
        "/practice",
    ],
)
def test_a_page_in_welsh_can_be_read_and_used_by_everybody(window, world, path):  # noqa: F811
    window.open_as("volunteer", f"/language/cy?next={path.format(**world.ids)}")
    assert window.page.locator("html").get_attribute("lang") == "cy"
    assert violations(window.page) == []
    assert faults(window.page) == []
    assert window.complaints == []


def test_the_first_visit_is_small_and_the_next_page_brings_only_itself(chromium, window):
    fresh = chromium.new_context()
    page = fresh.new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(f"{window.address}/", wait_until="networkidle")
    assert f"{window.address}/" in sizes
    assert sum(sizes.values()) <= LARGEST_FIRST_VISIT, sizes
    page.goto(f"{window.address}/help", wait_until="networkidle")
    again = page.evaluate("performance.getEntriesByType('resource').filter((each) => each.transferSize > 0)")
    assert again == [], "a style sheet or script is kept"
    fresh.close()


def test_the_task_page_is_small(world):  # noqa: F811
    page = world.as_("volunteer", "GET", f"/assignments/{world.ids['assignment_id']}")
    assert page.status_code == 200
    assert len(page.data) <= LARGEST_TASK_PAGE
