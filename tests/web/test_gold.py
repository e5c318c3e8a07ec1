import io

import pytest

from tests.challenges.actions.test_create import change
from tests.web.visitor import errors, heading, links, text


def upload(visitor, challenge_id, data=b"key,answer\nA,Yes\n", filename="known.csv", **fields):
    return visitor.send(f"/challenges/{challenge_id}/gold", file=(io.BytesIO(data), filename), **fields)


def test_an_owner_uploads_check_items_and_sees_how_many_there_are(owner, desk):
    challenge_id = desk.opened()
    url = f"/challenges/{challenge_id}/gold"
    assert url in links(owner.get(f"/challenges/{challenge_id}"))
    assert "Does this letter say what to do next? 0" in text(owner.get(url))
    page = upload(owner, challenge_id, b"key,answer\nA,Yes\nB,Purple\nC,No\nC,No\n")
    assert page.status_code == 200
    assert heading(page) == "Check items"
    assert "Answers taken 2 Known already 1 Rows left out 1" in text(page)
    assert "3 “Purple” is not an option of this question." in text(page)
    assert "Does this letter say what to do next? 2" in text(owner.get(url))


def test_what_is_no_table_of_answers_is_said_at_the_form(owner, desk):
    challenge_id = desk.opened()
    for data, filename, sentence in (
        (b"", "", "Select a file"),
        (b"key,said\nA,Yes\n", "known.csv", "The header has no column called “answer”"),
    ):
        page = upload(owner, challenge_id, data, filename)
        assert page.status_code == 422
        assert errors(page)[0].startswith(sentence)


def test_of_several_questions_one_is_chosen(owner, desk):
    challenge_id = desk.draft()
    change(desk, challenge_id, stages=[
        {"template": "review", "question": "Clear?", "options": ["Yes", "No"]},
        {"template": "rate", "question": "How clear?", "scale": {"min": 1, "max": 5}},
    ])  # fmt: skip
    desk.load(challenge_id, b"key\nA\n")
    assert errors(upload(owner, challenge_id)) == ["Select a question"]
    assert errors(upload(owner, challenge_id, stage="x")) == ["Select a question"]
    assert "Clear? 1 How clear? 0" in text(upload(owner, challenge_id, stage="1"))


def test_a_challenge_that_has_closed_takes_no_more_of_them(owner, desk, scene):
    challenge_id = desk.opened()
    scene.rows("UPDATE challenges SET state = 'closed' RETURNING id")
    assert upload(owner, challenge_id).status_code == 409
    assert "Add check items" not in text(owner.get(f"/challenges/{challenge_id}/gold"))


def test_everybody_who_is_asked_is_told_that_there_are_some(visit, owner, desk, scene):
    challenge_id = desk.opened()
    volunteer = visit(scene.person("tax"))
    sentence = "Some items have known answers"
    assert sentence not in text(volunteer.get(f"/challenges/{challenge_id}"))
    upload(owner, challenge_id)
    page = volunteer.get(f"/challenges/{challenge_id}")
    assert sentence in text(page)
    assert f"/challenges/{challenge_id}/gold" not in links(page)
    assert volunteer.get(f"/challenges/{challenge_id}/gold").status_code == 403


@pytest.mark.parametrize(
    ("department", "roles"),
    [("tax", ()), ("home", ("analyst",)), ("home", ("admin",)), ("tax", ("owner",)), ("home", ("owner",))],
)
def test_nobody_but_its_owner_sees_the_page_or_sends_a_file(visit, desk, scene, department, roles):
    challenge_id = desk.opened()
    stranger = visit(scene.person(department, *roles))
    assert stranger.get(f"/challenges/{challenge_id}/gold").status_code in (403, 404)
    assert upload(stranger, challenge_id).status_code in (403, 404)
    assert scene.rows("SELECT FROM gold") == []


def test_a_comparison_has_none_and_the_page_offers_no_form(owner, desk, scene):
    opened = scene.challenge(owner=desk.owner, kind="compare", template="compare", options=[])
    page = owner.get(f"/challenges/{opened.id}/gold")
    assert page.status_code == 200
    assert "Add check items" not in text(page)
    told = upload(owner, opened.id, b"key,answer\nitem-1,a\n")
    assert told.status_code == 409
    assert "Colleagues compare items with each other here" in text(told)


def test_what_was_known_before_is_kept_whatever_file_comes_after(owner, desk, scene):
    challenge_id = desk.opened()
    upload(owner, challenge_id)
    for data in (b"", b"PK\x03\x04" + bytes(60), b"answer\nYes\n"):
        page = upload(owner, challenge_id, data)
        assert page.status_code == 422
        assert errors(page)
    scene.rows("UPDATE challenges SET state = 'closing' RETURNING id")
    told = text(upload(owner, challenge_id, b"key,answer\nB,No\n"))
    assert "has been closed, so no known answers can be added" in told
    assert scene.rows("SELECT answer FROM gold") == [("Yes",)]
