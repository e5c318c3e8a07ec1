"""What must be there before volunteers are asked."""

from typing import Any

import pytest

from microtask.challenges import actions
from microtask.challenges.schemas import ChallengeChanges, NewChallenge
from microtask.errors import Invalid
from microtask.people import actions as people
from tests.desk import LETTERS, THREE_ITEMS, Desk, catalogue


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


HIGHER = "OFFICIAL-SENSITIVE"


def mark(desk: Desk, challenge_id: int, *, sensitive: bool = True, **changes: Any) -> None:
    """Change a challenge, where the deployment takes the higher marking."""
    body = ChallengeChanges().load({"marking": HIGHER} | changes)
    desk.scene.do(actions.update, challenge_id, body, catalogue=catalogue(), by=desk.owner, sensitive=sensitive)


def allow(desk: Desk, *slugs: str) -> None:
    """Let these departments put in, and be asked about, what has the higher marking."""
    for slug in slugs:
        desk.scene.department(slug)
        desk.scene.rows(f"UPDATE departments SET ceiling = '{HIGHER}' WHERE slug = :slug RETURNING id", slug=slug)


def test_the_higher_marking_is_for_the_deployments_and_departments_that_take_it(desk: Desk):
    challenge_id = ready(desk)
    with pytest.raises(Invalid, match="This service is not set up for OFFICIAL-SENSITIVE"):
        mark(desk, challenge_id, sensitive=False)
    with pytest.raises(Invalid, match="Your department may not put anything marked OFFICIAL-SENSITIVE"):
        mark(desk, challenge_id)
    allow(desk, "home")
    mark(desk, challenge_id)
    assert desk.scene.value("SELECT marking FROM challenges") == HIGHER
    body = NewChallenge().load(LETTERS | {"marking": HIGHER})
    with pytest.raises(Invalid, match="is not set up"):
        desk.scene.do(actions.create, body, catalogue=catalogue(), by=desk.owner)
    made = desk.scene.do(actions.create, body, catalogue=catalogue(), by=desk.owner, sensitive=True)
    assert made.marking == HIGHER


def test_what_is_marked_higher_has_no_open_licence(desk: Desk):
    challenge_id = ready(desk)
    allow(desk, "home")
    with pytest.raises(Invalid) as wrong:
        mark(desk, challenge_id, licence="OGL-UK-3.0")
    assert wrong.value.fields == {
        "licence": ["What is marked OFFICIAL-SENSITIVE is for public-sector staff only. It has no open licence."]
    }
    mark(desk, challenge_id)
    body = ChallengeChanges().load({"licence": "OGL-UK-3.0"})
    with pytest.raises(Invalid, match="It has no open licence"):
        desk.scene.do(actions.update, challenge_id, body, catalogue=catalogue(), by=desk.owner, sensitive=True)


def test_what_is_marked_higher_is_shown_to_listed_departments_that_take_it(desk: Desk):
    challenge_id = ready(desk)
    allow(desk, "home", "tax")
    desk.scene.department("parks")
    mark(desk, challenge_id)
    with pytest.raises(Invalid) as wrong:
        desk.publish(challenge_id)
    assert wrong.value.fields == {"audience": [f"List the departments that may see what is marked {HIGHER}."]}
    mark(desk, challenge_id, audience={"departments": ["tax", "parks"]})
    with pytest.raises(Invalid, match=f"These departments may not be shown what is marked {HIGHER}: Parks"):
        desk.publish(challenge_id)
    mark(desk, challenge_id, audience={"departments": ["tax"]})
    assert desk.publish(challenge_id).state == "splitting"
    everyone = ChallengeChanges().load({"audience": {"departments": None}})
    with pytest.raises(Invalid, match="List the departments"):
        desk.scene.do(actions.update, challenge_id, everyone, catalogue=catalogue(), by=desk.owner, sensitive=True)


def test_a_skill_that_nobody_in_the_audience_has_is_an_audience_of_nobody(desk: Desk):
    challenge_id = ready(desk, audience={"skills": ["letters"]})
    with pytest.raises(Invalid, match="nobody could answer"):
        desk.publish(challenge_id)
    expert = desk.scene.person("tax", "expert")
    desk.scene.do(people.set_skills, expert.person_id, ["letters"], department_id=expert.department_id)
    assert desk.publish(challenge_id).state == "splitting"
