"""ADVANCE as a job: what settled with a passing answer becomes a task of the next stage."""

from tests.scene import Scene
from tests.workers.jobs import run_queued
from workers.sweep import sweep


def test_settled_items_go_on_to_the_next_stage_or_drop_out(scene: Scene, redis, worker_here):
    scene.challenge_of([{"effect": {"pass": ["yes"]}, "min_answers": 2}, {"question": "Is it short?"}], items=2)
    for _ in range(3):
        person = scene.person()
        sitting = scene.sit(person)
        for task in scene.tray(sitting):
            scene.say(task.id, "yes" if task.key == "item-1" else "no", person)
        sweep(scene.units)  # the errand of an answer may have been held back by the gate
        run_queued(redis)
    reached = dict(scene.rows("SELECT key, dropped_at IS NULL FROM items"))
    assert reached == {"item-1": True, "item-2": False}
    second = scene.rows(
        "SELECT i.key FROM tasks t JOIN items i ON i.id = t.item_id JOIN stages s ON s.id = t.stage_id"
        " WHERE s.position = 2"
    )
    assert second == [("item-1",)]
