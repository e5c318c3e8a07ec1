import pytest

from microtask.catalogue import load_catalogue
from tests.web.visitor import errors, heading, links, text

COUNTED = ("answers", "assignments", "sittings", "participants")
LETTERS = "/practice/next-step-letter"


@pytest.fixture
def volunteer(visit, scene):
    return visit(scene.person())


def test_each_kind_of_task_can_be_practised(volunteer):
    page = volunteer.get("/practice")
    offered = [url for url in links(page) if url.startswith("/practice/")]
    assert LETTERS in offered
    assert volunteer.get(LETTERS).location == f"{LETTERS}/1"


def test_an_answer_is_shown_beside_ours_with_the_reason(volunteer):
    page = volunteer.send(f"{LETTERS}/2", value="Yes")
    assert "Your answer Yes Our answer Partly" in text(page)
    assert "Something must be sent" in text(page)
    assert "This was practice. It does not count." in text(page)
    assert f"{LETTERS}/3" in links(page)


def test_after_the_last_one_the_next_task_is_offered(volunteer):
    page = volunteer.send(f"{LETTERS}/3", value="|not-sure")
    assert "Your answer I’m not sure" in text(page)  # noqa: RUF001 (a typographic apostrophe)
    assert "/sittings" in links(page)


def test_nothing_is_kept_of_it(volunteer, scene):
    for number in (1, 2, 3):
        volunteer.send(f"{LETTERS}/{number}", value="Yes")
    assert [scene.value(f"SELECT count(*) FROM {table}") for table in COUNTED] == [0] * len(COUNTED)


@pytest.mark.parametrize("sent", [{}, {"value": "Perhaps"}])
def test_without_an_answer_the_form_says_what_to_select(volunteer, sent):
    page = volunteer.send(f"{LETTERS}/1", **sent)
    assert page.status_code == 422
    assert errors(page) == ["Select an answer, or select ‘I’m not sure’"]  # noqa: RUF001


@pytest.mark.parametrize("path", ["/practice/nothing", "/practice/nothing/1", f"{LETTERS}/0", f"{LETTERS}/4"])
def test_what_is_not_there_is_not_found(volunteer, path):
    assert volunteer.get(path).status_code == 404


@pytest.mark.parametrize("template", [each.id for each in load_catalogue()])
def test_every_item_of_every_template_can_be_answered_and_is_explained(volunteer, template):
    chosen = load_catalogue().get(template)
    for number, item in enumerate(chosen.practice, 1):
        assert heading(volunteer.get(f"/practice/{template}/{number}")) == chosen.example.question
        value = item.answer or "|none"
        page = volunteer.send(f"/practice/{template}/{number}", value=value)
        said, ours = text(page).split("Your answer ")[1].split(" Our answer ")
        assert ours.startswith(said), "the answer of the manifest is taken for right"
        assert item.why in text(page)
