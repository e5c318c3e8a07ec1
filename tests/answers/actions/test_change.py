import pytest

from microtask.answers import actions
from microtask.errors import Conflict, Invalid, NotFound
from tests.scene import Scene


@pytest.fixture
def said(scene: Scene):
    """A person, and an assignment that they answered with yes."""
    scene.challenge(items=1)
    person = scene.person()
    task = scene.next(scene.sit(person), person)
    scene.say(task.id, "yes", person, note="It has a date.")
    return person, task


def change(scene: Scene, said, **values):
    person, task = said
    return scene.do(actions.change, task.id, values, by=person)


def stored(scene: Scene):
    return scene.rows("SELECT value, not_sure, note, revision FROM answers")


def test_another_value_takes_the_place_of_the_first_and_asks_for_a_new_decision(scene: Scene, said):
    before = scene.value("SELECT id FROM answers")
    assert change(scene, said, value="no").answer_id == before
    [(value, not_sure, note, revision)] = stored(scene)
    assert (value, not_sure, note) == ("no", False, "It has a date.")
    assert revision > 0
    assert scene.value("SELECT decided_at FROM answers") is None


def test_an_answer_may_become_not_sure_and_lose_its_note(scene: Scene, said):
    change(scene, said, not_sure=True, value=None, note="")
    assert stored(scene)[0][:3] == (None, True, None)


@pytest.mark.parametrize("state", ["settled", "undecided", "adjudicated"])
def test_once_its_task_has_settled_it_stays(scene: Scene, said, state):
    scene.rows("UPDATE tasks SET state = :state RETURNING id", state=state)
    with pytest.raises(Conflict, match="no longer open"):
        change(scene, said, value="no")
    assert stored(scene)[0][0] == "yes"


def test_only_an_answer_of_one_s_own_can_be_changed_and_only_to_a_value_there_is(scene: Scene, said):
    _, task = said
    with pytest.raises(NotFound):
        scene.do(actions.change, task.id, {"value": "no"}, by=scene.person())
    with pytest.raises(Invalid):
        change(scene, said, value="perhaps")


def test_what_was_not_answered_has_nothing_to_change(scene: Scene):
    scene.challenge(items=1)
    person = scene.person()
    task = scene.next(scene.sit(person), person)
    with pytest.raises(Conflict, match="no answer to change"):
        scene.do(actions.change, task.id, {"value": "no"}, by=person)
