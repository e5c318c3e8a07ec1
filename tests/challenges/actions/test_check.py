"""What must be there before volunteers are asked."""

from typing import Any

import pytest

from microtask.errors import Invalid
from tests.desk import LETTERS, THREE_ITEMS, Desk


def ready(desk: Desk, *without: str, **body: Any) -> int:
    challenge_id = desk.draft(*without, **body)
    desk.load(challenge_id, THREE_ITEMS)
    return challenge_id


def test_departments_that_have_ended_supply_nobody(desk: Desk):
    desk.scene.department("tax")
    desk.scene.do(lambda unit: unit.connection.exec_driver_sql(
        "UPDATE departments SET valid_to = current_date - 1 WHERE slug = 'tax'"))  # fmt: skip
    with pytest.raises(Invalid, match="the audience has 1"):
        desk.publish(ready(desk, audience={"min_departments": 2}))


def test_the_own_department_supplies_nobody_where_it_is_left_out(desk: Desk):
    desk.scene.department("tax")
    assert desk.publish(ready(desk, audience={"min_departments": 2})).state == "splitting"
    with pytest.raises(Invalid, match="the audience has 1"):
        desk.publish(ready(desk, audience={"min_departments": 2, "exclude_own": True}))


def test_an_audience_of_nobody_is_told(desk: Desk):
    with pytest.raises(Invalid) as wrong:
        desk.publish(ready(desk, audience={"exclude_own": True}))
    assert wrong.value.fields == {"audience": ["No department is in this audience, so nobody could answer."]}


def test_of_several_stages_the_one_with_too_few_departments_is_named(desk: Desk):
    stage = {name: LETTERS[name] for name in ("template", "question", "options")}
    challenge_id = ready(desk, *stage, stages=[stage, stage | {"audience": {"min_departments": 2}}])
    with pytest.raises(Invalid) as wrong:
        desk.publish(challenge_id)
    assert list(wrong.value.fields) == ["stages.1.audience.min_departments"]


def test_a_challenge_whose_items_are_all_withdrawn_has_nothing_to_ask_about(desk: Desk):
    challenge_id = ready(desk)
    desk.scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE items SET state = 'withdrawn'"))
    with pytest.raises(Invalid, match="Add at least one item to ask about"):
        desk.publish(challenge_id)
