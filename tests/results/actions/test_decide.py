"""Deciding: settling, asking for one more, live steps and full passes, and what a later pass may change."""

import io
import random
import sys
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from microtask.analysis.sent_rows import LIMITS
from microtask.answers import actions as answers
from microtask.assignments import actions as assignments
from microtask.results import actions, queries
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows
from tests.scene import Opened, Scene
from workers.close import close
from workers.decide import decide


def answer_everything(scene: Scene, *people, value=lambda _: "yes") -> None:
    """Each person answers whatever they are dealt."""
    for person in people:
        sitting = scene.sit(person, minutes=120)
        while task := scene.next(sitting, person):
            scene.say(task.id, value(task), person)


def states(scene: Scene) -> dict[str, int]:
    return dict(tuple(row) for row in scene.rows("SELECT state, count(*) FROM tasks GROUP BY 1"))


def test_a_lead_of_three_settles_while_nothing_is_known_of_the_volunteers(scene: Scene):
    opened = scene.challenge(items=2, min_answers=2, max_answers=5)
    for number in range(3):
        assert states(scene) == {"open": 2}, number
        answer_everything(scene, scene.person())
        decide(scene.units, opened.stage)
    assert states(scene) == {"settled": 2}
    assert scene.rows("SELECT DISTINCT state, answer, answers, agreement FROM results") == [("settled", "yes", 3, 1.0)]


def test_disagreement_asks_for_one_more_answer_up_to_the_maximum(scene: Scene):
    opened = scene.challenge(items=1, min_answers=2, max_answers=4)
    wanted = []
    for value in ("yes", "no", "yes", "no"):
        answer_everything(scene, scene.person(), value=lambda _, value=value: value)
        decide(scene.units, opened.stage)
        wanted += scene.rows("SELECT wanted, state FROM tasks")
    assert wanted == [(2, "open"), (3, "open"), (4, "open"), (4, "undecided")]
    assert scene.rows("SELECT state, reason, answer, tie FROM results") == [("undecided", "max", "yes", True)]


def test_not_sure_asks_for_another_person_and_counts_for_no_option(scene: Scene):
    opened = scene.challenge(items=1, min_answers=2)
    for said in ({"value": "yes"}, {"not_sure": True}):
        person = scene.person()
        task = scene.next(scene.sit(person), person)
        scene.do(answers.submit, task.id, said, channel="api", by=person)
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT answers, not_sure, agreement FROM results") == [(1, 1, 1.0)]
    assert scene.value("SELECT wanted FROM tasks") == 3


def test_a_settled_task_is_dealt_to_nobody(scene: Scene):
    opened = scene.challenge(items=1)
    answer_everything(scene, scene.person(), scene.person())
    decide(scene.units, opened.stage)
    answer_everything(scene, scene.person())
    decide(scene.units, opened.stage)
    assert states(scene) == {"settled": 1}
    assert scene.tray(scene.sit(scene.person())) == []


def test_deciding_twice_changes_nothing_and_counts_nothing_twice(scene: Scene):
    opened = scene.challenge(items=4)
    answer_everything(scene, scene.person(), scene.person(), scene.person())
    decide(scene.units, opened.stage)
    before = (
        scene.rows("SELECT * FROM results ORDER BY item_id"),
        scene.do(lambda u: queries.progress(u.session, opened.id)),
    )
    decide(scene.units, opened.stage, full=True)
    after = (
        scene.rows("SELECT * FROM results ORDER BY item_id"),
        scene.do(lambda u: queries.progress(u.session, opened.id)),
    )
    assert after == before


def test_a_change_between_reading_and_recording_is_decided_by_the_next_pass(scene: Scene):
    opened = scene.challenge(items=1)
    person = scene.person()
    task = scene.next(scene.sit(person), person)
    scene.say(task.id, "yes", person)
    this = scene.do(actions.begin_pass, opened.stage)
    seen = scene.do(actions.read, this)
    scene.do(answers.change, task.id, {"value": "no"}, by=person)
    actions.record(scene.units, this, seen, actions.judge(this, seen))
    assert scene.value("SELECT decided_at IS NULL FROM answers")
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT answer FROM results") == [("no",)]
    assert scene.do(lambda unit: queries.progress(unit.session, opened.id)).answers == 1


