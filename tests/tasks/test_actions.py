"""Splitting: every item becomes one task, in batches, from where it last stopped."""

from threading import Barrier, Thread
from typing import Any

import pytest

from microtask.challenges import actions
from microtask.tasks import actions as tasks
from tests.desk import LETTERS, THREE_ITEMS, Desk


def published(desk: Desk, items: int = 10, **body: Any) -> int:
    challenge_id = desk.draft(**body)
    desk.load(challenge_id, b"key\n" + b"".join(b"K%d\n" % number for number in range(items)))
    desk.publish(challenge_id)
    return challenge_id


def test_every_item_becomes_a_task_and_the_challenge_opens(desk: Desk):
    challenge_id = published(desk, redundancy={"min": 3, "max": 5})
    assert not desk.scene.do(tasks.split, desk.stage(challenge_id))
    rows = desk.scene.rows("SELECT t.* FROM tasks t JOIN items i ON i.id = t.item_id ORDER BY t.id")
    assert {(row.state, row.wanted, row.taken, row.max_answers, row.hidden) for row in rows} == {
        ("open", 3, 0, 5, False)
    }
    assert [row.item_id for row in rows] == sorted(row.item_id for row in rows)
    row = desk.scene.rows("SELECT c.state, c.opened_at, s.split_at FROM challenges c JOIN stages s ON true")[0]
    assert (row.state, row.opened_at) == ("open", row.split_at)


def test_splitting_goes_on_batch_by_batch(desk: Desk):
    challenge_id = published(desk, items=10)
    stage_id = desk.stage(challenge_id)
    more = [desk.scene.do(tasks.split, stage_id, batch=4) for _ in range(3)]
    assert (more, desk.tasks(challenge_id), desk.state(challenge_id)) == ([True, True, False], 10, "open")


def test_a_last_batch_that_is_full_is_followed_by_an_empty_one(desk: Desk):
    challenge_id = published(desk, items=8)
    stage_id = desk.stage(challenge_id)
    assert [desk.scene.do(tasks.split, stage_id, batch=4) for _ in range(3)] == [True, True, False]
    assert desk.state(challenge_id) == "open"


def test_splitting_twice_changes_nothing(desk: Desk):
    challenge_id = published(desk)
    desk.split(challenge_id)
    before = desk.scene.rows("SELECT * FROM tasks ORDER BY id"), desk.scene.rows("SELECT * FROM stages")
    assert not desk.scene.do(tasks.split, desk.stage(challenge_id))
    assert (desk.scene.rows("SELECT * FROM tasks ORDER BY id"), desk.scene.rows("SELECT * FROM stages")) == before


def test_workers_that_split_the_same_stage_at_once_make_each_task_once(desk: Desk):
    challenge_id = published(desk, items=200)
    stage_id, start = desk.stage(challenge_id), Barrier(5)

    def work() -> None:
        start.wait()
        while desk.scene.do(tasks.split, stage_id, batch=10):
            pass

    threads = [Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (desk.tasks(challenge_id), desk.state(challenge_id)) == (200, "open")


def test_a_batch_that_is_rolled_back_is_made_again(desk: Desk):
    challenge_id = published(desk, items=6)
    stage_id = desk.stage(challenge_id)
    with desk.scene.units.begin() as unit:
        tasks.split(unit, stage_id, batch=4)
        unit.session.rollback()
    assert desk.tasks(challenge_id) == 0
    desk.split(challenge_id)
    assert desk.tasks(challenge_id) == 6


def test_hidden_withdrawn_and_dropped_items_become_no_tasks(desk: Desk):
    challenge_id = published(desk, items=4)
    for change in ("state = 'hidden'", "state = 'withdrawn'", "dropped_at = now()"):
        desk.scene.do(lambda unit, change=change: unit.connection.exec_driver_sql(
            f"UPDATE items SET {change} WHERE id = (SELECT min(id) FROM items WHERE state = 'live'"
            " AND dropped_at IS NULL)"))  # fmt: skip
    desk.split(challenge_id)
    assert desk.tasks(challenge_id) == 1


def test_a_later_stage_takes_the_items_that_have_reached_it(desk: Desk):
    stage = {name: LETTERS[name] for name in ("template", "question", "options")}
    challenge_id = desk.draft(*stage, stages=[stage, stage])
    desk.load(challenge_id, THREE_ITEMS)
    desk.publish(challenge_id)
    second = desk.stage(challenge_id, 2)
    desk.split(challenge_id)
    desk.scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE items SET reached = 2 WHERE key = 'B'"))
    desk.scene.do(lambda unit: unit.connection.exec_driver_sql(
        "UPDATE stages SET advanced_at = now() WHERE position = 1"))  # fmt: skip
    desk.split(challenge_id, position=2)
    keys = desk.scene.rows("SELECT i.key FROM tasks t JOIN items i ON i.id = t.item_id WHERE t.stage_id = :s", s=second)
    assert keys == [("B",)]


@pytest.mark.parametrize("state", ["draft", "awaiting_approval", "closing", "closed"])
def test_what_is_not_published_or_closes_is_not_split(desk: Desk, state: str):
    challenge_id = published(desk)
    desk.scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE challenges SET state = %s", (state,)))
    assert not desk.scene.do(tasks.split, desk.stage(challenge_id))
    assert (desk.tasks(challenge_id), desk.state(challenge_id)) == (0, state)


def test_a_paused_challenge_is_split_and_stays_paused(desk: Desk):
    challenge_id = desk.opened()
    desk.load(challenge_id, b"key\nD\n")
    desk.scene.do(actions.pause, challenge_id, by=desk.owner)
    desk.split(challenge_id)
    assert (desk.tasks(challenge_id), desk.state(challenge_id)) == (4, "paused")


def test_a_stage_that_is_gone_is_nothing_to_do(desk: Desk):
    assert not desk.scene.do(tasks.split, 12345)
