"""Taking answers back: what is blanked, what is asked again, what is decided again, and what stays."""

import pytest

from microtask.errors import NotFound
from microtask.results import actions
from microtask.results.queries import mine
from tests.house.world import finish
from workers.decide import decide

RESULT = "SELECT state, answer, answers FROM results WHERE stage_id = :stage ORDER BY item_id"
TASK = "SELECT state, taken, wanted FROM tasks WHERE stage_id = :stage ORDER BY id"


def answer_all(scene, opened, value="yes", person=None):
    person = person or scene.person()
    sitting = scene.sit(person, challenge=opened.id)
    while task := scene.next(sitting, person):
        scene.say(task.id, value, person)
    return person


def withdraw(scene, person, challenge_id=None):
    return scene.do(actions.withdraw, challenge_id=challenge_id, by=person)


def test_what_was_said_is_blanked_and_that_it_was_asked_is_kept(scene):
    opened = scene.challenge(items=2)
    person = answer_all(scene, opened)
    assert withdraw(scene, person, opened.id) == 2
    rows = scene.rows("SELECT value, not_sure, note, seconds, withdrawn_at IS NOT NULL AS gone FROM answers")
    assert [tuple(row) for row in rows] == [(None, False, None, None, True)] * 2
    assert scene.value("SELECT count(*) FROM assignments WHERE state = 'answered' AND slot IS NULL") == 2
    assert scene.tray(scene.sit(person, challenge=opened.id)) == []


def test_withdrawing_twice_is_the_same_as_once(scene):
    opened = scene.challenge(items=2)
    person = answer_all(scene, opened)
    assert [withdraw(scene, person), withdraw(scene, person)] == [2, 0]


def test_an_open_task_is_asked_of_somebody_else(scene):
    opened = scene.challenge(items=1, min_answers=3)
    first = answer_all(scene, opened)
    decide(scene.units, opened.stage)
    withdraw(scene, first, opened.id)
    decide(scene.units, opened.stage)
    assert tuple(scene.rows(TASK, stage=opened.stage)[0]) == ("open", 0, 3)
    assert scene.rows(RESULT, stage=opened.stage)[0].answer is None
    answer_all(scene, opened, "no")
    decide(scene.units, opened.stage)
    assert tuple(scene.rows(RESULT, stage=opened.stage)[0]) == ("open", "no", 1)


def test_a_settled_task_is_decided_again_from_the_answers_that_are_left(scene):
    opened = scene.challenge(items=4, min_answers=3, max_answers=5, confidence=0.6)
    people = [answer_all(scene, opened) for _ in range(3)]
    decide(scene.units, opened.stage, full=True)
    assert {row.state for row in scene.rows(RESULT, stage=opened.stage)} == {"settled"}
    withdraw(scene, people[0], opened.id)
    decide(scene.units, opened.stage)
    assert [tuple(row) for row in scene.rows(RESULT, stage=opened.stage)] == [("settled", "yes", 2)] * 4


def test_a_settled_task_that_nobody_else_answered_is_opened_again(scene):
    opened = scene.challenge(items=2, min_answers=1, max_answers=1)
    person = answer_all(scene, opened)
    finished = scene.value("SELECT count(*) FROM tasks WHERE state <> 'open'")
    decide(scene.units, opened.stage, full=True)
    assert finished == 0
    scene.rows("UPDATE tasks SET state = 'settled' RETURNING id")
    scene.rows("UPDATE results SET state = 'settled' RETURNING item_id")
    scene.rows("UPDATE stage_states SET settled = 2, undecided = 0 RETURNING stage_id")
    withdraw(scene, person)
    decide(scene.units, opened.stage)
    assert [row.state for row in scene.rows(TASK, stage=opened.stage)] == ["open", "open"]
    assert [tuple(row) for row in scene.rows(RESULT, stage=opened.stage)] == [("open", None, 0)] * 2
    counted = scene.rows("SELECT settled, undecided, answers FROM stage_states")[0]
    assert tuple(counted) == (0, 0, 0)


def test_what_was_given_up_on_is_asked_about_once_more(scene):
    opened = scene.challenge(items=1, min_answers=2, max_answers=2, confidence=0.99)
    first, _ = answer_all(scene, opened, "yes"), answer_all(scene, opened, "no")
    decide(scene.units, opened.stage, full=True)
    assert scene.rows(TASK, stage=opened.stage)[0].state == "undecided"
    withdraw(scene, first)
    decide(scene.units, opened.stage)
    state, taken, wanted = scene.rows(TASK, stage=opened.stage)[0]
    assert (state, taken, wanted) == ("open", 1, 2)
    assert scene.rows("SELECT undecided, answers FROM stage_states")[0] == (0, 1)