def test_an_older_pass_never_overwrites_a_newer_one(scene: Scene):
    opened = scene.challenge(items=1)
    first, second = scene.person(), scene.person()
    answer_everything(scene, first, value=lambda _: "no")
    older = scene.do(actions.begin_pass, opened.stage)
    seen = scene.do(actions.read, older)
    answer_everything(scene, second)
    decide(scene.units, opened.stage)
    actions.record(scene.units, older, seen, actions.judge(older, seen))
    assert scene.rows("SELECT answers, pass_number FROM results") == [(2, 2)]


def test_a_task_that_lacks_departments_does_not_settle(scene: Scene):
    opened = scene.challenge(items=1, min_answers=2, max_answers=5, min_departments=2)
    answer_everything(scene, *(scene.person("tax") for _ in range(3)))
    decide(scene.units, opened.stage)
    answer_everything(scene, *(scene.person("tax") for _ in range(3)))
    decide(scene.units, opened.stage)
    answer_everything(scene, *(scene.person("tax") for _ in range(3)))
    decide(scene.units, opened.stage)
    assert states(scene) == {"open": 1}
    answer_everything(scene, scene.person("health"))
    decide(scene.units, opened.stage)
    assert states(scene) == {"settled": 1}


def test_a_hidden_items_answers_wait_until_it_is_restored(scene: Scene):
    opened = scene.challenge(items=1)
    first, second = scene.person(), scene.person()
    one, other = scene.sit(first), scene.sit(second)
    held, reported = scene.tray(one)[0], scene.tray(other)[0]
    scene.do(assignments.report, reported.id, reason="broken", by=second)
    scene.say(held.id, "yes", first)
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT * FROM results") == []
    scene.rows("UPDATE tasks SET hidden = false RETURNING id")
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT answer FROM results") == [("yes",)]


@pytest.fixture
def large(scene: Scene, monkeypatch) -> Opened:
    """A stage beyond the size at which every pass is a full one: two answers a task from eight volunteers."""
    monkeypatch.setattr("microtask.results.rules.SMALL_STAGE", 50)
    opened = scene.challenge(items=120, min_answers=2, max_answers=5, confidence=0.8)
    chance = random.Random(7)
    for _ in range(2):
        answer_everything(
            scene,
            *(scene.person() for _ in range(4)),
            value=lambda task: "yes" if (task.task_id % 3 > 0) == (chance.random() < 0.9) else "no",
        )
    decide(scene.units, opened.stage)
    return opened


def test_a_large_stage_takes_live_steps_between_full_passes(scene: Scene, large: Opened):
    person = scene.person()
    task = scene.next(scene.sit(person), person)
    scene.say(task.id, "yes", person)
    decide(scene.units, large.stage)
    assert scene.value("SELECT count(*) FROM results WHERE live") == 1
    assert scene.value("SELECT decided_at IS NULL FROM answers ORDER BY id DESC LIMIT 1") is False
    decide(scene.units, large.stage)
    assert scene.value("SELECT count(*) FROM results WHERE live") == 0, "nothing was new: a full pass made it final"


def test_closing_makes_what_is_open_undecided_and_forgets_the_volunteers(scene: Scene, large: Opened):
    assert scene.value("SELECT model IS NOT NULL FROM stage_states")
    scene.rows("UPDATE challenges SET state = 'closing', closing_at = now() RETURNING id")
    close(scene.units, large.id)
    assert scene.rows("SELECT state FROM challenges") == [("closed",)]
    assert set(states(scene)) == {"settled", "undecided"}
    assert scene.value("SELECT count(*) FROM results") == 120
    assert scene.value("SELECT model IS NULL FROM stage_states")


def test_closing_waits_for_answers_that_are_on_their_way_but_not_for_ever(scene: Scene):
    opened = scene.challenge(items=2)
    person = scene.person()
    sitting = scene.sit(person, minutes=60)
    scene.rows("UPDATE challenges SET state = 'closing', closing_at = now() RETURNING id")
    close(scene.units, opened.id)
    assert scene.rows("SELECT state FROM challenges") == [("closing",)]
    scene.say(scene.tray(sitting)[0].id, "yes", person)
    scene.clock.moved = timedelta(minutes=31)
    close(scene.units, opened.id)
    assert scene.rows("SELECT state FROM challenges") == [("closed",)]
    assert scene.rows("SELECT reason, answers FROM results ORDER BY answers") == [("closed", 0), ("closed", 1)]


