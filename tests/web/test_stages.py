import pytest

from tests.desk import THREE_ITEMS
from tests.web.visitor import checked, errors, heading, links, text


@pytest.fixture
def draft(desk) -> str:
    challenge_id = desk.draft()
    desk.load(challenge_id, THREE_ITEMS)
    return f"/challenges/{challenge_id}"


@pytest.fixture
def two(owner, draft) -> str:
    """A draft that asks a second question."""
    owner.send(f"{draft}/stages")
    owner.send(f"{draft}/question?stage=2", template="rate", question="How easy to mend?", label=["hard", "easy"])
    return draft


def test_a_draft_offers_a_second_question_and_is_otherwise_as_it_was(owner, draft):
    page = owner.get(draft)
    assert "Ask a second question about some of the items" in text(page)
    assert f"{draft}/question" in links(page)
    page = owner.get(f"{draft}/stages")
    assert heading(page) == "The questions"
    assert "One question is enough for most challenges." in text(page)
    assert "Remove question 1" not in text(page)


def test_a_second_question_is_asked_first_what_kind_it_is(owner, draft, scene):
    page = owner.follow(owner.send(f"{draft}/stages"))
    assert heading(page) == "What do you want colleagues to do?"
    page = owner.follow(owner.get(f"{draft}/question/kind?asked=yes&template=rate&stage=2"))
    assert f"{draft}/question?stage=2" in links(page)
    sent = owner.send(
        f"{draft}/question?stage=2", template="rate", question="How easy to mend?", label=["hard", "easy"]
    )
    assert sent.location == f"{draft}/stages"
    assert [tuple(row) for row in scene.rows("SELECT position, kind FROM stages ORDER BY position")] == [
        (1, "review"), (2, "rate"),
    ]  # fmt: skip
    page = owner.get(draft)
    assert "It asks 2 questions, one after another" in text(page)
    assert f"{draft}/sections/rule" not in links(page), "each question has its own"


def test_each_question_has_an_audience_and_a_rule_of_its_own(owner, two, scene, desk):
    scene.department("tax")
    page = owner.get(f"{two}/sections/audience?stage=2")
    assert f"{two}/sections/audience?stage=2" in links(page)
    sent = owner.send(f"{two}/sections/audience?stage=2", who="listed", departments="tax", min_departments="1")
    assert sent.location == f"{two}/stages"
    owner.send(f"{two}/sections/rule?stage=2", care="careful")
    rows = scene.rows("SELECT department_ids, min_answers FROM stages ORDER BY position")
    assert rows[0] == (None, 2)
    assert rows[1] == ([scene.department("tax")], 5)
    assert "Question 2: who is asked tax" in text(owner.get(f"{two}/stages"))
    assert owner.get(f"{two}/sections/audience?stage=3").status_code == 404


def test_what_goes_on_is_said_in_answers(owner, two, scene):
    page = owner.get(f"{two}/stages/1/effect")
    assert heading(page) == "What goes on to question 2?"
    assert checked(page) == ["everything"]
    refused = owner.send(f"{two}/stages/1/effect", goes_on="pass")
    assert (refused.status_code, errors(refused)) == (422, ["Select one answer or more"])
    page = owner.follow(owner.send(f"{two}/stages/1/effect", goes_on="pass", labels=["Partly", "No"]))
    assert "What goes on to question 2 Items with the answer Partly or No" in text(page)
    assert checked(owner.get(f"{two}/stages/1/effect")) == ["pass", "Partly", "No"]
    owner.send(f"{two}/stages/1/effect", goes_on="drop", labels=["Yes"])
    assert scene.value("SELECT effect FROM stages WHERE position = 1") == {"drop": ["Yes"]}
    owner.send(f"{two}/stages/1/effect", goes_on="everything")
    assert scene.value("SELECT effect FROM stages WHERE position = 1") is None
    assert errors(owner.send(f"{two}/stages/1/effect")) == ["Select what goes on to the next question"]
    assert owner.send(f"{two}/stages/1/effect", goes_on="pass", labels=["Perhaps"]).status_code == 422


def test_of_an_order_the_first_ones_go_on(owner, two, scene):
    page = owner.get(f"{two}/stages/2/effect")
    assert "The first ones of the order" in text(page)
    for top in ("", "0", "many"):
        refused = owner.send(f"{two}/stages/2/effect", goes_on="top", top=top)
        assert (refused.status_code, errors(refused)) == (422, ["Enter how many items go on, such as 20"])
    owner.send(f"{two}/stages/2/effect", goes_on="top", top="20")
    assert scene.value("SELECT effect FROM stages WHERE position = 2") == {"pass": {"top": 20}}


def test_answers_that_go_on_are_still_answers_of_the_question(owner, two):
    owner.send(f"{two}/stages/1/effect", goes_on="pass", labels=["No"])
    refused = owner.send(f"{two}/question", template="review", question="Is it clear?", label=["Yes", "Partly"])
    assert refused.status_code == 422
    assert "No” is not one of the options" in errors(refused)[0]
    sent = owner.send(f"{two}/question", template="rate", question="How clear is it?", label=["bad", "good"])
    assert sent.status_code == 303, "another kind of question brings its own way on"


def test_questions_are_moved_and_removed(owner, two):
    page = owner.follow(owner.send(f"{two}/stages/2/up"))
    assert "Question 1: what is asked How easy to mend?" in text(page)
    page = owner.follow(owner.send(f"{two}/stages/1/remove"))
    assert "Question 1: what is asked Does this letter say what to do next?" in text(page)
    assert "Question 2" not in text(page)


def test_the_summary_says_which_question_a_line_is_of(owner, two):
    owner.send(f"{two}/stages/1/effect", goes_on="pass", labels=["No"])
    page = owner.get(f"{two}/check")
    said = text(page)
    assert "Question 2 How easy to mend?" in said
    assert "What goes on to question 2 Items with the answer No" in said
    assert "Who is asked: question 2 Everyone who uses this service" in said
    assert f"{two}/stages" in links(page)


def test_a_published_challenge_says_which_question_its_figures_are_of(owner, two, desk):
    challenge_id = int(two.rpartition("/")[2])
    desk.publish(challenge_id)
    desk.split(challenge_id)
    page = owner.get(two)
    assert "These are the figures of question 1 of 2: Does this letter say what to do next?" in text(page)
    assert f"{two}?stage=2" in links(page)
    assert "figures of question 2 of 2: How easy to mend?" in text(owner.get(f"{two}?stage=2"))
    assert f"{two}/guidance?stage=2" in links(page)
    page = owner.get(f"{two}/stages")
    assert "Questions cannot be added, moved or removed" in text(page)
    assert owner.send(f"{two}/stages").status_code == 409
    owner.send(f"{two}/guidance?stage=2", guidance="Think of the reader.")
    assert "Think of the reader." in text(owner.get(two))


def test_a_question_without_words_holds_the_challenge_back_and_is_named(owner, draft):
    owner.send(f"{draft}/stages")
    refused = owner.send(f"{draft}/publish")
    assert refused.status_code == 422
    assert errors(refused) == ["Question 2: Write the question that colleagues are asked about each item"]
