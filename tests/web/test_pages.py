from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from microtask.analysis.note import method_note
from microtask.analysis.worked_example import figures
from microtask.retention import RETENTION, in_words
from tests.web.visitor import heading, text

PAGES = {
    "/help": "Help",
    "/privacy": "Privacy notice",
    "/charter": "Volunteer charter",
    "/meet-up-plan": "A plan for a meet-up of 30 minutes",
    "/buddy-guide": "A guide for two people at one desk or call",
    "/cookies": "Cookies",
    "/accessibility-statement": "Accessibility statement",
    "/how-answers-are-combined": "How answers are combined",
}


@pytest.mark.parametrize("path", PAGES)
def test_the_standing_pages_are_open_to_everyone(app, clean, visit, scene, path):
    assert heading(app.test_client().get(path)) == PAGES[path]
    assert heading(visit(scene.person()).get(path)) == PAGES[path]


def test_the_cookies_page_names_every_cookie_that_is_set(app, clean):
    client = app.test_client()
    client.get("/sign-in")
    assert [cookie.key for cookie in client._cookies.values()] == ["session"]
    assert "session Keeps you signed in" in text(client.get("/cookies"))
    assert "__Host-session" in text(client.get("/cookies", base_url="https://localhost"))


def test_the_page_has_the_note_with_its_task_worked_through(app, clean):
    page = text(app.test_client().get("/how-answers-are-combined"))
    assert "One task by hand" in page
    assert f"{figures()['confidence']:.3f}" in page
    assert "Nobody's answer counts more for their grade" in page


def test_what_it_comes_to_is_said_first_in_plain_english(app, clean):
    page = text(app.test_client().get("/how-answers-are-combined"))
    assert page.index("In short") < page.index("Several people answer each item") < page.index("Questions with one")


def test_the_method_can_be_read_in_full(app, clean):
    response = app.test_client().get("/how-answers-are-combined/method-note.md")
    assert response.mimetype == "text/markdown"
    assert response.text == method_note()


def test_the_privacy_notice_shows_every_line_of_the_retention_table(app, clean):
    page = text(app.test_client().get("/privacy"))
    for each in RETENTION:
        assert f"{each.what} {in_words(each.period)}" in page


def test_a_weakness_can_be_reported(app, clean):
    response = app.test_client().get("/.well-known/security.txt")
    assert response.mimetype == "text/plain"
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert fields["Contact"] == "http://localhost/feedback"
    assert datetime.now(UTC) < datetime.fromisoformat(fields["Expires"]) < datetime.now(UTC) + timedelta(days=366)


def test_the_address_of_the_team_is_where_it_is_needed(settings, clean):
    from microtask.app import create_app

    app = create_app(replace(settings, contact="team@tax.example"))
    for path in ("/privacy", "/accessibility-statement", "/.well-known/security.txt"):
        assert "mailto:team@tax.example" in app.test_client().get(path).text
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()
