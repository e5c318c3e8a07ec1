"""Every page in every state that a user can meet, by itself. The list of them is tests/web/examples.py."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browser.sight import DESK, controls, equip, faults, violations
from tests.web.examples import EXAMPLES, VARIANTS, make_app

pytestmark = pytest.mark.browser
NAMES = list(EXAMPLES)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, make_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@dataclass
class Sweep:
    """One page that goes from example to example, and what the browser had to complain of on the way."""

    page: Page
    plain: Page  # the same without scripts
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def sweep(chromium: Browser, address: str) -> Iterator[Sweep]:
    plain = chromium.new_context(java_script_enabled=False, viewport=DESK)
    sweep = Sweep(equip(chromium.new_page(reduced_motion="reduce", viewport=DESK)), plain.new_page())
    sweep.page.on("console", lambda message: sweep.complaints.append(message.text))
    sweep.page.on("pageerror", lambda error: sweep.complaints.append(error.message))
    sweep.page.on("requestfailed", lambda request: sweep.complaints.append(request.url))
    sweep.page.on("request", lambda request: request.url.startswith(address) or sweep.complaints.append(request.url))
    sweep.plain.on("request", lambda request: request.url.startswith(address) or sweep.complaints.append(request.url))
    yield sweep
    sweep.page.close()
    plain.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def _address_of(address: str, name: str) -> str:
    return f"{address}/{NAMES.index(name)}"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_read_and_used_by_everybody(sweep, address, name):
    sweep.complaints.clear()
    response = sweep.page.goto(_address_of(address, name))
    assert response is not None
    assert response.ok
    assert violations(sweep.page) == []
    assert faults(sweep.page) == []
    if name not in VARIANTS:  # which have the controls of the page that they are made from, in another number
        sweep.plain.goto(_address_of(address, name))
        assert controls(sweep.plain) == controls(sweep.page), "with and without scripts"
    assert sweep.complaints == [], "an empty console, and nothing asked of another place"


def test_the_error_summary_takes_the_focus_and_leads_to_its_field(page, address):
    page.goto(_address_of(address, "assignments/show.html: refused"))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Select an answer").click()
    expect(page.get_by_role("radio", name="Yes")).to_be_focused()


def test_none_of_these_unticks_the_others(page, address):
    page.goto(_address_of(address, "assignments/show.html: changed"))
    expect(page.get_by_role("checkbox", name="Cost")).to_be_checked()
    page.get_by_role("checkbox", name="None of these").check()
    expect(page.get_by_role("checkbox", name="Cost")).not_to_be_checked()
    page.get_by_role("checkbox", name="Staff").check()
    expect(page.get_by_role("checkbox", name="None of these")).not_to_be_checked()


def test_another_answer_is_added_where_one_is_and_takes_the_focus(page, address):
    page.goto(_address_of(address, "question/edit.html"))
    page.get_by_role("textbox", name="Answer 1", exact=True).fill("It does")
    for number in (4, 5):
        page.get_by_role("button", name="Add another answer").press("Enter")
        expect(page.get_by_role("textbox", name=f"Answer {number}", exact=True)).to_be_focused()
        expect(page.get_by_role("textbox", name=f"What answer {number} means")).to_have_value("")
    expect(page.get_by_role("textbox", name="Answer 1", exact=True)).to_have_value("It does")
    with page.expect_request("**/challenges/7/question?stage=2") as request:
        page.get_by_role("textbox", name="Answer 5", exact=True).press("Enter")
    assert "label=It+does" in request.value.post_data
    assert "add=yes" not in request.value.post_data, "the Enter key saves"


def test_the_question_is_the_name_of_the_answers(page, address):
    page.goto(_address_of(address, "assignments/show.html"))
    expect(page.get_by_role("heading", level=1, name="Does this letter say what to do next?")).to_be_visible()
    expect(page.get_by_role("group", name="Does this letter say what to do next?")).to_be_visible()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)


def test_a_task_is_done_with_the_keyboard_alone(page, address):
    page.goto(_address_of(address, "assignments/show.html"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Yes")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Partly")).to_be_checked()
    for name in ("How to answer", "Add a note (optional)"):
        page.keyboard.press("Tab")
        expect(page.get_by_text(name)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Continue")).to_be_focused()
    with page.expect_request("**/assignments/12/answer") as request:
        page.keyboard.press("Enter")
    assert "value=Partly" in request.value.post_data


def test_without_scripts_every_control_is_still_there(chromium, address):
    page = chromium.new_page(java_script_enabled=False)
    page.goto(_address_of(address, "assignments/show.html: tag"))
    for name in ("Continue", "Skip this one", "Stop for now", "Sign out"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    page.get_by_role("checkbox", name="Cost").check()
    with page.expect_request("**/assignments/12/skip") as request:
        page.get_by_role("button", name="Skip this one").click()
    assert request.value.method == "POST"
    page.close()