def test_after_closing_nothing_is_asked_again(scene):
    opened = scene.challenge(items=2, min_answers=1)
    person = answer_all(scene, opened)
    finish(scene, opened.id)
    withdraw(scene, person)
    decide(scene.units, opened.stage)
    assert {row.state for row in scene.rows(TASK, stage=opened.stage)} == {"undecided"}
    assert [tuple(row) for row in scene.rows(RESULT, stage=opened.stage)] == [("undecided", None, 0)] * 2


def test_what_an_expert_decided_stands(scene):
    owner = scene.person("home", "owner")
    opened = scene.challenge(items=1, owner=owner)
    person = answer_all(scene, opened)
    decide(scene.units, opened.stage)
    scene.do(actions.adjudicate, opened.id, "item-1", answer="no", reason="It says so.", stage=None, by=owner)
    withdraw(scene, person)
    decide(scene.units, opened.stage)
    found = scene.rows("SELECT state, decision, answer, answers FROM results")[0]
    assert tuple(found) == ("adjudicated", "no", None, 0)


def test_a_known_answer_stays_known(scene):
    opened = scene.challenge(items=1, min_answers=1)
    scene.rows("INSERT INTO gold (stage_id, item_id, answer) SELECT stage_id, item_id, 'yes' FROM tasks RETURNING 1")
    person = answer_all(scene, opened)
    decide(scene.units, opened.stage, full=True)
    withdraw(scene, person)
    decide(scene.units, opened.stage)
    assert tuple(scene.rows("SELECT route, answer, answers FROM results")[0]) == ("gold", "yes", 0)


def test_of_a_ranking_the_pairs_are_asked_again(scene):
    opened = scene.challenge(items=2, template="compare", kind="compare", options=[], min_answers=2, max_answers=4)
    scene.rows("DELETE FROM tasks RETURNING id")
    scene.rows(
        "INSERT INTO tasks (stage_id, item_id, other_item_id, wanted, max_answers)"
        " SELECT :stage, min(id), max(id), 1, 4 FROM items RETURNING id", stage=opened.stage)  # fmt: skip
    scene.rows("UPDATE stages SET split_item_id = 2 RETURNING id")
    person = answer_all(scene, opened, "a")
    decide(scene.units, opened.stage, full=True)
    withdraw(scene, person)
    decide(scene.units, opened.stage)
    assert scene.value("SELECT count(*) FROM tasks WHERE state = 'open' AND taken < wanted") >= 1
    assert {row.answers for row in scene.rows(RESULT, stage=opened.stage)} == {0}


def test_others_answers_and_other_challenges_are_left_alone(scene):
    one, two = scene.challenge(items=2), scene.challenge(items=2)
    person, other = answer_all(scene, one), answer_all(scene, one)
    answer_all(scene, two, person=person)
    withdraw(scene, person, one.id)
    said = "SELECT count(*) FROM answers x JOIN participants p ON p.id = x.participant_id WHERE x.value = 'yes'"
    assert scene.value(f"{said} AND p.person_id = :id", id=person.person_id) == 2
    assert scene.value(f"{said} AND p.person_id = :id", id=other.person_id) == 2
    assert withdraw(scene, person) == 2


def test_nobody_withdraws_from_what_they_gave_nothing_to(scene):
    opened = scene.challenge()
    with pytest.raises(NotFound):
        withdraw(scene, scene.person(), opened.id)


def test_what_is_counted_afterwards_is_what_stands(scene):
    opened = scene.challenge(items=3)
    person = answer_all(scene, opened)
    withdraw(scene, person)
    [row] = scene.do(lambda unit: mine.list_given(unit.session, person.person_id))
    assert (row.answers, row.settled, row.withdrawn) == (0, 0, 3)


def test_no_answer_is_left_waiting_to_be_decided(scene):
    opened = scene.challenge(items=2)
    person = answer_all(scene, opened)
    withdraw(scene, person)
    decide(scene.units, opened.stage)
    assert scene.value("SELECT count(*) FROM answers WHERE decided_at IS NULL") == 0
    assert scene.value("SELECT count(*) FROM stage_states WHERE unstored_pass IS NOT NULL") == 0