def test_survivors_go_on_to_the_next_stage_and_the_others_drop_out(scene: Scene):
    opened = scene.challenge_of([{"effect": {"pass": ["yes"]}}, {"question": "Could we do it?"}], items=4)
    value = lambda task: "yes" if task.key in ("item-1", "item-3") else "no"  # noqa: E731
    for _ in range(3):
        answer_everything(scene, scene.person(), value=value)
        decide(scene.units, opened.stage)
    scene.do(actions.advance, opened.stage)
    reached = scene.rows("SELECT key, reached, dropped_at IS NOT NULL FROM items ORDER BY key")
    assert reached == [("item-1", 2, False), ("item-2", 1, True), ("item-3", 2, False), ("item-4", 1, True)]


def test_a_verdict_that_flips_after_its_effect_goes_to_adjudication(scene: Scene):
    opened = scene.challenge_of([{"effect": {"pass": ["yes"]}, "min_answers": 1}, {}], items=1)
    people = [scene.person() for _ in range(3)]
    answer_everything(scene, people[0])
    decide(scene.units, opened.stage)
    answer_everything(scene, *people[1:])
    decide(scene.units, opened.stage)
    scene.rows("UPDATE tasks SET state = 'settled' RETURNING id")
    scene.rows("UPDATE results SET state = 'settled' RETURNING item_id")
    scene.do(actions.advance, opened.stage)
    scene.rows("UPDATE answers SET value = 'no', decided_at = NULL, revision = revision + 1 RETURNING id")
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT state, reason, answer FROM results") == [("undecided", "flipped", "no")]


def test_an_owner_decides_what_the_crowd_could_not_and_is_named_as_the_owner(scene: Scene):
    owner = scene.person("home", "owner")
    opened = scene.challenge(items=1, owner=owner, max_answers=2)
    for value in ("yes", "no"):
        answer_everything(scene, scene.person(), value=lambda _, value=value: value)
    decide(scene.units, opened.stage)
    scene.do(actions.adjudicate, opened.id, "item-1", answer="no", reason="It names no date.", stage=None, by=owner)
    [row] = scene.do(lambda unit: queries.list_results(unit.session, opened.stage, after=0, limit=9))
    assert (row.state, row.answer, row.crowd_answer, row.route) == ("adjudicated", "no", "yes", "owner")
    found = scene.do(lambda unit: queries.progress(unit.session, opened.id))
    assert (found.settled, found.undecided) == (1, 0)


