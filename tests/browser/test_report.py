"""The report of `microtask aggregate`, as a browser opens it from a disk."""

import pytest
from playwright.sync_api import expect

from microtask.analysis.report.checking import check
from microtask.analysis.report.page import render
from tests.analysis.report.studies import RATE, REVIEW, TAG, TEXT, material, page_of, study
from tests.browser.sight import DESK, NARROWEST, equip, faults, violations

pytestmark = pytest.mark.browser
GOLD = {"review": {0: "yes", 1: "no"}, "tag": {0: "cost"}, "rate": {0: "2"}, "text": {0: "a dog"}}


def _pages():
    for question, rows in (
        (REVIEW, [["yes", "yes", "no"], ["no", "no", None]] * 5),
        (TAG, [["cost", "cost|health", ""], ["health"] * 3] * 5),
        (RATE, [["1", "2", "4"], ["5", "5", "6"]] * 5),
        (TEXT, [["a dog", "a dog", "the dog"], ["one cat", "a cat"]] * 5),
    ):
        gold = GOLD[question.kind]
        checked = check(question, material(rows), method="auto", gold=gold)
        yield question.kind, render(study(question, rows, gold=gold, checked=checked))
    yield "compare", page_of(*((place % 3, (place + 1) % 3, place % 2) for place in range(12)))


@pytest.mark.parametrize(("kind", "html"), list(_pages()), ids=lambda value: value if len(value) < 10 else "")
def test_the_report_is_accessible_quiet_and_never_scrolls_sideways(chromium, tmp_path, kind, html):
    path = tmp_path / "report.html"
    path.write_text(html)
    page = equip(chromium.new_page(viewport=DESK))
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: None if request.url == path.as_uri() else complaints.append(request.url))
    page.goto(path.as_uri())
    assert violations(page) == []
    assert faults(page) == []
    page.set_viewport_size(NARROWEST)
    expect(page.get_by_role("img").first).to_be_visible()
    sizes = page.evaluate("[...document.querySelectorAll('svg text')].map(text => text.getBoundingClientRect().height)")
    assert min(sizes) >= 14, "text keeps its size where the page is narrow"
    assert complaints == []
    page.close()
