import re

import pytest

from tests.web.visitor import errors, heading, links, text


@pytest.fixture
def path(desk):
    challenge_id = desk.draft(redundancy={"min": 3, "max": 7, "confidence": 0.95})
    desk.load(challenge_id, b"key,text\n" + b"".join(b"L%d,Letter %d\n" % (n, n) for n in range(100)))
    return f"/challenges/{challenge_id}/trial"


def answer(owner, page, value, *, seconds=0):
    url = re.search(r'action="([^"]*/trial/\d+[^"]*)"', page.text)[1]
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


def test_whoever_clicks_through_is_told_that_more_is_counted(owner, path):
    page = owner.get(next(link for link in links(owner.get(path)) if "/trial/" in link))
    page = owner.follow(answer(owner, page, "Yes"))
    while "/trial/" in page.text and 'name="shown_at"' in page.text:
        page = owner.follow(answer(owner, page, "Yes"))
    assert "You took less than 5 seconds for each. Nobody reads and answers so fast, so we count 5." in text(page)


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
    owner.send(question, template="review", question="Is it clear?", label=["Clear", "Unclear"])
    assert scene.value("SELECT count(*) FROM trials") == 0


@pytest.fixture
def three(desk):
    """A draft that asks whether, then how much, then which of two: the last of the first ten alone."""
    passing = {"template": "review", "question": "Is it clear?", "options": ["Yes", "No"], "effect": {"pass": ["No"]}}
    rated = {
        "template": "rate",
        "question": "How hard?",
        "scale": {"min": 1, "max": 3},
        "effect": {"pass": {"top": 10}},
    }
    compared = {"template": "compare", "question": "Which is better?"}
    careful = {"redundancy": {"min": 3, "max": 7, "confidence": 0.95}}
    stages = [passing | careful, rated | {"redundancy": {"min": 2, "max": 4}}, compared]
    challenge_id = desk.draft("template", "question", "options", stages=stages)
    desk.load(challenge_id, b"key,text\n" + b"".join(b"L%d,Letter %d\n" % (n, n) for n in range(100)))
    return f"/challenges/{challenge_id}/trial"


def test_each_of_several_questions_is_tried_and_its_cost_is_told(owner, three, scene):
    page = owner.get(three)
    assert "Question 1: Is it clear?" in text(page)
    assert f"{three}?stage=3" in links(page)
    answer(owner, owner.get(next(link for link in links(page) if "/trial/" in link)), "Yes", seconds=30)
    page = owner.get(f"{three}?stage=2")
    page = owner.get(next(link for link in links(page) if "/trial/" in link))
    assert heading(page) == "How hard?"
    page = owner.follow(answer(owner, page, "2", seconds=60))
    assert heading(page) == "How hard?", "the next item of the same question"
    told = text(owner.get(f"{three}?stage=2"))
    assert "100 items × 3 answers is about 5 hours of colleagues’ time." in told  # noqa: RUF001
    assert "items that do not go on to this question cost nothing here" in told
    assert "1. Is it clear? 1 About 5 hours" in told
    assert "2. How hard? 1 At most about 5 hours" in told
    assert "3. Which is better? 0 Try it to see" in told
    kept = scene.rows("SELECT position, value FROM trials JOIN stages s ON s.id = stage_id ORDER BY 1")
    assert [tuple(row) for row in kept] == [(1, "Yes"), (2, "2")]


def test_pairs_of_the_first_items_are_compared_and_cost_what_comes_so_far_at_most(owner, three, scene):
    page = owner.get(f"{three}?stage=3")
    assert "Compare the first 5 pairs as a volunteer would. Once it is open, the service chooses the pairs." in text(
        page
    )
    page = owner.get(next(link for link in links(page) if "/trial/" in link))
    assert "Letter 0" in text(page)
    assert "Letter 1" in text(page)
    for value in ("a", "b", "same", "|not-sure", "a"):
        page = owner.follow(answer(owner, page, value, seconds=20))
    told = text(page)
    assert "10 items × " in told  # noqa: RUF001
    assert "About the same" in told
    assert "Keep these as check items?" not in told
    assert "2. How hard? 0 Try it to see" in told
    assert scene.value("SELECT count(DISTINCT item_id) FROM trials") == 5
    other = scene.value("SELECT id FROM items WHERE key = 'L1'")
    assert owner.get(f"{three}/{other}?stage=3").status_code == 404, "the second of a pair begins none"


def test_what_was_tried_of_a_later_question_may_be_kept_as_check_items_of_it(owner, three, scene):
    page = owner.get(next(link for link in links(owner.get(f"{three}?stage=2")) if "/trial/" in link))
    answer(owner, page, "3")
    page = owner.follow(owner.send(f"{three}/keep?stage=2"))
    assert "1 item is a check item now." in text(page)
    assert [tuple(row) for row in scene.rows("SELECT position, answer FROM gold JOIN stages s ON s.id = stage_id")] == [
        (2, "3")
    ]
    assert scene.value("SELECT count(*) FROM answers") == 0


def test_what_has_no_question_or_no_items_cannot_be_tried(owner, desk):
    draft = owner.send("/challenges", title="Letters").location
    assert "Write the question" in text(owner.get(f"{draft}/trial"))
    compared = desk.draft("options", template="better-idea", question="Which idea is better?")
    assert "There are no two items to compare yet." in text(owner.get(f"/challenges/{compared}/trial"))
    desk.load(compared, b"key,text\nL1,Send us form B2.\n")
    assert "There are no two items to compare yet." in text(owner.get(f"/challenges/{compared}/trial"))
    assert owner.get(f"/challenges/{compared}/trial?stage=2").status_code == 404
    assert "There are no items yet." in text(owner.get(f"/challenges/{desk.draft()}/trial"))
