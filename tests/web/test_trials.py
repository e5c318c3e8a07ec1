import re

import pytest

from tests.web.visitor import errors, heading, links, text


@pytest.fixture
def path(desk):
    challenge_id = desk.draft(redundancy={"min": 3, "max": 7, "confidence": 0.95})
    desk.load(challenge_id, b"key,text\n" + b"".join(b"L%d,Letter %d\n" % (n, n) for n in range(100)))
    return f"/challenges/{challenge_id}/trial"


def answer(owner, page, value, *, seconds=0):
    url = re.search(r'action="([^"]*/trial/\d+)"', page.text)[1]
    shown_at = int(re.search(r'name="shown_at" value="(\d+)"', page.text)[1]) - seconds
    return owner.send(url, value=value, shown_at=shown_at)


def test_an_owner_tries_five_items_and_is_told_what_the_rest_costs(owner, path):
    page = owner.get(path)
    assert "Answer the first 5 items as a volunteer would" in text(page)
    page = owner.get(next(link for link in links(page) if "/trial/" in link))
    for seconds in (30, 35, 40, 300, 36):
        assert heading(page) == "Does this letter say what to do next?"
        page = owner.follow(answer(owner, page, "Yes", seconds=seconds))
    assert heading(page) == "Try it yourself"
    said = "You took about 35 seconds for each. 100 items × 5.7 answers is about 6 hours of colleagues’ time."  # noqa: RUF001
    assert said in text(page)
    assert "5 tried" in text(owner.get(path.removesuffix("/trial")))


def test_what_was_tried_is_never_counted(owner, path, scene):
    page = owner.get(path)
    page = owner.get(next(link for link in links(page) if "/trial/" in link))
    answer(owner, page, "Yes")
    assert scene.value("SELECT count(*) FROM trials") == 1
    assert scene.value("SELECT count(*) FROM answers") == 0
    assert scene.value("SELECT count(*) FROM participants") == 0


def test_nothing_selected_is_told_and_not_sure_is_an_answer(owner, path):
    first = next(link for link in links(owner.get(path)) if "/trial/" in link)
    refused = owner.send(first, shown_at="1")
    assert refused.status_code == 422
    assert "Select an answer" in errors(refused)[0]
    assert owner.send(first, value="Purple").status_code == 422
    owner.send(first, value="|not-sure")
    assert "Not sure" in text(owner.get(path))


def test_what_was_tried_may_be_kept_as_check_items(owner, path, scene):
    page = owner.get(next(link for link in links(owner.get(path)) if "/trial/" in link))
    page = owner.follow(answer(owner, page, "Partly"))
    answer(owner, page, "|not-sure")
    page = owner.follow(owner.send(f"{path}/keep"))
    assert "1 item is a check item now." in text(page)
    assert scene.value("SELECT answer FROM gold") == "Partly"


def test_other_answers_to_choose_from_begin_the_trial_anew(owner, path, scene):
    page = owner.get(next(link for link in links(owner.get(path)) if "/trial/" in link))
    answer(owner, page, "Yes")
    question = path.replace("/trial", "/question")
    owner.send(question, template="review", question="Is it clear?", options="Clear\r\nUnclear")
    assert scene.value("SELECT count(*) FROM trials") == 0


def test_what_has_no_question_or_compares_cannot_be_tried(owner, desk):
    draft = owner.send("/challenges", title="Letters").location
    assert "Write the question" in text(owner.get(f"{draft}/trial"))
    compared = desk.draft("options", template="better-idea", question="Which idea is better?")
    assert "the service chooses which" in text(owner.get(f"/challenges/{compared}/trial"))
    assert "There are no items yet." in text(owner.get(f"/challenges/{desk.draft()}/trial"))
