import pytest

from microtask.analysis.note import method_note
from microtask.analysis.worked_example import figures
from tests.web.visitor import heading, text

PAGES = {
    "/help": "Help",
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


def test_the_method_can_be_read_in_full(app, clean):
    response = app.test_client().get("/how-answers-are-combined/method-note.md")
    assert response.mimetype == "text/markdown"
    assert response.text == method_note()
