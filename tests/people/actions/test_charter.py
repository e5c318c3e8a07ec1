from microtask.people import actions
from microtask.people.queries import has_read_charter
from microtask.people.rules import CHARTER_VERSION


def knows(scene, person):
    return scene.do(lambda unit: has_read_charter(unit.session, person.person_id))


def forget(scene, person, version=0):
    scene.rows("UPDATE people SET charter_version = :v WHERE id = :id RETURNING id", id=person.person_id, v=version)


def test_whoever_has_read_the_charter_is_not_shown_it_again(scene):
    person, other = scene.person(), scene.person()
    forget(scene, person), forget(scene, other)
    scene.do(actions.read_charter, by=person)
    assert (knows(scene, person), knows(scene, other)) == (True, False)


def test_a_new_charter_is_read_once_more(scene):
    person = scene.person()
    forget(scene, person, CHARTER_VERSION - 1)
    assert not knows(scene, person)


def test_when_it_was_first_read_stands(scene):
    person = scene.person()
    forget(scene, person)
    scene.do(actions.read_charter, by=person)
    first = scene.value("SELECT charter_at FROM people WHERE id = :id", id=person.person_id)
    scene.do(actions.read_charter, by=person)
    assert first is not None
    assert scene.value("SELECT charter_at FROM people WHERE id = :id", id=person.person_id) == first