def test_a_pass_that_waited_for_another_one_does_not_want_fewer_answers_than_that_did(scene: Scene):
    opened = scene.challenge(items=1, min_answers=2, max_answers=7)
    answer_everything(scene, scene.person(), scene.person())
    slow = scene.do(actions.begin_pass, opened.stage)
    seen = scene.do(actions.read, slow)
    found = actions.judge(slow, seen)
    scene.rows("UPDATE tasks SET wanted = 3 RETURNING id")
    third = scene.person()
    task = scene.next(scene.sit(third), third)
    scene.rows("UPDATE tasks SET wanted = 2 RETURNING id")
    waiting = threading.Thread(target=actions.record, args=(scene.units, slow, seen, found))
    with scene.units.begin() as unit:
        unit.session.execute(text("SELECT FROM tasks FOR NO KEY UPDATE"))
        waiting.start()
        while not scene.value("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            time.sleep(0.02)
        scene.say(task.id, "no", third)
        unit.session.execute(text("UPDATE tasks SET wanted = 4"))
    waiting.join()
    assert scene.rows("SELECT wanted, taken FROM tasks") == [(4, 3)]


class Killed(Exception):  # noqa: N818
    """The worker dies here."""


def stop_after(monkeypatch, batches: int) -> None:
    """Let the next passes store only so many batches of results."""
    record = sys.modules["microtask.results.actions.record"]
    real, left = record._store_results, [batches]

    def store(*args):
        if not left[0]:
            raise Killed
        left[0] -= 1
        real(*args)

    monkeypatch.setattr(record, "BATCH", 50)
    monkeypatch.setattr(record, "_store_results", store)


def test_a_full_pass_that_is_killed_between_two_batches_is_completed_by_the_next(scene: Scene, large: Opened):
    person = scene.person()
    sitting = scene.sit(person, minutes=120)
    while task := scene.next(sitting, person):
        scene.say(task.id, "yes", person)
    assert scene.value("SELECT count(*) FROM answers WHERE decided_at IS NULL") > 10
    with pytest.MonkeyPatch.context() as patch:
        stop_after(patch, 1)
        with pytest.raises(Killed):
            decide(scene.units, large.stage, full=True)
    assert scene.value("SELECT unstored_pass FROM stage_states") is not None
    apart = "SELECT count(*) FROM tasks t LEFT JOIN results r USING (item_id) WHERE t.state IS DISTINCT FROM r.state"
    assert scene.value(apart) == 0
    assert scene.do(lambda unit: queries.list_stages_to_reconsider(unit.session)) == [large.stage]
    decide(scene.units, large.stage)
    assert scene.value("SELECT unstored_pass FROM stage_states") is None
    assert scene.value("SELECT count(*) FROM answers WHERE decided_at IS NULL OR NOT counted") == 0
    after_kill = scene.rows("SELECT item_id, state, answer, confidence, answers FROM results ORDER BY item_id")
    assert scene.value("SELECT answers FROM stage_states") == scene.value("SELECT count(*) FROM answers")
    assert scene.value("SELECT settled FROM stage_states") == states(scene)["settled"]
    decide(scene.units, large.stage, full=True)
    assert after_kill == scene.rows("SELECT item_id, state, answer, confidence, answers FROM results ORDER BY item_id")


def test_nothing_moves_on_while_the_results_of_a_full_pass_are_on_their_way(scene: Scene):
    opened = scene.challenge_of([{"effect": {"pass": ["yes"]}, "min_answers": 1}, {}], items=1)
    answer_everything(scene, *(scene.person() for _ in range(3)))
    decide(scene.units, opened.stage)
    scene.rows("UPDATE tasks SET state = 'settled' RETURNING id")
    scene.rows("UPDATE results SET state = 'settled' RETURNING item_id")
    scene.rows("UPDATE stage_states SET unstored_pass = 9 RETURNING stage_id")
    scene.do(actions.advance, opened.stage)
    assert scene.do(lambda unit: queries.list_stages_to_advance(unit.session)) == []
    assert scene.value("SELECT reached FROM items") == 1
    scene.rows("UPDATE stage_states SET unstored_pass = NULL RETURNING stage_id")
    scene.do(actions.advance, opened.stage)
    assert scene.value("SELECT reached FROM items") == 2


def test_a_full_pass_holds_the_locks_of_one_batch_of_tasks_at_a_time(scene: Scene, large: Opened, monkeypatch):
    record = sys.modules["microtask.results.actions.record"]
    real, free = record._store_results, []

    def store(*args):
        real(*args)
        free.append(scene.value("SELECT count(*) FROM (SELECT FROM tasks FOR NO KEY UPDATE SKIP LOCKED) t"))

    monkeypatch.setattr(record, "BATCH", 30)
    monkeypatch.setattr(record, "_store_results", store)
    scene.rows("UPDATE tasks SET state = 'open', wanted = 1, settled_at = NULL RETURNING id")
    decide(scene.units, large.stage, full=True)
    assert len(free) == 4
    assert min(free) >= 90


def test_the_same_answers_give_the_same_verdicts_in_whatever_order_they_came(scene: Scene):
    chance = random.Random(11)
    said = [
        (item, volunteer, "yes" if chance.random() < 0.4 + 0.04 * volunteer else "no")
        for item in range(1, 61) for volunteer in range(12) if chance.random() < 0.4
    ]  # fmt: skip
    verdicts = []
    for _ in range(3):
        owner = scene.person("home", "owner")
        opened = scene.challenge(items=60, owner=owner, max_answers=12)
        chance.shuffle(said)
        text_of_rows = "key,volunteer,answer\n" + "".join(f"item-{i},V{v},{value}\n" for i, v, value in said)
        rows = open_rows(io.BytesIO(text_of_rows.encode()), Format.CSV, limits=LIMITS)
        scene.do(answers.collect, opened.id, rows, stage=None, by=owner, secret_key="k" * 32)
        decide(scene.units, opened.stage)
        verdicts.append(scene.rows(
            "SELECT i.key, r.state, r.answer, r.confidence, r.agreement, r.answers, r.tie FROM results r"
            " JOIN items i ON i.id = r.item_id WHERE r.stage_id = :stage ORDER BY i.key", stage=opened.stage,
        ))  # fmt: skip
    assert len(verdicts[0]) > 50
    assert verdicts[0] == verdicts[1] == verdicts[2]


def know(scene: Scene, opened: Opened, *items: int, answer: str = "no") -> None:
    for item in items:
        scene.rows(
            "INSERT INTO gold (stage_id, item_id, answer) VALUES (:stage, :item, :answer) RETURNING item_id",
            stage=opened.stage, item=item, answer=answer,
        )  # fmt: skip


def test_a_known_answer_is_the_result_and_its_task_settles_like_any_other(scene: Scene):
    opened = scene.challenge(items=3, min_answers=2)
    know(scene, opened, 1)
    answer_everything(scene, scene.person())
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT state, route, answer, confidence FROM results WHERE item_id = 1") == [
        ("open", "gold", "no", 1.0)
    ]
    answer_everything(scene, scene.person())
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT state, taken FROM tasks WHERE item_id = 1") == [("settled", 2)]
    assert scene.rows("SELECT state, route, answer, answers, agreement FROM results WHERE item_id = 1") == [
        ("settled", "gold", "no", 2, 0.0)
    ]
    assert states(scene) == {"settled": 1, "open": 2}


