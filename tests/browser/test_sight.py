"""The eyes that look at every page do see: a fault of each kind, and a page without one."""

import pytest

from tests.browser.sight import controls, equip, faults, violations

pytestmark = pytest.mark.browser
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Letters</title><meta name="viewport" content="width=device-width">
</head><body><main><h1>Letters</h1>%s</main></body></html>"""
GROUP = "".join(f'<label><input type="radio" name="a" value="{each}">Item {each}</label>' for each in (1, 2))
FAULTY = {
    "without a name: <input": '<input name="a">',
    "without a name: <button": "<button></button>",
    "without a name: <a": '<a href="/"><svg></svg></a>',
    "without a name: the group “a” has no legend": GROUP,
    "cut off at 320 px: the page is": '<p style="width: 600px">Wide</p>',
    "cut off at 320 px: <p": '<p style="width: 100px; height: 10px; overflow: hidden">A sentence that is cut</p>',
    "sticks to the window: <p": '<p style="position: sticky">Here</p>',
}


@pytest.fixture(scope="module")
def page(chromium):
    page = equip(chromium.new_page())
    page.goto("about:blank")
    yield page
    page.close()


@pytest.mark.parametrize("fault", FAULTY)
def test_a_fault_is_seen(page, fault):
    page.set_content(PAGE % FAULTY[fault])
    assert any(each.startswith(fault) for each in faults(page)), faults(page)


def test_a_page_without_a_fault_has_none(page):
    page.set_content(PAGE % f'<fieldset><legend>Which?</legend>{GROUP}</fieldset><a href="/">Home</a>')
    assert faults(page) == []
    assert violations(page) == []
    assert controls(page) == ["INPUT a 1", "INPUT a 2", "A  Home"]


def test_axe_is_asked_for_best_practices_too(page):
    page.set_content(PAGE % "<h4>Deep</h4>")
    assert any(each.startswith("heading-order") for each in violations(page))
