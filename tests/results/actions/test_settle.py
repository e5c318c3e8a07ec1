"""What was given up and becomes sure after all is settled by a full pass, unless a person has taken it over."""

from datetime import timedelta

import pytest

from microtask.answers import actions as answers
from microtask.assignments import actions as assignments
from microtask.people.rules import Identity
from microtask.results import actions
from tests.house.world import finish
from tests.results.actions.test_decide import answer_everything, states
from tests.scene import Opened, Scene
from workers.close import close
from workers.decide import decide

RESULT = "SELECT state, reason, answer, answers FROM results"


class Late:
    """People who were dealt the one task of a challenge, and whose time has run out."""

    def __init__(self, scene: Scene, *departments: str):
        self._scene = scene
        people = [scene.person(department) for department in departments]
        sittings = [scene.sit(person, minutes=1) for person in people]
        self._held = [(scene.tray(sitting)[0], person) for sitting, person in zip(sittings, people, strict=True)]
        scene.clock.moved += timedelta(minutes=30)
        scene.do(assignments.expire)

    def say(self, value: str) -> None:
        for task, person in self._held:
            self._scene.say(task.id, value, person)


@pytest.fixture
def owner(scene: Scene) -> Identity:
    return scene.person("home", "owner")


def answer(scene: Scene, *values: str) -> None:
    for value in values:
        answer_everything(scene, scene.person(), value=lambda _, value=value: value)


def disputed(scene: Scene, owner: Identity, *, late: int = 2, **stage) -> tuple[Opened, Late]:
    """A task that two people differ on and that nobody else is asked about, and people who may still answer late."""
    opened = scene.challenge(items=1, owner=owner, min_answers=2, max_answers=3, **stage)
    people = Late(scene, *["tax"] * late)
    answer(scene, "yes", "no")
    decide(scene.units, opened.stage)
    answer(scene, "yes")
    decide(scene.units, opened.stage)
    assert scene.rows(RESULT) == [("undecided", "max", "yes", 3)]
    return opened, people


def test_late_answers_settle_what_was_given_up(scene: Scene, owner):
    opened, late = disputed(scene, owner)
    late.say("yes")
    decide(scene.units, opened.stage)
    assert scene.rows(RESULT) == [("settled", None, "yes", 5)]
    assert states(scene) == {"settled": 1}
    assert scene.value("SELECT settled_at IS NOT NULL FROM tasks")
    assert scene.rows("SELECT settled, undecided FROM stage_states") == [(1, 0)]


def test_what_is_still_not_sure_stays_as_it_is(scene: Scene, owner):
    opened, late = disputed(scene, owner)
    late.say("no")
    decide(scene.units, opened.stage)
    assert [row[:2] for row in scene.rows(RESULT)] == [("undecided", "max")]
    assert scene.rows("SELECT settled, undecided FROM stage_states") == [(0, 1)]


