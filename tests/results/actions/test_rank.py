"""A pass over a comparison: places for items, the pairs that come next, and when there is enough."""

import math
import random
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from scipy.stats import kendalltau

from microtask.assignments import actions as assignments
from microtask.errors import Invalid
from microtask.people.rules import Identity
from microtask.results import actions, queries
from tests.desk import Desk
from tests.scene import Scene
from workers.close import close
from workers.decide import decide

RULE = {"min": 4, "max": 8, "confidence": 0.95}


@pytest.fixture
def desk(scene: Scene) -> Desk:
    return Desk(scene)


def compare(desk: Desk, *, items: int, **body: Any) -> int:
    """An open comparison of items called by numbers, and split; answers the challenge."""
    asked = {} if "stages" in body else {"template": "compare", "question": "Which is higher?", "redundancy": RULE}
    without = ("options", "template", "question") if "stages" in body else ("options",)
    challenge = desk.draft(*without, **asked | body)
    desk.load(challenge, b"key,text\n" + b"".join(b"k%02d,Number %d\n" % (n, n) for n in range(items)))
    desk.publish(challenge)
    desk.split(challenge)
    return challenge


def answer(scene: Scene, by: Identity, *, challenge: int, most: int = 1000) -> int:
    """One person compares what they are dealt, mostly rightly: the item with the higher number is the better one.

    What they say of a pair does not depend on which of the two they see first.
    """
    sitting, given = scene.sit(by, minutes=60, challenge=challenge), 0
    while given < most and (task := scene.next(sitting, by)):
        chance = random.Random(f"{by.person_id}/{task.key}/{task.other_key}").random()
        ahead = int(task.key[1:]) - int(task.other_key[1:])
        is_first = chance < 1 / (1 + math.exp(-ahead / 2))
        scene.say(task.id, "a" if is_first != task.swapped else "b", by)
        given += 1
    scene.stop(sitting, by)
    return given


def work_through(desk: Desk, challenge: int, *, people: int = 6) -> None:
    """People answer by turns, and each turn is followed by a pass, until nothing is left."""
    scene = desk.scene
    crowd = [scene.person() for _ in range(people)]
    decide(scene.units, desk.stage(challenge))
    while sum(answer(scene, person, challenge=challenge, most=5) for person in crowd):
        decide(scene.units, desk.stage(challenge))


def compared(scene: Scene) -> dict[str, int]:
    """How many answers in slots each item has, by its key."""
    rows = scene.rows(
        "SELECT i.key, count(*) FROM assignments a JOIN tasks t ON t.id = a.task_id"
        " JOIN items i ON i.id IN (t.item_id, t.other_item_id) WHERE a.state = 'answered' GROUP BY i.key"
    )
    return {row[0]: row[1] for row in rows}


def results(scene: Scene) -> dict[str, Any]:
    return {row.key: row for row in scene.rows("SELECT i.key, r.* FROM results r JOIN items i ON i.id = r.item_id")}


def test_a_crowd_that_mostly_agrees_ranks_items_in_about_their_order(desk: Desk, scene: Scene):
    challenge = compare(desk, items=12)
    work_through(desk, challenge)
    found = results(scene)
    assert {row.state for row in found.values()} == {"settled"}
    scores = [found[key].extras["score"] for key in sorted(found)]
    assert kendalltau(scores, range(12)).statistic > 0.7
    for row in found.values():
        extras = row.extras
        assert row.answer == str(extras["rank"])
        assert extras["low"] <= extras["score"] <= extras["high"]
        assert extras["comparisons"] == row.answers == sum(row.distribution.values())
    assert max(found.values(), key=lambda row: row.extras["score"]).extras["rank"] == 1


def test_each_item_is_compared_at_least_and_at_most_as_often_as_was_asked_for(desk: Desk, scene: Scene):
    challenge = compare(desk, items=11)
    work_through(desk, challenge)
    assert set(compared(scene)) == {f"k{n:02}" for n in range(11)}
    assert all(4 <= times <= 8 for times in compared(scene).values())
    assert scene.rows("SELECT DISTINCT state FROM tasks") == [("settled",)]


