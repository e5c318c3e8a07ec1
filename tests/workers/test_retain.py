"""RETAIN: the clock asks for it, and a worker does it by the table of this deployment."""

from microtask.feedback import actions as feedback
from tests.scene import Scene
from workers.retain import ask_to_retain, run


def test_the_clock_sends_one_errand_however_often(scene: Scene, waiting):
    for _ in range(2):
        ask_to_retain(scene.units)
    assert waiting() == ["retain-0"]


def test_a_worker_deletes_by_the_periods_that_were_set(scene: Scene, worker_here, monkeypatch):
    monkeypatch.setenv("MICROTASK_KEEP_DAYS", "feedback=1")
    scene.do(feedback.tell, text="It works.", page="", reply_to="")
    scene.rows("UPDATE feedback SET created_at = now() - interval '2 days' RETURNING id")
    run("0")
    assert scene.value("SELECT count(*) FROM feedback") == 0