def test_a_live_step_gives_no_verdict_on_what_was_given_up_but_the_full_pass_after_it_does(scene: Scene, owner):
    opened, late = disputed(scene, owner)
    late.say("yes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("microtask.results.rules.SMALL_STAGE", 0)
        patch.setattr("microtask.results.rules.REFIT_GROWTH", 100)
        this = scene.do(actions.begin_pass, opened.stage)
        assert not this.full
        seen = scene.do(actions.read, this)
        actions.record(scene.units, this, seen, actions.judge(this, seen))
    assert scene.rows(RESULT) == [("undecided", "max", "yes", 5)]
    decide(scene.units, opened.stage)
    assert scene.rows(RESULT) == [("settled", None, "yes", 5)]


def test_departments_that_answer_late_settle_what_lacked_them(scene: Scene, owner):
    opened = scene.challenge(items=1, owner=owner, min_answers=2, max_answers=3, min_departments=2)
    late = Late(scene, "health")
    scene.rows("UPDATE stages SET min_departments = 1 RETURNING id")
    answer(scene, "yes", "yes")
    scene.rows("UPDATE tasks SET wanted = 3 RETURNING id")
    answer(scene, "yes")
    scene.rows("UPDATE stages SET min_departments = 2 RETURNING id")
    decide(scene.units, opened.stage)
    assert scene.rows(RESULT) == [("undecided", "spread", "yes", 3)]
    late.say("yes")
    decide(scene.units, opened.stage)
    assert scene.rows(RESULT) == [("settled", None, "yes", 4)]


def test_what_an_owner_found_undecidable_is_left_to_the_owner(scene: Scene, owner):
    opened, late = disputed(scene, owner)
    scene.do(actions.adjudicate, opened.id, "item-1", answer=None, reason="It is torn.", stage=None, by=owner)
    late.say("yes")
    decide(scene.units, opened.stage)
    assert scene.rows(RESULT) == [("undecided", "owner", "yes", 5)]
    assert states(scene) == {"undecided": 1}


def test_what_waits_because_its_verdict_flipped_is_not_settled_by_a_pass(scene: Scene, owner):
    opened, late = disputed(scene, owner)
    scene.rows("UPDATE results SET reason = 'flipped', applied_answer = 'no' RETURNING item_id")
    late.say("yes")
    decide(scene.units, opened.stage)
    assert scene.rows(RESULT) == [("undecided", "flipped", "yes", 5)]


def test_what_goes_on_to_the_next_stage_goes_on_when_it_is_settled_after_all(scene: Scene, owner):
    opened = scene.challenge_of([{"effect": {"pass": ["yes"]}, "max_answers": 3}, {}], items=1, owner=owner)
    late = Late(scene, "tax", "tax")
    answer(scene, "yes", "no")
    decide(scene.units, opened.stage)
    answer(scene, "yes")
    decide(scene.units, opened.stage)
    scene.do(actions.advance, opened.stage)
    assert scene.value("SELECT reached FROM items") == 1
    late.say("yes")
    decide(scene.units, opened.stage)
    scene.do(actions.advance, opened.stage)
    assert scene.value("SELECT reached FROM items") == 2


def test_the_last_pass_of_a_challenge_that_closes_settles_too(scene: Scene, owner):
    opened, late = disputed(scene, owner)
    scene.rows("UPDATE challenges SET state = 'closing', closing_at = now() RETURNING id")
    late.say("yes")
    close(scene.units, opened.id)
    assert scene.rows("SELECT state FROM challenges") == [("closed",)]
    assert scene.rows(RESULT) == [("settled", None, "yes", 5)]


def test_what_was_open_when_the_challenge_closed_is_settled_where_what_is_left_is_sure(scene: Scene, owner):
    """A volunteer who takes an answer back after closing may leave the others in agreement."""
    opened = scene.challenge(items=1, owner=owner, min_answers=2, max_answers=9)
    dissenter = scene.person()
    answer(scene, "yes")
    answer_everything(scene, dissenter, value=lambda _: "no")
    for _ in range(2):
        decide(scene.units, opened.stage)
        answer(scene, "yes")
    decide(scene.units, opened.stage)
    finish(scene, opened.id)
    assert scene.rows(RESULT) == [("undecided", "closed", "yes", 4)]
    scene.do(actions.withdraw, challenge_id=opened.id, by=dissenter)
    decide(scene.units, opened.stage)
    assert scene.rows(RESULT) == [("settled", None, "yes", 3)]


@pytest.mark.parametrize("said", [{"not_sure": True}, {"value": "no"}])
def test_what_is_known_is_settled_when_all_answers_are_in_whatever_they_say(scene: Scene, owner, said):
    opened = scene.challenge(items=2, owner=owner, min_answers=2, max_answers=2, min_departments=2)
    scene.rows("UPDATE stages SET min_departments = 1 RETURNING id")
    scene.rows("INSERT INTO gold (stage_id, item_id, answer) SELECT stage_id, item_id, 'yes' FROM tasks"
               " WHERE id = (SELECT min(id) FROM tasks) RETURNING 1")  # fmt: skip
    for _ in range(2):
        person = scene.person()
        sitting = scene.sit(person, minutes=60)
        while task := scene.next(sitting, person):
            scene.do(answers.submit, task.id, said, channel="api", by=person)
    scene.rows("UPDATE stages SET min_departments = 2 RETURNING id")
    decide(scene.units, opened.stage)
    told = scene.rows("SELECT state, route, reason FROM results ORDER BY item_id")
    assert told[0] == ("settled", "gold", None)
    assert told[1][:2] == ("undecided", "crowd")
    assert scene.rows("SELECT settled, undecided FROM stage_states") == [(1, 1)]


def test_what_is_hidden_meanwhile_is_neither_settled_nor_stored(scene: Scene, owner):
    opened = scene.challenge(items=1, owner=owner, min_answers=3)
    answer(scene, "yes", "yes", "yes")
    this = scene.do(actions.begin_pass, opened.stage)
    seen = scene.do(actions.read, this)
    scene.rows("UPDATE tasks SET hidden = true RETURNING id")
    actions.record(scene.units, this, seen, actions.judge(this, seen))
    assert states(scene) == {"open": 1}
    assert scene.rows(RESULT) == []