def test_what_is_known_is_never_undecided_however_few_have_answered(scene: Scene):
    opened = scene.challenge(items=3)
    know(scene, opened, 1)
    scene.rows("UPDATE challenges SET state = 'closing', closing_at = now() RETURNING id")
    close(scene.units, opened.id)
    assert scene.rows("SELECT state, route, answer, confidence, answers FROM results ORDER BY item_id") == [
        ("settled", "gold", "no", 1.0, 0), ("undecided", "crowd", None, None, 0), ("undecided", "crowd", None, None, 0)
    ]  # fmt: skip
    assert scene.rows("SELECT settled, undecided FROM stage_states") == [(1, 2)]


def test_answers_are_weighed_by_what_is_known(scene: Scene):
    """Two say one thing and two another throughout; what is known tells which two to believe."""
    winners = []
    for known in (None, "yes", "no"):
        owner = scene.person("home", "owner")
        opened = scene.challenge(items=40, owner=owner, min_answers=4)
        first = scene.value("SELECT min(item_id) FROM tasks WHERE stage_id = :stage", stage=opened.stage)
        if known:
            know(scene, opened, *range(first, first + 20), answer=known)
        text_of_rows = "key,volunteer,answer\n" + "".join(
            f"item-{item},V{volunteer},{'yes' if volunteer < 2 else 'no'}\n"
            for item in range(1, 41) for volunteer in range(4)
        )  # fmt: skip
        rows = open_rows(io.BytesIO(text_of_rows.encode()), Format.CSV, limits=LIMITS)
        scene.do(answers.collect, opened.id, rows, stage=None, by=owner, secret_key="k" * 32)
        decide(scene.units, opened.stage)
        winners.append(scene.rows(
            "SELECT DISTINCT answer, tie FROM results WHERE stage_id = :stage AND route = 'crowd'", stage=opened.stage
        ))  # fmt: skip
    assert winners == [[("yes", True)], [("yes", False)], [("no", False)]]


def test_an_answer_that_becomes_known_later_is_decided_with_at_the_next_pass(scene: Scene):
    opened = scene.challenge(items=2)
    answer_everything(scene, scene.person())
    decide(scene.units, opened.stage)
    know(scene, opened, 2)
    scene.rows("UPDATE stages SET reconsider_since = now() RETURNING id")
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT route, answer FROM results ORDER BY item_id") == [("crowd", "yes"), ("gold", "no")]
