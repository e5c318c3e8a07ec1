"""A rule that changes while colleagues answer: what is open or undecided is decided anew, what has settled stays."""

import sys

import pytest

from microtask.challenges.actions import update
from microtask.people.rules import Identity
from microtask.results import actions, queries
from tests.desk import catalogue
from tests.results.actions.test_decide import answer_everything, states
from tests.results.actions.test_release import release, shut
from tests.scene import Opened, Scene
from workers.decide import decide
from workers.sweep import sweep


@pytest.fixture
def owner(scene: Scene) -> Identity:
    return scene.person("home", "owner")


def change(scene: Scene, opened: Opened, by: Identity, **redundancy: float) -> None:
    scene.do(update, opened.id, {"redundancy": redundancy}, catalogue=catalogue(), by=by)


def answer(scene: Scene, *values: str) -> None:
    for value in values:
        answer_everything(scene, scene.person(), value=lambda _, value=value: value)


def test_more_answers_are_asked_for_what_was_undecided(scene: Scene, owner):
    opened = scene.challenge(items=2, owner=owner, max_answers=2)
    answer(scene, "yes", "no")
    decide(scene.units, opened.stage)
    assert states(scene) == {"undecided": 2}
    change(scene, opened, owner, max=5)
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT DISTINCT state, wanted, max_answers, settled_at FROM tasks") == [("open", 3, 5, None)]
    assert scene.rows("SELECT DISTINCT state, reason, rule_version FROM results") == [("open", None, 2)]
    found = scene.do(lambda unit: queries.progress(unit.session, opened.id))
    assert (found.settled, found.undecided) == (0, 0)
    for value in ("yes", "yes", "yes"):
        answer(scene, value)
        decide(scene.units, opened.stage)
    assert states(scene) == {"settled": 2}
    assert scene.value("SELECT undecided FROM stage_states") == 0


def test_fewer_answers_end_what_has_them_already(scene: Scene, owner):
    opened = scene.challenge(items=1, owner=owner, max_answers=7)
    answer(scene, "yes", "no")
    decide(scene.units, opened.stage)
    assert states(scene) == {"open": 1}
    change(scene, opened, owner, max=2)
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT state, max_answers FROM tasks") == [("undecided", 2)]


def test_what_nobody_has_answered_yet_gets_the_new_bounds_too(scene: Scene, owner):
    opened = scene.challenge(items=3, owner=owner)
    change(scene, opened, owner, min=4, max=9)
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT DISTINCT wanted, max_answers FROM tasks") == [(4, 9)]
    assert scene.value("SELECT reconsider_since FROM stages") is None


def test_a_lower_confidence_settles_at_once_and_a_higher_one_unsettles_nothing(scene: Scene, owner):
    opened = scene.challenge(items=40, owner=owner, confidence=0.999999, max_answers=9)
    answer(scene, "yes", "yes")
    decide(scene.units, opened.stage)
    answer(scene, "yes")
    decide(scene.units, opened.stage)
    assert states(scene) == {"open": 40}
    change(scene, opened, owner, confidence=0.6)
    decide(scene.units, opened.stage)
    assert states(scene) == {"settled": 40}
    change(scene, opened, owner, confidence=0.999999)
    decide(scene.units, opened.stage)
    assert states(scene) == {"settled": 40}
    assert scene.rows("SELECT DISTINCT rule_version FROM results") == [(2,)]


def test_what_was_spent_is_decided_anew_too(scene: Scene, owner):
    opened = scene.challenge(items=40, owner=owner, min_answers=5, max_answers=6, confidence=0.9999)
    for turn in range(5):  # on each item one of the five, a different one each time, says no
        answer_everything(
            scene, scene.person(), value=lambda task, turn=turn: "no" if int(task.key[5:]) % 5 == turn else "yes"
        )
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT DISTINCT state, reason, answer, answers FROM results") == [
        ("undecided", "spent", "yes", 5)
    ]
    change(scene, opened, owner, confidence=0.6)
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT DISTINCT state, reason FROM results") == [("settled", None)]


def test_what_an_expert_decided_is_not_asked_about_again(scene: Scene, owner):
    opened = scene.challenge(items=1, owner=owner, max_answers=2)
    answer(scene, "yes", "no")
    decide(scene.units, opened.stage)
    scene.do(actions.adjudicate, opened.id, "item-1", answer=None, reason="It is torn.", stage=None, by=owner)
    change(scene, opened, owner, max=5)
    decide(scene.units, opened.stage)
    assert states(scene) == {"undecided": 1}


def test_a_change_whose_errand_was_lost_is_found_by_the_sweep(scene: Scene, owner):
    opened = scene.challenge(items=1, owner=owner)
    change(scene, opened, owner, max=6)
    assert scene.do(lambda unit: queries.list_stages_to_reconsider(unit.session)) == [opened.stage]
    sweep(scene.units)
    decide(scene.units, opened.stage)
    assert scene.do(lambda unit: queries.list_stages_to_reconsider(unit.session)) == []


def test_a_change_during_a_pass_asks_for_another_one(scene: Scene, owner):
    opened = scene.challenge(items=1, owner=owner)
    change(scene, opened, owner, max=6)
    this = scene.do(actions.begin_pass, opened.stage)
    actions.renew(scene.units, this)
    seen = scene.do(actions.read, this)
    change(scene, opened, owner, max=8)
    actions.record(scene.units, this, seen, actions.judge(this, seen))
    assert scene.value("SELECT reconsider_since FROM stages") is not None
    decide(scene.units, opened.stage)
    assert scene.value("SELECT max_answers FROM tasks") == 8


def test_tasks_are_renewed_in_batches(scene: Scene, owner, monkeypatch):
    monkeypatch.setattr(sys.modules["microtask.results.actions.renew"], "BATCH", 2)
    opened = scene.challenge(items=5, owner=owner)
    change(scene, opened, owner, max=8)
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT DISTINCT max_answers FROM tasks") == [(8,)]


def test_a_release_says_what_the_rule_was_and_until_when(scene: Scene, owner):
    opened = scene.challenge(items=2, owner=owner, min_answers=3, max_answers=5)
    answer(scene, "yes", "yes", "yes")
    decide(scene.units, opened.stage)
    change(scene, opened, owner, max=7, confidence=0.9)
    decide(scene.units, opened.stage)
    shut(scene, opened)
    readme = " ".join(release(scene, opened, owner)["README.txt"].decode().split())
    today = scene.clock().date()
    assert "Rule (version 2): 3 to 7 answers an item, until the confidence is 0.9" in readme
    assert (
        f"Until {today} (version 1): 3 to 5 answers an item, until the confidence is 0.95; 2 items settled by it"
    ) in readme
