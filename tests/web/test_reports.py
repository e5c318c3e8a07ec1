import pytest

from microtask.people.rules import Identity
from microtask.web.reports import REASONS
from tests.results.actions.test_decide_report import report
from tests.web.visitor import errors, heading, links, text


@pytest.fixture
def admin(scene) -> Identity:
    return scene.person("home", "admin")


@pytest.fixture
def reported(scene) -> int:
    return report(scene, scene.challenge(items=2))


def test_an_administrator_finds_what_waits_and_why(visit, scene, admin, reported):
    visitor = visit(admin)
    assert "/reports" in links(visitor.get("/challenges"))
    assert "1 report to check" in text(visitor.get("/challenges"))
    page = visitor.get("/reports")
    assert f"/reports/{reported}" in links(page)
    assert f"item-1 Letters (Home) {REASONS['personal_details']} today" in text(page)
    assert "/reports" not in links(visit(scene.person("home", "owner")).get("/challenges"))


def test_the_page_of_a_report_shows_the_item_and_not_who_reported_it(visit, scene, admin, reported):
    page = visit(admin).get(f"/reports/{reported}")
    assert heading(page) == "Decide about a reported item"
    assert "Text 1" in text(page)
    reporter = scene.value("SELECT p.name FROM people p ORDER BY id DESC LIMIT 1")
    assert reporter not in text(page)


def test_what_is_decided_is_asked_for_in_full(visit, admin, reported):
    page = visit(admin).send(f"/reports/{reported}")
    assert page.status_code == 422
    assert errors(page) == ["Select what should happen to the item", "Say in a sentence why you decide so"]
    page = visit(admin).send(f"/reports/{reported}", decision="redact", reason="It has a name.", **{"text-0": "Text 1"})
    assert page.status_code == 422
    assert errors(page)[0].startswith("Change the text that nobody should see")


def test_a_text_is_typed_over(visit, scene, admin, reported):
    visitor = visit(admin)
    sent = visitor.send(f"/reports/{reported}", decision="redact", reason="It has a name.", **{"text-0": "One\r\ntwo"})
    page = visitor.follow(sent)
    assert heading(page) == "Reports to check"
    assert "item-1 Letters Redacted and restored It has a name." in text(page)
    assert scene.rows("SELECT payload, state FROM items ORDER BY id")[0] == ({"text": "One\ntwo"}, "live")


def test_a_text_that_a_browser_only_sent_back_is_left_as_it_is(visit, scene, admin, reported):
    scene.rows("""UPDATE items SET payload = '{"a": "One\\ntwo ", "b": "Three"}' WHERE key = 'item-1' RETURNING id""")
    visit(admin).send(f"/reports/{reported}", decision="redact", reason="It has a name.",
                      **{"text-0": "One\r\ntwo ", "text-1": "3"})  # fmt: skip
    assert scene.value("SELECT payload FROM items WHERE key = 'item-1'") == {"a": "One\ntwo ", "b": "3"}


def test_an_item_is_removed(visit, scene, admin, reported):
    visitor = visit(admin)
    visitor.send(f"/reports/{reported}", decision="remove", reason="It names a man.")
    assert scene.value("SELECT state FROM items WHERE key = 'item-1'") == "withdrawn"
    assert "Nothing waits for you." in text(visitor.get("/reports"))
    assert visitor.get(f"/reports/{reported}").status_code == 404


def test_an_owner_sees_how_many_items_are_hidden(visit, scene):
    owner = scene.person("home", "owner")
    opened = scene.challenge(items=2, owner=owner)
    report(scene, opened)
    assert "1 item is hidden: a colleague reported it" in text(visit(owner).get(f"/challenges/{opened.id}"))
    assert "is hidden" not in text(visit(scene.person()).get(f"/challenges/{opened.id}"))
