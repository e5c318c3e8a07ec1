"""An event is noted with what happened, taken by one worker, and gone once everybody has been told."""

from microtask.outbox import actions, queries
from tests.scene import Scene


def test_an_event_waits_for_one_worker_at_a_time(scene: Scene, clean):
    scene.do(actions.note_event, "release.made", 7, {"release": 1})
    with scene.units.begin() as one, scene.units.begin() as other:
        assert actions.take_event(one).content == {"release": 1}
        assert actions.take_event(other) is None


def test_those_of_one_name_and_challenge_are_taken_together(scene: Scene, clean):
    for name, challenge in (("task.settled", 7), ("task.settled", 8), ("task.settled", 7), ("release.made", 7)):
        scene.do(actions.note_event, name, challenge, soon=False)
    with scene.units.begin() as unit:
        first = actions.take_event(unit)
        others = actions.take_events_like(unit, first, limit=10)
        assert [event.id for event in others] == [3]
        actions.forget_events(unit, [first, *others])
    assert [row.id for row in scene.rows("SELECT id FROM events ORDER BY id")] == [2, 4]


def test_what_can_wait_for_the_sweep_sends_no_errand(scene: Scene, clean):
    scene.do(actions.note_event, "task.settled", 7, soon=False)
    assert scene.units.errands.counts()["queued"] == 0
    scene.do(actions.note_event, "release.made", 7)
    assert scene.units.errands.counts()["queued"] == 1
    with scene.units.begin() as unit:
        assert queries.has_events(unit.session)
