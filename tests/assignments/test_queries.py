import pytest

from microtask.assignments import queries
from microtask.errors import NotFound
from microtask.people.actions import set_skills
from tests.scene import Scene


def test_a_sitting_and_an_assignment_are_their_person_s_alone(scene: Scene):
    scene.challenge()
    person, other = scene.person(), scene.person()
    sitting = scene.sit(person)
    task = scene.next(sitting, person)
    with scene.units.begin() as unit:
        assert queries.get_sitting(unit.session, sitting.id, person_id=person.person_id) == sitting
        assert queries.get_own(unit.connection, task.id, person_id=person.person_id).key == task.key
        with pytest.raises(NotFound):
            queries.get_sitting(unit.session, sitting.id, person_id=other.person_id)
        with pytest.raises(NotFound):
            queries.get_own(unit.connection, task.id, person_id=other.person_id)


def test_a_task_that_settled_is_passed_over_in_the_tray(scene: Scene):
    scene.challenge(items=3)
    sitting = scene.sit(scene.person())
    first = scene.tray(sitting)[0]
    scene.rows("UPDATE tasks SET state = 'settled' WHERE id = :id RETURNING id", id=first.task_id)
    tray = scene.tray(sitting)
    assert first.id not in [task.id for task in tray]
    assert [task.waiting for task in tray] == [2, 2]


def test_what_asks_for_a_skill_is_dealt_and_listed_to_who_has_it_alone(scene: Scene):
    opened = scene.challenge(items=3, skills=["letters", "law"])
    expert, other, volunteer = scene.person("tax", "expert"), scene.person("tax", "expert"), scene.person("tax")
    for person, skill in ((expert, "law"), (other, "tables")):
        scene.do(set_skills, person.person_id, [skill], department_id=person.department_id)
    for person, tasks in ((expert, 3), (other, 0), (volunteer, 0)):
        with scene.units.begin() as unit:
            listed = [row.id for row in queries.list_open_to(unit.connection, by=person)]
        assert listed == ([opened.id] if tasks else [])
        assert len(scene.tray(scene.sit(person))) == tasks


def test_what_asks_named_people_is_dealt_and_listed_to_them_alone(scene: Scene):
    named, other = scene.person("tax"), scene.person("tax")
    opened = scene.challenge(items=3, people=[named.email.lower(), "not-here-yet@tax.example"])
    for person, tasks in ((named, 3), (other, 0)):
        with scene.units.begin() as unit:
            listed = [row.id for row in queries.list_open_to(unit.connection, by=person)]
        assert listed == ([opened.id] if tasks else [])
        assert len(scene.tray(scene.sit(person))) == tasks


def test_open_challenges_are_listed_for_those_who_have_something_to_do_there(scene: Scene):
    begun, fresh = scene.challenge(items=12), scene.challenge(items=1)
    scene.challenge(department_ids=[scene.department("parks")])
    scene.challenge(state="paused")
    person = scene.person()
    scene.say(scene.next(scene.sit(person, challenge=begun.id), person).id, "yes", person)

    def listed() -> list[tuple[int, int]]:
        with scene.units.begin() as unit:
            return [(row.id, row.open_tasks) for row in queries.list_open_to(unit.connection, by=person)]

    assert listed() == [(begun.id, 12), (fresh.id, 1)]
    scene.say(scene.next(scene.sit(person, challenge=fresh.id), person).id, "yes", person)
    assert listed() == [(begun.id, 12)]
