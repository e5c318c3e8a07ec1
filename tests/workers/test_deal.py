"""DEAL as a job: a tray that runs low is filled ahead of its volunteer."""

from microtask.assignments.rules import TRAY_SIZE
from tests.scene import Scene
from tests.workers.jobs import run_queued


def test_a_tray_that_runs_low_is_filled_by_the_job_that_answering_notes(scene: Scene, redis, waiting, worker_here):
    scene.challenge(items=40)
    person = scene.person()
    sitting = scene.sit(person, minutes=60)
    while "deal-0" not in waiting():
        task = scene.next(sitting, person)
        scene.say(task.id, "yes", person)
    low = len(scene.tray(sitting))
    assert 0 < low < TRAY_SIZE
    run_queued(redis)
    assert len(scene.tray(sitting)) > low
