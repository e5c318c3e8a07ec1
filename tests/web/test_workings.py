import pytest

from microtask.results import actions
from tests.web.analyst import answered, finish
from tests.web.visitor import heading, links, text

ITEMS = [["yes"] * 4] * 34 + [["no"] * 4] * 5 + [["yes", "yes", "yes", "no"]]


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


def test_an_item_is_worked_through_from_what_people_said_to_its_result(visit, scene, owner):
    opened = answered(scene, owner, [["yes", "yes", "yes", "no"]])
    page = visit(owner).get(f"/challenges/{opened.id}/workings/1")
    shown = text(page)
    assert heading(page) == "How item item-1 was worked out"
    assert "Text 1" in shown
    assert "yes 3 " in shown
    assert "no 1 " in shown
    assert "2 to 5 answers" not in shown
    assert "4 to 5 answers an item, until the confidence is 0.95" in shown
    assert f"/challenges/{opened.id}/method?stage=1" in links(page)


def test_nobody_is_told_apart_not_even_by_a_pseudonym(visit, scene, owner):
    opened = answered(scene, owner, [["yes", "yes", "yes", "no"]])
    page = visit(owner).get(f"/challenges/{opened.id}/workings/1").text
    for pseudonym in scene.rows("SELECT pseudonym FROM participants"):
        assert pseudonym.pseudonym not in page


def test_after_closing_the_same_is_found_again_and_kept_nowhere(scene, owner):
    opened = answered(scene, owner, ITEMS[-10:])
    finish(scene, opened)
    assert scene.value("SELECT count(*) FROM stage_states WHERE model IS NOT NULL") == 0
    stored = scene.rows("SELECT item_id, answer, confidence FROM results WHERE answers > 0")
    for item_id, answer, confidence in stored:
        worked = scene.do(actions.explain, opened.id, item_id, stage=None, by=owner)
        [step] = [step for step in worked.steps if step.answer == answer]
        assert step.probability == pytest.approx(confidence, abs=1e-6)
    assert len(stored) == 10
    assert scene.value("SELECT count(*) FROM stage_states WHERE model IS NOT NULL") == 0


def test_an_item_with_few_answers_tells_less(visit, scene, owner):
    opened = answered(scene, owner, [["yes", "no"]])
    shown = text(visit(owner).get(f"/challenges/{opened.id}/workings/1"))
    assert "So few people have answered" in shown
    assert "if nothing were known of them" not in shown


def test_an_item_that_is_not_there_or_hidden_is_not_found(visit, scene, owner):
    opened = answered(scene, owner, [["yes", "yes"], ["no", "no"]])
    scene.rows("UPDATE tasks SET hidden = true WHERE item_id = 2 RETURNING id")
    visitor = visit(owner)
    assert [visitor.get(f"/challenges/{opened.id}/workings/{item}").status_code for item in (1, 2, 99)] == [
        200,
        404,
        404,
    ]


def test_what_cannot_be_decided_has_no_result(visit, scene, owner):
    opened = answered(scene, owner, [["yes", "yes", "yes", "no", "no"]])
    scene.do(actions.adjudicate, opened.id, "item-1", answer=None, reason="It has no text.", stage=None, by=owner)
    shown = text(visit(owner).get(f"/challenges/{opened.id}/workings/1"))
    assert "Result None " in shown
    assert "Cannot be decided" in shown
    assert "Its owner found that this item cannot be decided. What people said came to: yes." in shown
    assert "Their reason: It has no text." in shown


def test_an_item_that_settled_and_is_less_sure_now_says_why(visit, scene, owner):
    opened = answered(scene, owner, [["yes"] * 4] * 3)
    scene.rows("UPDATE results SET confidence = 0.9, state = 'settled' WHERE item_id = 1 RETURNING 1")
    scene.rows("UPDATE results SET confidence = 0.99, state = 'settled' WHERE item_id = 2 RETURNING 1")
    scene.rows("UPDATE results SET confidence = 0.99, state = 'undecided' WHERE item_id = 3 RETURNING 1")
    pages = [text(visit(owner).get(f"/challenges/{opened.id}/workings/{item}")) for item in (1, 2, 3)]
    assert ["what has settled stays settled" in page for page in pages] == [True, False, False]
    assert ["has since come out higher" in page for page in pages] == [False, False, True]
