"""Making a draft, and changing what may still change."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from microtask.challenges import actions, queries
from microtask.challenges.schemas import ChallengeChanges, NewChallenge
from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.desk import LETTERS, Desk, catalogue
from tests.scene import Scene

TWO_STAGES: list[dict[str, Any]] = [
    {"template": "review", "question": "Is it clear?", "options": ["Yes", "No"], "effect": {"pass": ["No"]}},
    {"template": "rate", "question": "How easy to mend?", "scale": {"min": 1, "max": 5}},
]


def change(desk: Desk, challenge_id: int, **changes: Any) -> dict[str, Any]:
    """Change a challenge, and tell what it then looks like."""

    def update(unit: Any) -> dict[str, Any]:
        loaded = ChallengeChanges().load(changes)
        changed = actions.update(unit, challenge_id, loaded, catalogue=catalogue(), by=desk.owner)
        return queries.describe(unit.session, [changed], by=desk.owner)[0]

    told: dict[str, Any] = desk.scene.do(update)
    return told


def test_a_draft_is_the_owners_and_their_departments(desk: Desk):
    challenge_id = desk.draft()
    row = desk.scene.rows("SELECT * FROM challenges")[0]
    assert (row.state, row.department_id, row.created_by) == ("draft", desk.owner.department_id, desk.owner.person_id)
    assert (row.marking, row.licence, row.summary) == ("OFFICIAL", "internal", "")
    assert desk.scene.rows("SELECT challenge_id, person_id FROM challenge_owners") == [
        (challenge_id, desk.owner.person_id)
    ]


def test_stages_keep_their_order(desk: Desk):
    challenge_id = desk.draft("template", "question", "options", stages=TWO_STAGES)
    rows = desk.scene.rows("SELECT position, kind FROM stages WHERE challenge_id = :id ORDER BY id", id=challenge_id)
    assert rows == [(1, "review"), (2, "rate")]


def test_a_volunteer_makes_no_draft(scene: Scene):
    with pytest.raises(NotAllowed, match="role of an owner"):
        Desk(scene, scene.person("tax")).draft()


def test_a_closing_time_lies_ahead_and_within_ten_years(desk: Desk):
    now = desk.scene.clock()
    for when in (now - timedelta(seconds=1), now + timedelta(days=4000)):
        with pytest.raises(Invalid, match="yet to come"):
            desk.draft(closes_at=when.isoformat())
    assert desk.draft(closes_at=(now + timedelta(days=30)).isoformat())


def test_a_draft_changes_in_everything(desk: Desk):
    challenge_id = desk.draft()
    told = change(
        desk, challenge_id, title="Forms", promise="", template="rate", question="How hard?",
        scale={"min": 0, "max": 10}, redundancy={"max": 9}, audience={"exclude_own": True},
    )  # fmt: skip
    assert (told["title"], told["promise"]) == ("Forms", "")
    [stage] = told["stages"]
    assert (stage["kind"], stage["question"], stage["scale"]["max"]) == ("rate", "How hard?", 10)
    assert "options" not in stage
    assert stage["redundancy"] == {"min": 2, "max": 9, "confidence": 0.95, "precision": 0.5}
    assert stage["audience"]["exclude_own"]


def test_what_only_one_kind_has_does_not_outlive_a_change_of_kind(desk: Desk):
    challenge_id = desk.draft()
    for state in ("draft", "open"):
        change(desk, challenge_id, template="rate", scale={"min": 1, "max": 5})
        [stage] = change(desk, challenge_id, template="review", options=["Yes", "No"])["stages"]
        assert stage["redundancy"] == {"min": 2, "max": 7, "confidence": 0.95}
        assert "scale" not in stage
        if state == "draft":
            desk.load(challenge_id, b"key\nA\n")
            desk.publish(challenge_id)
            desk.split(challenge_id)


def test_null_puts_a_part_back_to_what_the_template_has(desk: Desk):
    challenge_id = desk.draft(redundancy={"min": 3, "max": 5}, effect={"drop": ["No"]})
    [stage] = change(desk, challenge_id, redundancy=None, effect=None)["stages"]
    assert (stage["redundancy"], stage["effect"]) == ({"min": 2, "max": 7, "confidence": 0.95}, None)


def test_a_part_of_a_stage_changes_and_the_rest_stays(desk: Desk):
    challenge_id = desk.draft(redundancy={"min": 3, "max": 5})
    [stage] = change(desk, challenge_id, redundancy={"max": 8})["stages"]
    assert stage["redundancy"] == {"min": 3, "max": 8, "confidence": 0.95}
    assert stage["options"] == LETTERS["options"]


def test_what_a_draft_looks_like_can_be_sent_back_as_a_change(desk: Desk):
    desk.scene.department("tax")
    challenge_id = desk.draft(audience={"departments": ["tax"]}, effect={"drop": ["No"]})
    before = change(desk, challenge_id)
    [stage] = before["stages"]
    again = {name: value for name, value in stage.items() if name != "kind"}
    assert change(desk, challenge_id, **again) == before
    assert change(desk, challenge_id, stages=[again]) == before


def test_the_stages_of_a_draft_grow_and_shrink(desk: Desk):
    challenge_id = desk.draft()
    assert [stage["kind"] for stage in change(desk, challenge_id, stages=TWO_STAGES)["stages"]] == ["review", "rate"]
    with pytest.raises(Invalid, match="This challenge has 2 stages: give all of them in “stages”"):
        change(desk, challenge_id, question="Which one?")
    assert [stage["kind"] for stage in change(desk, challenge_id, stages=TWO_STAGES[1:])["stages"]] == ["rate"]


def test_a_change_to_what_waits_for_approval_makes_it_a_draft_again(desk: Desk):
    desk.scene.person("home", "admin")
    challenge_id = desk.draft()
    desk.load(challenge_id, b"key\nA\n")
    desk.publish(challenge_id)
    assert change(desk, challenge_id, title=LETTERS["title"])["state"] == "awaiting_approval"
    assert change(desk, challenge_id, title="Other letters")["state"] == "draft"


def test_the_words_of_an_open_challenge_change_but_not_what_comes_of_it(desk: Desk):
    challenge_id = desk.opened()
    told = change(desk, challenge_id, title="Better title", question="Is it plain what to do?", promise="More")
    assert (told["title"], told["promise"], told["state"]) == ("Better title", "More", "open")
    for fixed in ({"effect": {"drop": ["No"]}}, {"audience": {"min_departments": 2}}):
        with pytest.raises(Conflict, match="cannot be changed once the challenge has been published"):
            change(desk, challenge_id, **fixed)
    with pytest.raises(Conflict, match="number of stages cannot be changed"):
        change(desk, challenge_id, stages=TWO_STAGES)


def test_a_published_challenge_keeps_a_promise(desk: Desk):
    challenge_id = desk.opened()
    with pytest.raises(Invalid) as wrong:
        change(desk, challenge_id, promise="")
    assert list(wrong.value.fields) == ["promise"]


def test_labels_are_fixed_once_somebody_has_been_asked_and_definitions_are_not(desk: Desk):
    challenge_id = desk.opened()
    labels = ["Yes", "No"]
    assert change(desk, challenge_id, options=labels)["stages"][0]["options"] == labels
    desk.scene.do(actions.join, challenge_id, desk.scene.person("tax").person_id)
    with pytest.raises(Conflict, match="labels cannot be changed once colleagues have been asked"):
        change(desk, challenge_id, options=["Yes", "No", "Maybe"])
    defined = [{"label": "Yes", "definition": "It says what to do"}, "No"]
    assert change(desk, challenge_id, options=defined)["stages"][0]["options"] == defined
    with pytest.raises(Conflict, match="The template cannot be changed"):
        change(desk, challenge_id, template="rate", scale={"min": 1, "max": 5})


def test_nothing_changes_in_a_challenge_that_closes(desk: Desk):
    challenge_id = desk.opened()
    desk.scene.do(actions.close, challenge_id, by=desk.owner)
    with pytest.raises(Conflict, match="This challenge is closing, so nothing about it can be changed"):
        change(desk, challenge_id, title="Too late")
    assert change(desk, challenge_id, title=LETTERS["title"])["state"] == "closing"


def test_an_audience_that_cannot_supply_the_departments_is_refused_while_it_runs(desk: Desk):
    desk.scene.department("tax")
    challenge_id = desk.opened(audience={"min_departments": 2})
    with pytest.raises(Invalid) as wrong:
        change(desk, challenge_id, audience={"departments": ["tax"]})
    assert wrong.value.fields == {
        "audience.min_departments": ["Answers are wanted from 2 departments, and the audience has 1."]
    }


def test_only_owners_change_a_challenge(desk: Desk):
    challenge_id = desk.draft()
    with pytest.raises(NotFound):
        change(Desk(desk.scene, desk.scene.person("home", "owner")), challenge_id, title="Mine")
    with pytest.raises(NotAllowed):
        change(Desk(desk.scene, desk.scene.person("home", "analyst")), challenge_id, title="Mine")


def test_labels_never_change_under_somebody_who_is_joining(desk: Desk):
    challenge_id = desk.opened()
    volunteer = desk.scene.person("tax")
    told: list[str] = []

    def edit() -> None:
        try:
            change(desk, challenge_id, options=["A", "B"])
        except Conflict as fixed:
            told.append(fixed.message)

    editing = Thread(target=edit)
    with desk.scene.units.begin() as unit:
        actions.join(unit, challenge_id, volunteer.person_id)
        editing.start()
        editing.join(timeout=0.3)
        assert editing.is_alive()  # it waits to learn whether the volunteer has joined
    editing.join()
    assert told == ["The labels cannot be changed once colleagues have been asked the question."]


def test_a_new_challenge_is_described_as_the_interface_says(desk: Desk):
    told = change(desk, desk.draft())
    assert told | {"id": 0, "created_at": None} == {
        "id": 0, "state": "draft", "title": LETTERS["title"], "summary": "", "promise": LETTERS["promise"],
        "marking": "OFFICIAL", "licence": "internal", "department": "home", "outcome": None, "created_at": None,
        "published_at": None, "opened_at": None, "closes_at": None, "closed_at": None,
        "why": "", "benefits": "", "sponsor": "", "contact": "", "promise_by": None, "promise_most": None,
        "takes_contributions": False, "drop_ins": "",
        "stages": [{
            "template": "review", "kind": "review", "question": LETTERS["question"], "options": LETTERS["options"],
            "redundancy": {"min": 2, "max": 7, "confidence": 0.95},
            "audience": {
                "departments": None, "skills": None, "people": None, "exclude_own": False, "min_departments": 1,
            },
            "effect": None,
            "guidance": "", "glossary": [], "columns": None,
        }],
    }  # fmt: skip


def test_a_body_that_was_loaded_for_a_new_challenge_needs_its_question(desk: Desk):
    with pytest.raises(Invalid) as wrong:
        desk.scene.do(actions.create, NewChallenge().load({"title": "x"}), catalogue=catalogue(), by=desk.owner)
    assert list(wrong.value.fields) == ["template"]
