"""The warning before somebody is signed out for doing nothing, in a real browser, with both clocks moved on."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from microtask.people import actions
from tests.browser.sight import equip, violations
from tests.scene import Scene

pytestmark = pytest.mark.browser
NEARLY = timedelta(minutes=27, seconds=2)


@pytest.fixture
def page(app: Flask, scene: Scene, chromium: Browser) -> Iterator[Page]:
    """An owner at the page of a new challenge."""
    _, key = scene.do(actions.start_session, person_id=scene.person("home", "owner").person_id, data={})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    with chromium.new_context(base_url=address) as context:
        context.add_cookies([{"name": "session", "value": key, "url": address}])
        context.clock.install()
        one = equip(context.new_page())
        one.goto("/challenges/new")
        yield one
    server.shutdown()
    thread.join()
    server.server_close()


def wait(app: Flask, page: Page, time: timedelta) -> None:
    """Do nothing for a time."""
    app.extensions["microtask"].units.clock.moved += time
    page.clock.fast_forward(int(time.total_seconds() * 1000))


def test_who_is_warned_may_stay_and_what_they_wrote_stays_too(app: Flask, page: Page):
    page.get_by_label("Name of the challenge").fill("Letters")
    warning = page.get_by_role("dialog")
    expect(warning).to_be_hidden()
    wait(app, page, NEARLY)
    expect(warning).to_contain_text("You are about to be signed out")
    assert violations(page) == []
    page.keyboard.press("Enter")  # the button has the focus
    expect(warning).to_be_hidden()
    wait(app, page, NEARLY)
    expect(warning).to_be_visible()
    page.keyboard.press("Escape")
    expect(warning).to_be_hidden()
    assert page.get_by_label("Name of the challenge").input_value() == "Letters"


def test_who_was_away_for_too_long_is_told_and_goes_back_to_what_they_wrote(app: Flask, page: Page):
    page.get_by_label("Name of the challenge").fill("Letters")
    wait(app, page, timedelta(minutes=40))
    warning = page.get_by_role("dialog")
    expect(warning).to_contain_text("You have been signed out")
    page.get_by_role("button", name="Go back to the page").click()
    expect(warning).to_be_hidden()
    assert page.get_by_label("Name of the challenge").input_value() == "Letters"


def test_use_in_another_tab_counts(app: Flask, page: Page):
    wait(app, page, timedelta(minutes=20))
    page.context.new_page().goto("/help")
    wait(app, page, timedelta(minutes=8))
    expect(page.get_by_role("dialog")).to_be_hidden()