def test_an_item_whose_place_is_sure_is_compared_no_more(desk: Desk, scene: Scene):
    challenge = compare(desk, items=12, redundancy={"min": 4, "max": 30, "confidence": 0.8})
    work_through(desk, challenge)
    assert min(compared(scene).values()) < 12


def test_few_items_are_compared_again_by_others(desk: Desk, scene: Scene):
    challenge = compare(desk, items=3, redundancy={"min": 6, "max": 6, "confidence": 0.95})
    work_through(desk, challenge)
    assert scene.value("SELECT count(*) FROM tasks") == 3
    assert compared(scene) == {"k00": 6, "k01": 6, "k02": 6}


def test_not_sure_asks_somebody_else_and_an_item_nobody_can_judge_is_undecided(desk: Desk, scene: Scene):
    challenge = compare(desk, items=4, redundancy={"min": 2, "max": 4, "confidence": 0.95})
    for _ in range(20):
        person = scene.person()
        sitting = scene.sit(person, challenge=challenge)
        while task := scene.next(sitting, person):
            scene.say(task.id, None, person, not_sure=True)
        decide(scene.units, desk.stage(challenge))
    found = results(scene)
    assert {(row.state, row.reason, row.answer, row.answers) for row in found.values()} == {
        ("undecided", "max", None, 0)
    }
    assert all(2 < row.not_sure <= 4 for row in found.values())


def test_what_is_stored_does_not_depend_on_the_order_in_which_the_two_are_shown(desk: Desk, scene: Scene):
    challenge = compare(desk, items=8)
    person = scene.person()
    answer(scene, person, challenge=challenge, most=10)
    rows = scene.rows(
        "SELECT a.swapped, x.value, i.key, o.key AS other FROM answers x JOIN assignments a ON a.id = x.assignment_id"
        " JOIN tasks t ON t.id = x.task_id JOIN items i ON i.id = t.item_id JOIN items o ON o.id = t.other_item_id"
    )
    assert {row.swapped for row in rows} == {True, False}
    far = [row for row in rows if abs(int(row.key[1:]) - int(row.other[1:])) > 3]
    assert far
    assert sum(row.value == ("a" if row.key > row.other else "b") for row in far) >= 0.75 * len(far)


def test_a_hidden_item_is_shown_to_nobody_and_the_others_are_compared_enough_without_it(desk: Desk, scene: Scene):
    challenge = compare(desk, items=8)
    person = scene.person()
    sitting = scene.sit(person, challenge=challenge)
    task = scene.next(sitting, person)
    gone = {task.key, task.other_key}
    scene.do(assignments.report, task.id, reason="broken", by=person)
    scene.stop(sitting, person)
    work_through(desk, challenge)
    assert gone.isdisjoint(compared(scene))
    assert {row.state for key, row in results(scene).items() if key not in gone} == {"settled"}
    assert all(times >= 4 for times in compared(scene).values())


def test_closing_leaves_what_is_not_sure_undecided(desk: Desk, scene: Scene):
    challenge = compare(desk, items=6)
    answer(scene, scene.person(), challenge=challenge, most=4)
    scene.rows(
        "UPDATE challenges SET state = 'closing', closing_at = now() - interval '1 hour' WHERE id = :id RETURNING id",
        id=challenge,
    )
    close(scene.units, challenge)
    assert {(row.state, row.reason) for row in results(scene).values()} == {("undecided", "closed")}
    assert scene.rows("SELECT settled, undecided, answers FROM stage_states") == [(0, 6, 4)]
    assert scene.rows("SELECT state FROM challenges WHERE id = :id", id=challenge) == [("closed",)]


