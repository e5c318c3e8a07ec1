"""Publishing and approving: what must be there, who is asked, and who comes first."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from microtask.challenges import actions
from microtask.errors import Conflict, Invalid, MicrotaskError, NotAllowed, NotFound
from microtask.steps import Step
from microtask.tables.reading import Limits
from tests.desk import THREE_ITEMS, Desk
from tests.scene import Scene


def ready(desk: Desk, **body: Any) -> int:
    challenge_id = desk.draft(**body)
    desk.load(challenge_id, THREE_ITEMS)
    return challenge_id


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Make the calls at the same moment; answers what became of each, sorted."""
    start, told = Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        start.wait()
        try:
            call()
            told.append("done")
        except MicrotaskError as error:
            told.append(type(error).__name__)

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_a_draft_with_all_it_needs_goes_to_splitting(desk: Desk):
    challenge_id = ready(desk)
    with desk.scene.units.begin() as unit:
        published = actions.publish(unit, challenge_id, by=desk.owner)
        assert [(note.step, note.subject) for note in unit.notes] == [(Step.SPLIT_STAGE, desk.stage(challenge_id))]
    assert (published.state, published.published_at) == ("splitting", unit.now)


def test_everything_that_is_missing_is_told_at_once(desk: Desk):
    challenge_id = desk.draft("promise", audience={"min_departments": 2})
    with pytest.raises(Invalid) as wrong:
        desk.publish(challenge_id)
    assert wrong.value.fields == {
        "promise": ["Say what will be done with the answers: colleagues read it before they start."],
        "items": ["Add at least one item to ask about."],
        "audience.min_departments": ["Answers are wanted from 2 departments, and the audience has 1."],
    }


def test_named_people_may_be_asked_before_they_have_accounts_and_are_no_more_departments_than_they_are(desk: Desk):
    desk.scene.department("tax")
    few = ready(desk, audience={"people": ["nobody-yet@tax.example"], "min_departments": 2})
    with pytest.raises(Invalid) as wrong:
        desk.publish(few)
    assert list(wrong.value.fields) == ["audience.min_departments"]
    assert desk.publish(ready(desk, audience={"people": ["nobody-yet@tax.example"]})).state == "splitting"


def test_a_closing_time_that_has_passed_is_told(desk: Desk):
    challenge_id = ready(desk, closes_at=(desk.scene.clock() + timedelta(hours=1)).isoformat())
    desk.scene.clock.moved = timedelta(hours=2)
    with pytest.raises(Invalid) as wrong:
        desk.publish(challenge_id)
    assert list(wrong.value.fields) == ["closes_at"]


@pytest.mark.parametrize("reads_first", [False, True])
def test_nothing_is_published_while_a_file_is_on_its_way(desk: Desk, reads_first: bool):
    challenge_id = ready(desk)
    import_id = desk.send(challenge_id, b"key\n" + b"".join(b"K%d\n" % n for n in range(20_000)))
    if reads_first:
        desk.scene.do(actions.Importing(import_id, limits=Limits()).step)
        assert desk.import_(import_id).state == "running"
    with pytest.raises(Conflict, match="A file is still on its way in"):
        desk.publish(challenge_id)
    desk.read(import_id)
    assert desk.publish(challenge_id).state == "splitting"


def test_a_department_with_another_administrator_is_asked_for_approval(desk: Desk):
    admin = desk.scene.person("home", "admin")
    challenge_id = ready(desk)
    with desk.scene.units.begin() as unit:
        assert actions.publish(unit, challenge_id, by=desk.owner).state == "awaiting_approval"
        assert [note.step for note in unit.notes] == [Step.ANNOUNCE]
    with pytest.raises(NotAllowed):
        desk.scene.do(actions.approve, challenge_id, by=desk.owner)
    with desk.scene.units.begin() as unit:
        assert actions.approve(unit, challenge_id, by=admin).state == "splitting"
        assert [note.step for note in unit.notes] == [Step.SPLIT_STAGE, Step.ANNOUNCE]
    with pytest.raises(Conflict, match="being prepared, so it cannot be approved now"):
        desk.scene.do(actions.approve, challenge_id, by=admin)


def test_no_approval_is_asked_of_an_owner_a_leaver_or_another_department(scene: Scene):
    owner = scene.person("home", "owner", "admin")
    scene.person("tax", "admin")
    gone = scene.person("home", "admin")
    scene.do(lambda unit: unit.connection.exec_driver_sql(
        "UPDATE people SET left_at = now() WHERE id = %s", (gone.person_id,)))  # fmt: skip
    desk = Desk(scene, owner)
    assert desk.publish(ready(desk)).state == "splitting"


def test_what_an_administrator_is_looking_at_does_not_change_under_their_eyes(desk: Desk):
    admin = desk.scene.person("home", "admin")
    challenge_id = ready(desk)
    desk.publish(challenge_id)
    with pytest.raises(Conflict, match="waiting for approval"):
        desk.send(challenge_id, b"key\nD\n")
    assert desk.scene.do(actions.approve, challenge_id, by=admin).state == "splitting"


def test_only_owners_publish(desk: Desk):
    challenge_id = ready(desk)
    with pytest.raises(NotAllowed):
        desk.scene.do(actions.publish, challenge_id, by=desk.scene.person("home", "analyst"))
    with pytest.raises(NotFound):
        desk.scene.do(actions.publish, challenge_id, by=desk.scene.person("tax", "owner"))
    with pytest.raises(NotFound):
        desk.scene.do(actions.publish, 12345, by=desk.owner)


def test_of_many_who_publish_at_once_one_does(desk: Desk):
    challenge_id = ready(desk)
    calls = [lambda: desk.publish(challenge_id)] * 6
    assert at_once(*calls) == ["Conflict"] * 5 + ["done"]
    assert desk.state(challenge_id) == "splitting"


def test_of_many_who_close_and_pause_at_once_one_moves_it_each_time(desk: Desk):
    scene, challenge_id = desk.scene, desk.opened()
    close = lambda: scene.do(actions.close, challenge_id, by=desk.owner)  # noqa: E731
    pause = lambda: scene.do(actions.pause, challenge_id, by=desk.owner)  # noqa: E731
    told = at_once(close, close, close, pause, pause)
    assert told in (["Conflict"] * 4 + ["done"], ["Conflict"] * 3 + ["done"] * 2)
    assert desk.state(challenge_id) == "closing"


def test_a_file_that_begins_to_arrive_and_a_publication_take_turns(desk: Desk):
    """Either the file came first and publishing waits for it, or its items become tasks of the open challenge."""
    for _ in range(4):
        challenge_id = ready(desk)
        sent: list[int] = []
        at_once(lambda: sent.append(desk.send(challenge_id, b"key\nZ\n")), lambda: desk.publish(challenge_id))  # noqa: B023
        desk.read(sent[0])
        if desk.state(challenge_id) == "draft":
            desk.publish(challenge_id)
        desk.split(challenge_id)
        assert (desk.state(challenge_id), desk.tasks(challenge_id)) == ("open", 4)
