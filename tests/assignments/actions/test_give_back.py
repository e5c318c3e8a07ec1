import pytest

from microtask.assignments import actions
from microtask.assignments.rules import REPORTS_A_DAY
from microtask.errors import Conflict, NotFound
from tests.scene import Scene


@pytest.fixture
def held(scene: Scene):
    """A person with a sitting, and the assignments in its tray."""
    scene.challenge(items=3, min_answers=1, max_answers=1)
    person = scene.person()
    sitting = scene.sit(person)
    return person, sitting, scene.tray(sitting)


def test_what_is_skipped_is_free_for_others_and_never_asked_of_the_person_again(scene: Scene, held):
    person, sitting, tray = held
    for _ in range(2):
        assert scene.do(actions.skip, tray[0].id, reason="too_long", by=person) == sitting.id
    other = scene.tray(scene.sit(scene.person()))
    assert [task.key for task in other] == [tray[0].key]
    scene.stop(sitting, person)
    assert tray[0].key not in [task.key for task in scene.tray(scene.sit(person))]


def test_what_is_reported_is_hidden_from_everyone_at_once(scene: Scene, held):
    person, sitting, _ = held
    scene.stop(sitting, person)
    other = scene.person()
    seen = scene.tray(scene.sit(other))
    scene.do(actions.report, seen[0].id, reason="personal_details", by=other)
    again = [task.key for task in scene.tray(scene.sit(person))]
    assert seen[0].key not in again
    assert scene.value("SELECT state FROM items WHERE key = :key", key=seen[0].key) == "hidden"


def test_nobody_hides_a_whole_challenge_by_reporting(scene: Scene):
    scene.challenge(items=REPORTS_A_DAY + 2)
    person = scene.person()
    sitting = scene.sit(person, minutes=60)
    for _ in range(REPORTS_A_DAY):
        scene.do(actions.report, scene.next(sitting, person).id, reason="other", by=person)
    with pytest.raises(Conflict, match=f"reported {REPORTS_A_DAY} items today"):
        scene.do(actions.report, scene.next(sitting, person).id, reason="other", by=person)


@pytest.mark.parametrize("give_back", [actions.skip, actions.report])
def test_what_was_answered_cannot_be_given_back_and_what_is_another_s_is_not_there(scene: Scene, held, give_back):
    person, _, tray = held
    scene.say(tray[0].id, "yes", person)
    with pytest.raises(Conflict, match="Change your answer"):
        scene.do(give_back, tray[0].id, reason="other", by=person)
    with pytest.raises(NotFound):
        scene.do(give_back, tray[1].id, reason="other", by=scene.person())


def test_stopping_gives_back_what_was_not_answered_and_says_what_was_achieved(scene: Scene, held):
    person, sitting, tray = held
    scene.say(tray[0].id, "yes", person)
    achieved = [scene.stop(sitting, person) for _ in range(2)]
    assert [(each.answers, each.settled) for each in achieved] == [(1, 0), (1, 0)]
    assert len(scene.tray(scene.sit(scene.person()))) == 2
    with pytest.raises(NotFound):
        scene.stop(sitting, scene.person())