def test_the_first_ones_go_on_and_the_others_drop_out(desk: Desk, scene: Scene):
    stages = [
        {"template": "compare", "question": "Which?", "redundancy": RULE, "effect": {"pass": {"top": 3}}},
        {"template": "review", "question": "Can it be done?", "options": ["Yes", "No"]},
    ]
    challenge = compare(desk, items=10, stages=stages)
    work_through(desk, challenge)
    scene.do(actions.advance, desk.stage(challenge))
    reached = {row[0] for row in scene.rows("SELECT key FROM items WHERE dropped_at IS NULL")}
    scores = {key: row.extras["score"] for key, row in results(scene).items()}
    assert reached == set(sorted(scores, key=lambda key: -scores[key])[:3])


def test_items_that_come_later_are_ranked_among_the_others(desk: Desk, scene: Scene):
    challenge = compare(desk, items=8, redundancy={"min": 4, "max": 12, "confidence": 0.8})
    work_through(desk, challenge)
    desk.load(challenge, b"key,text\nk08,Number 8\nk09,Number 9\n")
    desk.split(challenge)
    work_through(desk, challenge)
    found = results(scene)
    assert {found["k08"].state, found["k09"].state} == {"settled"}
    assert found["k09"].extras["score"] > found["k02"].extras["score"]


def test_items_that_come_later_push_nobody_over_the_most(desk: Desk, scene: Scene):
    challenge = compare(desk, items=6, redundancy={"min": 4, "max": 4, "confidence": 0.95})
    work_through(desk, challenge)
    desk.load(challenge, b"key,text\nk06,Number 6\n")
    desk.split(challenge)
    work_through(desk, challenge)
    assert compared(scene) == {f"k0{n}": 4 for n in range(6)}
    assert (results(scene)["k06"].state, results(scene)["k06"].reason) == ("undecided", "max")


def test_answers_that_come_late_are_comparisons_too_and_fewer_are_asked_for(desk: Desk, scene: Scene):
    challenge = compare(desk, items=6, redundancy={"min": 4, "max": 6, "confidence": 0.999})
    late = scene.person()
    tray = scene.tray(scene.sit(late, minutes=60, challenge=challenge))
    scene.stop(scene.sit(late, challenge=challenge), late)
    for task in tray:
        scene.say(task.id, "a", late)
    assert scene.rows("SELECT DISTINCT slot FROM assignments WHERE state = 'answered'") == [(None,)]
    late_ones = Counter(key for task in tray for key in (task.key, task.other_key))
    work_through(desk, challenge)
    times = {key: row.extras["comparisons"] for key, row in results(scene).items()}
    # Four of each were asked for before the late ones came.
    assert all(times[key] <= max(6, 4 + late_ones[key]) for key in times), (times, late_ones)


def test_a_pair_behind_a_closed_tab_goes_to_somebody_else_but_for_items_compared_enough(desk: Desk, scene: Scene):
    challenge = compare(desk, items=3, redundancy={"min": 2, "max": 3, "confidence": 0.999})
    scene.sit(scene.person(), minutes=120, challenge=challenge)
    assert scene.rows("SELECT DISTINCT wanted, taken FROM tasks") == [(1, 1)]
    for minutes in (3, 6, 9):
        scene.clock.moved = timedelta(minutes=minutes)
        scene.sit(scene.person(), minutes=120, challenge=challenge)
        assert scene.value("SELECT sum(taken) FROM tasks") == 4


def test_a_pass_that_is_run_twice_changes_nothing(desk: Desk, scene: Scene):
    challenge = compare(desk, items=8)
    answer(scene, scene.person(), challenge=challenge, most=12)
    decide(scene.units, desk.stage(challenge), full=True)
    before = scene.rows("SELECT id, state, wanted FROM tasks ORDER BY id"), results(scene).keys()
    decide(scene.units, desk.stage(challenge), full=True)
    assert (scene.rows("SELECT id, state, wanted FROM tasks ORDER BY id"), results(scene).keys()) == before


