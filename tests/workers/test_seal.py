"""SEAL: every month that is over, in one run."""

from datetime import timedelta

from microtask.audit import actions
from tests.scene import Scene
from workers.seal import seal


def test_all_months_that_are_over_are_sealed(scene: Scene):
    for days in (100, 65, 0):
        scene.clock.moved = -timedelta(days=days)
        scene.do(actions.note, "challenge.paused", ("challenge", 1), by=None, department=None)
    scene.clock.moved = timedelta()
    for _ in range(2):
        seal(scene.units)
    assert scene.value("SELECT count(*) FROM audit_segments") == 2
