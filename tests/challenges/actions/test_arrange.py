"""Stages of a draft: added, asked in another order, removed."""

import pytest

from microtask.challenges import actions
from microtask.challenges.schemas import MOST_STAGES, StageBody
from microtask.errors import Conflict, NotAllowed, NotFound
from tests.desk import LETTERS, THREE_ITEMS, Desk, catalogue

SECOND = {"template": "rate", "question": "How easy to mend?", "scale": {"min": 1, "max": 5}}


def add(desk: Desk, challenge_id: int, **body) -> int:
    loaded = StageBody().load(SECOND | body)
    return desk.scene.do(actions.add_stage, challenge_id, loaded, catalogue=catalogue(), by=desk.owner).position


def questions(desk: Desk) -> list[tuple[int, str]]:
    return [tuple(row) for row in desk.scene.rows("SELECT position, question FROM stages ORDER BY position")]


def test_a_question_is_added_after_the_last_and_may_be_unwritten(desk: Desk):
    challenge_id = desk.draft()
    assert add(desk, challenge_id) == 2
    body = StageBody().load({"template": "review"})
    desk.scene.do(actions.add_stage, challenge_id, body, catalogue=catalogue(), by=desk.owner)
    assert questions(desk) == [(1, LETTERS["question"]), (2, "How easy to mend?"), (3, "")]


def test_a_question_that_moves_up_takes_its_known_answers_along(desk: Desk):
    challenge_id = desk.draft()
    desk.load(challenge_id, THREE_ITEMS)
    add(desk, challenge_id, template="review", options=["Yes", "No"], scale=None)
    stage = desk.scene.value("SELECT id FROM stages WHERE position = 2")
    desk.scene.rows(
        "INSERT INTO gold (stage_id, item_id, answer) SELECT :stage, min(id), 'Yes' FROM items RETURNING stage_id",
        stage=stage,
    )
    desk.scene.do(actions.move_stage_up, challenge_id, 2, by=desk.owner)
    assert questions(desk) == [(1, "How easy to mend?"), (2, LETTERS["question"])]
    assert desk.scene.value("SELECT s.position FROM gold g JOIN stages s ON s.id = g.stage_id") == 1
    desk.scene.do(actions.move_stage_up, challenge_id, 1, by=desk.owner)
    assert questions(desk)[0] == (1, "How easy to mend?")


def test_a_question_is_removed_and_those_after_it_move_up(desk: Desk):
    challenge_id = desk.draft()
    for question in ("Second?", "Third?", "Fourth?"):
        add(desk, challenge_id, question=question)
    desk.scene.do(actions.remove_stage, challenge_id, 2, by=desk.owner)
    assert questions(desk) == [(1, LETTERS["question"]), (2, "Third?"), (3, "Fourth?")]


def test_the_only_question_stays_and_there_are_so_many_at_most(desk: Desk):
    challenge_id = desk.draft()
    with pytest.raises(Conflict, match="one question at least"):
        desk.scene.do(actions.remove_stage, challenge_id, 1, by=desk.owner)
    for _ in range(MOST_STAGES - 1):
        add(desk, challenge_id)
    with pytest.raises(Conflict, match="at most"):
        add(desk, challenge_id)


def test_a_question_that_is_not_there_is_not_found(desk: Desk):
    challenge_id = desk.draft()
    for verb in (actions.move_stage_up, actions.remove_stage):
        for position in (0, 2):
            with pytest.raises(NotFound):
                desk.scene.do(verb, challenge_id, position, by=desk.owner)


def test_what_is_published_keeps_its_questions_and_so_does_what_is_anothers(desk: Desk):
    challenge_id = desk.draft()
    with pytest.raises((NotAllowed, NotFound)):
        desk.scene.do(actions.remove_stage, challenge_id, 1, by=desk.scene.person("home", "analyst"))
    desk.load(challenge_id, THREE_ITEMS)
    desk.scene.do(actions.publish, challenge_id, by=desk.owner)
    for verb in (actions.move_stage_up, actions.remove_stage):
        with pytest.raises(Conflict, match="number of stages cannot be changed"):
            desk.scene.do(verb, challenge_id, 1, by=desk.owner)


def test_what_waits_for_approval_becomes_a_draft_again(desk: Desk):
    desk.scene.person("home", "admin")
    challenge_id = desk.draft()
    desk.load(challenge_id, THREE_ITEMS)
    desk.scene.do(actions.publish, challenge_id, by=desk.owner)
    assert desk.scene.value("SELECT state FROM challenges") == "awaiting_approval"
    add(desk, challenge_id)
    assert desk.scene.value("SELECT state FROM challenges") == "draft"