def test_where_everything_that_was_asked_about_is_hidden_the_sweep_has_other_pairs_chosen(desk: Desk, scene: Scene):
    challenge = compare(desk, items=5, redundancy={"min": 2, "max": 4, "confidence": 0.95})
    scene.rows("UPDATE items SET state = 'hidden' WHERE key = 'k00' RETURNING id")
    scene.rows("UPDATE tasks SET hidden = true RETURNING id")
    with scene.units.begin() as unit:
        assert queries.list_stages_to_reconsider(unit.session) == [desk.stage(challenge)]
    decide(scene.units, desk.stage(challenge))
    shown = scene.rows("SELECT DISTINCT unnest(ARRAY[item_id, other_item_id]) AS item FROM tasks WHERE NOT hidden")
    assert len(shown) == 4
    with scene.units.begin() as unit:
        assert queries.list_stages_to_reconsider(unit.session) == []


def test_an_owner_decides_which_place_an_item_has(desk: Desk, scene: Scene):
    challenge = compare(desk, items=6)
    work_through(desk, challenge)
    why = {"reason": "It is the law.", "stage": None, "by": desk.owner}
    scene.do(actions.adjudicate, challenge, "k00", answer=1, **why)
    row = results(scene)["k00"]
    assert (row.state, row.decision, row.route) == ("adjudicated", "1", "expert")
    assert row.answer != "1"
    decide(scene.units, desk.stage(challenge), full=True)
    assert results(scene)["k00"].state == "adjudicated"
    with pytest.raises(Invalid, match="whole number from 1"):
        scene.do(actions.adjudicate, challenge, "k01", answer="first", **why)


def test_a_ranking_that_was_read_before_answers_were_withdrawn_settles_nothing(desk: Desk, scene: Scene):
    challenge = compare(desk, items=2, redundancy={"min": 2, "max": 2, "confidence": 0.95})
    people = [scene.person() for _ in range(2)]
    for person in people:
        answer(scene, person, challenge=challenge)
    this = scene.do(actions.begin_pass, desk.stage(challenge), full=True)
    with pytest.MonkeyPatch.context() as patch:
        place = sys.modules["microtask.results.actions.rank"]
        real = place.place

        def withdraw_meanwhile(*given):
            for person in people:
                scene.do(actions.withdraw, challenge_id=challenge, by=person)
            return real(*given)

        patch.setattr(place, "place", withdraw_meanwhile)
        assert actions.rank(scene.units, this) is True, "it asks for another pass"
    assert scene.rows("SELECT state FROM results") == []
    decide(scene.units, desk.stage(challenge))
    assert {row.state for row in results(scene).values()} == {"open"}
    assert scene.value("SELECT count(*) FROM tasks WHERE state = 'open' AND taken < wanted") >= 1


def test_an_item_that_was_given_up_for_want_of_departments_is_settled_once_it_has_them(desk: Desk, scene: Scene):
    rule = {"min": 2, "max": 2, "confidence": 0.95}
    spread = {"departments": ["tax", "health"], "min_departments": 2}
    for slug in spread["departments"]:
        scene.department(slug)
    challenge = compare(desk, items=2, redundancy=rule, audience=spread)
    late = scene.person("health")
    sitting = scene.sit(late, minutes=1, challenge=challenge)
    [held] = scene.tray(sitting)
    scene.clock.moved += timedelta(minutes=30)
    scene.do(assignments.expire)
    scene.rows("UPDATE stages SET min_departments = 1 RETURNING id")
    for _ in range(2):
        answer(scene, scene.person("tax"), challenge=challenge)
    scene.rows("UPDATE stages SET min_departments = 2 RETURNING id")
    decide(scene.units, desk.stage(challenge))
    assert {(row.state, row.reason) for row in results(scene).values()} == {("undecided", "spread")}
    scene.say(held.id, "a", late)
    decide(scene.units, desk.stage(challenge))
    assert {(row.state, row.reason) for row in results(scene).values()} == {("settled", None)}
    assert scene.rows("SELECT settled, undecided FROM stage_states") == [(2, 0)]
