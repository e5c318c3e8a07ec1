"""What passes that have begun may still do once answers are withdrawn, or an item is restored or removed."""

import sys
import time
from threading import Barrier, Thread

import pytest

from microtask.assignments import actions as assignments
from microtask.people.rules import Identity
from microtask.results import actions, queries
from tests.results.actions.test_decide import answer_everything
from tests.results.actions.test_decide_report import settle
from tests.scene import Opened, Scene
from workers.decide import decide

# Each task beside its result, and how many answers it has.
STANDING = """
SELECT i.key, t.state, r.state AS told, coalesce(r.answers + r.not_sure, 0) AS counted,
       (SELECT count(*) FROM answers x WHERE x.task_id = t.id AND x.withdrawn_at IS NULL) AS answers
FROM tasks t JOIN items i ON i.id = t.item_id
LEFT JOIN results r ON r.stage_id = t.stage_id AND r.item_id = t.item_id
WHERE t.stage_id = :stage ORDER BY i.id
"""


def withdraw(scene: Scene, person: Identity) -> None:
    scene.do(actions.withdraw, challenge_id=None, by=person)


def read(scene: Scene, opened: Opened) -> tuple:
    """A full pass that has read the answers, and is to be recorded."""
    this = scene.do(actions.begin_pass, opened.stage, full=True)
    seen = scene.do(actions.read, this)
    return scene.units, this, seen, actions.judge(this, seen)


@pytest.fixture
def admin(scene: Scene) -> Identity:
    return scene.person("home", "admin")


def test_a_pass_does_not_settle_what_was_withdrawn_while_it_ran(scene: Scene):
    opened = scene.challenge(items=2)
    people = [scene.person() for _ in range(3)]
    answer_everything(scene, *people[:2])
    decide(scene.units, opened.stage)
    answer_everything(scene, people[2])
    running = read(scene, opened)
    assert running[3].settles.all()
    for person in people:
        withdraw(scene, person)
    assert actions.record(*running) is True, "it asks for another pass"
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT DISTINCT t.state, r.state, r.answer FROM tasks t JOIN results r USING (item_id)") == [
        ("open", "open", None)
    ]
    assert len(scene.tray(scene.sit(scene.person()))) == 2


def test_the_first_pass_of_a_stage_is_overtaken_too(scene: Scene):
    opened = scene.challenge(items=1)
    people = [scene.person() for _ in range(3)]
    answer_everything(scene, *people[:2])
    scene.rows("UPDATE tasks SET wanted = 3 RETURNING id")
    answer_everything(scene, people[2])
    running = read(scene, opened)
    withdraw(scene, people[0])
    actions.record(*running)
    assert scene.rows("SELECT state FROM tasks") == [("open",)]
    assert scene.do(lambda unit: queries.list_stages_to_reconsider(unit.session)) == [opened.stage]
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT state, answers FROM results") == [("open", 2)]


def test_what_was_withdrawn_between_two_batches_is_not_settled_by_the_second(scene: Scene, monkeypatch):
    record = sys.modules["microtask.results.actions.record"]
    opened = scene.challenge(items=4)
    people = [scene.person() for _ in range(3)]
    answer_everything(scene, *people[:2])
    decide(scene.units, opened.stage)
    answer_everything(scene, people[2])
    running, real, begun = read(scene, opened), record.settle_or_ask, []

    def withdraw_before_the_second(*given):
        begun.append(given)
        if len(begun) == 2:
            for person in people:
                withdraw(scene, person)
        return real(*given)

    monkeypatch.setattr(record, "BATCH", 2)
    monkeypatch.setattr(record, "settle_or_ask", withdraw_before_the_second)
    assert actions.record(*running) is True
    monkeypatch.undo()
    decide(scene.units, opened.stage)
    assert {row[1:] for row in scene.rows(STANDING, stage=opened.stage)} == {("open", "open", 0, 0)}
    assert scene.rows("SELECT settled, undecided, answers FROM stage_states") == [(0, 0, 0)]


def test_an_item_that_is_removed_while_a_pass_runs_keeps_no_answer(scene: Scene, admin):
    opened = scene.challenge(items=2)
    answer_everything(scene, *(scene.person() for _ in range(2)))
    reporter = scene.person()
    scene.rows("UPDATE tasks SET wanted = 3 RETURNING id")
    [reported, _] = scene.tray(scene.sit(reporter))
    running = read(scene, opened)
    scene.do(assignments.report, reported.id, reason="broken", by=reporter)
    settle(scene, scene.value("SELECT id FROM reports"), "remove", admin)
    actions.record(*running)
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT state, answer, answers, distribution FROM results ORDER BY item_id") == [
        ("open", "yes", 2, {"yes": 2})
    ]


def test_an_item_that_is_restored_while_a_pass_runs_is_decided_by_the_next(scene: Scene, admin):
    opened = scene.challenge(items=2)
    answer_everything(scene, *(scene.person() for _ in range(2)))
    reporter = scene.person()
    scene.rows("UPDATE tasks SET wanted = 3 RETURNING id")
    [reported, _] = scene.tray(scene.sit(reporter))
    before = read(scene, opened)
    scene.do(assignments.report, reported.id, reason="broken", by=reporter)
    actions.record(*before)
    assert scene.value("SELECT count(*) FROM answers WHERE decided_at IS NULL") == 0
    running = read(scene, opened)
    settle(scene, scene.value("SELECT id FROM reports"), "restore", admin)
    actions.record(*running)
    assert scene.do(lambda unit: queries.list_stages_to_reconsider(unit.session)) == [opened.stage]
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT DISTINCT state, answer, answers FROM results") == [("open", "yes", 2)]
    assert scene.value("SELECT count(*) FROM results") == 2


def test_however_passes_and_withdrawals_meet_nothing_that_nobody_answered_is_settled(scene: Scene):
    for turn in range(4):
        opened = scene.challenge(items=12, max_answers=4)
        people = [scene.person() for _ in range(3)]
        for person in people:
            answer_everything(scene, person)
            if person is people[1]:
                decide(scene.units, opened.stage)
        start = Barrier(4)

        def run(wait, action, *given, start=start):
            start.wait()
            time.sleep(wait)
            action(*given)

        work = [(decide, scene.units, opened.stage)] * 2 + [(withdraw, scene, person) for person in people[:2]]
        threads = [Thread(target=run, args=(place * turn / 200, *each)) for place, each in enumerate(work)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        decide(scene.units, opened.stage)
        for row in scene.rows(STANDING, stage=opened.stage):
            assert row.answers == 1, turn
            assert (row.state, row.counted) == (row.told, 1), turn
