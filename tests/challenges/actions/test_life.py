"""Pausing, resuming, closing and finishing."""

from datetime import timedelta

import pytest

from microtask.challenges import actions, queries
from microtask.errors import Conflict, NotAllowed, NotFound
from microtask.steps import Step
from tests.desk import Desk


def test_an_open_challenge_pauses_resumes_closes_and_is_finished(desk: Desk):
    scene, challenge_id = desk.scene, desk.opened()
    opened_at = scene.value("SELECT opened_at FROM challenges")
    for action, state in [(actions.pause, "paused"), (actions.resume, "open"), (actions.close, "closing")]:
        assert scene.do(action, challenge_id, by=desk.owner).state == state
    scene.do(actions.finish, challenge_id)
    row = scene.rows("SELECT * FROM challenges")[0]
    assert row.state == "closed"
    assert row.opened_at == opened_at  # resuming is not opening
    assert row.opened_at < row.closing_at < row.closed_at


def test_closing_notes_the_step_that_decides_a_last_time(desk: Desk):
    challenge_id = desk.opened()
    with desk.scene.units.begin() as unit:
        actions.close(unit, challenge_id, by=desk.owner)
        assert [(note.step, note.subject) for note in unit.notes] == [(Step.CLOSE, challenge_id)]


@pytest.mark.parametrize("action", [actions.pause, actions.resume, actions.close])
def test_a_draft_cannot_be_moved_but_by_publishing(desk: Desk, action):
    with pytest.raises(Conflict, match="This challenge is a draft, so it cannot be"):
        desk.scene.do(action, desk.draft(), by=desk.owner)


@pytest.mark.parametrize("action", [actions.pause, actions.resume, actions.close])
def test_who_is_asked_does_not_move_a_challenge_and_who_is_not_does_not_find_it(desk: Desk, action):
    volunteer = desk.scene.person("tax")
    challenge_id = desk.opened(audience={"exclude_own": True})
    with pytest.raises(NotAllowed):
        desk.scene.do(action, challenge_id, by=volunteer)
    with pytest.raises(NotFound):
        desk.scene.do(action, challenge_id, by=desk.scene.person("home"))


def test_an_administrator_of_the_department_may_stop_a_challenge(desk: Desk):
    challenge_id = desk.opened()
    admin = desk.scene.person("home", "admin")
    assert desk.scene.do(actions.pause, challenge_id, by=admin).state == "paused"
    assert desk.scene.do(actions.close, challenge_id, by=admin).state == "closing"


def test_a_challenge_closes_by_itself_when_its_time_has_come(desk: Desk):
    scene = desk.scene
    soon = (scene.clock() + timedelta(hours=1)).isoformat()
    due, paused, later = desk.opened(closes_at=soon), desk.opened(closes_at=soon), desk.opened()
    scene.do(actions.pause, paused, by=desk.owner)
    scene.do(actions.close_on_time, due)
    assert desk.state(due) == "open"
    scene.clock.moved = timedelta(hours=2)
    found = scene.do(lambda unit: queries.list_due(unit.session, now=unit.now))
    assert found == [due, paused]
    for challenge_id in [*found, later]:
        scene.do(actions.close_on_time, challenge_id)
        scene.do(actions.close_on_time, challenge_id)
    assert [desk.state(each) for each in (due, paused, later)] == ["closing", "closing", "open"]
