"""Known answers: good rows are kept, bad ones told, and what colleagues have been asked by is not changed."""

import io

import pytest

from microtask.analysis.sent_rows import LIMITS
from microtask.challenges import actions, queries
from microtask.challenges.actions.know import Known
from microtask.errors import Conflict, Invalid, NotAllowed
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows
from tests.challenges.actions.test_create import change
from tests.desk import Desk

TAGS = {"template": "tag", "question": "What is it about?", "options": ["cost", "time"]}


@pytest.fixture
def desk(scene) -> Desk:
    return Desk(scene)


def know(desk: Desk, challenge_id: int, text: str, *, stage: int | None = None, by=None) -> Known:
    rows = open_rows(io.BytesIO(text.encode()), Format.CSV, limits=LIMITS)
    return desk.scene.do(actions.know, challenge_id, rows, stage=stage, by=by or desk.owner)


def known(desk: Desk) -> dict[str, str]:
    rows = desk.scene.rows("SELECT i.key, g.answer FROM gold g JOIN items i ON i.id = g.item_id ORDER BY i.key")
    return {row.key: row.answer for row in rows}


def ask_somebody(desk: Desk, challenge_id: int) -> None:
    assert desk.scene.tray(desk.scene.sit(desk.scene.person(), challenge=challenge_id))


def test_good_rows_are_kept_and_each_bad_one_is_told_with_its_reason(desk: Desk):
    challenge_id = desk.opened()
    told = know(desk, challenge_id, "key,answer\nA, Yes \nB,Perhaps\nD,No\n,No\nC,\nA,Yes\nA,No\n")
    assert (told.accepted, told.repeated, told.check_items) == (1, 1, 1)
    assert known(desk) == {"A": "Yes"}
    assert {each.row: each.reason for each in told.rejected} == {
        3: "“Perhaps” is not an option of this question. Choose “Yes”, “Partly”, “No”.",
        4: "This challenge has no item with the key “D”. Send its items first.",
        5: "The key of the item is empty. Fill it in.",
        6: "The answer is empty. Fill it in, or leave the row out.",
        8: "“A” stands twice in this file. The first row with it was taken.",
    }


def test_columns_are_known_by_the_names_that_the_command_understands(desk: Desk):
    challenge_id = desk.opened()
    assert know(desk, challenge_id, "label,Task\nYes,A\n").accepted == 1
    with pytest.raises(Invalid, match="no column called “answer”"):
        know(desk, challenge_id, "key,said\nA,Yes\n")


def test_another_answer_replaces_the_one_before_until_colleagues_have_been_asked(desk: Desk):
    challenge_id = desk.opened()
    know(desk, challenge_id, "key,answer\nA,Yes\n")
    assert know(desk, challenge_id, "key,answer\nA,No\n").accepted == 1
    ask_somebody(desk, challenge_id)
    told = know(desk, challenge_id, "key,answer\nA,No\nA,Yes\nB,Yes\n")
    assert (told.accepted, told.repeated, known(desk)) == (1, 1, {"A": "No", "B": "Yes"})
    assert told.rejected == [
        (3, "“No” is known for “A”, and colleagues have been asked since. To correct it, decide the item, and say why.")
    ]


def test_what_becomes_known_once_colleagues_have_been_asked_is_decided_with_soon(desk: Desk):
    challenge_id = desk.opened()
    know(desk, challenge_id, "key,answer\nA,Yes\n")
    assert desk.scene.value("SELECT reconsider_since FROM stages") is None
    ask_somebody(desk, challenge_id)
    know(desk, challenge_id, "key,answer\nB,Yes\n")
    assert desk.scene.value("SELECT reconsider_since FROM stages") is not None


def test_tags_are_kept_in_the_order_of_the_options_and_may_be_none(desk: Desk):
    challenge_id = desk.opened(**TAGS)
    know(desk, challenge_id, "key,answer\nA,time|cost\nB,\n")
    assert known(desk) == {"A": "cost|time", "B": ""}


def test_a_stage_is_named_by_its_place_else_it_is_the_last(desk: Desk):
    challenge_id = desk.draft()
    change(desk, challenge_id, stages=[
        {"template": "review", "question": "Clear?", "options": ["Yes", "No"]},
        {"template": "rate", "question": "How clear?", "scale": {"min": 1, "max": 5}},
    ])  # fmt: skip
    desk.load(challenge_id, b"key\nA\n")
    assert know(desk, challenge_id, "key,answer\nA,Yes\n", stage=1).accepted == 1
    assert know(desk, challenge_id, "key,answer\nA,4.0\n").accepted == 1
    assert sorted(desk.scene.rows("SELECT answer FROM gold")) == [("4",), ("Yes",)]


def test_known_answers_follow_their_question_and_those_it_no_longer_has_go(desk: Desk):
    challenge_id = desk.opened(**TAGS)
    know(desk, challenge_id, "key,answer\nA,cost|time\nB,cost\n")
    change(desk, challenge_id, options=["time", "cost"])
    assert known(desk) == {"A": "time|cost", "B": "cost"}
    change(desk, challenge_id, options=["cost", "staff"])
    assert known(desk) == {"B": "cost"}
    with desk.scene.units.begin() as unit:
        assert queries.has_check_items(unit.session, challenge_id)
        assert queries.count_check_items(unit.session, desk.stage(challenge_id)) == 1


def test_a_challenge_that_takes_no_items_takes_no_known_answers(desk: Desk):
    challenge_id = desk.opened()
    desk.scene.do(actions.close, challenge_id, by=desk.owner)
    with pytest.raises(Conflict, match="has been closed, so no known answers can be added"):
        know(desk, challenge_id, "key,answer\nA,Yes\n")


def test_items_that_are_compared_with_each_other_have_no_answer_of_their_own(desk: Desk, scene):
    opened = scene.challenge(owner=desk.owner, kind="compare", options=[])
    with pytest.raises(Conflict, match="no item has a known answer of its own"):
        know(desk, opened.id, "key,answer\nitem-1,a\n")


def test_only_an_owner_tells_known_answers(desk: Desk):
    challenge_id = desk.opened()
    with pytest.raises(NotAllowed):
        know(desk, challenge_id, "key,answer\nA,Yes\n", by=desk.scene.person("home", "analyst"))
