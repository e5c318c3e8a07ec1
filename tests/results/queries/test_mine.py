from datetime import timedelta

import pytest

from microtask.errors import NotFound
from microtask.results.queries import mine


def read(scene, query, *args, **keywords):
    return scene.do(lambda unit: query(unit.session, *args, **keywords))


def give(scene, opened, person, count=2):
    sitting = scene.sit(person, challenge=opened.id)
    for task in scene.tray(sitting)[:count]:
        scene.say(task.id, "yes", person)
    scene.stop(sitting, person)


def conclude(scene, opened):
    scene.rows("UPDATE challenges SET outcome = 'Done.', outcome_at = now() WHERE id = :id RETURNING id", id=opened.id)


def test_answers_are_counted_by_challenge_and_only_ones_own(scene):
    one, two = scene.challenge(), scene.challenge()
    person, other = scene.person(), scene.person()
    give(scene, one, person), give(scene, two, person, 1), give(scene, one, other, 3)
    scene.rows("UPDATE tasks SET state = 'settled' WHERE id IN (SELECT min(task_id) FROM answers) RETURNING id")
    given = {
        row.id: (row.answers, row.settled, row.changeable) for row in read(scene, mine.list_given, person.person_id)
    }
    assert given == {one.id: (2, 1, 1), two.id: (1, 0, 1)}
    assert read(scene, mine.count_given, person.person_id) == 3


def test_one_challenge_is_found_only_by_whoever_gave_to_it(scene):
    opened, person = scene.challenge(), scene.person()
    give(scene, opened, person)
    assert read(scene, mine.get_given, person.person_id, opened.id).answers == 2
    with pytest.raises(NotFound):
        read(scene, mine.get_given, scene.person().person_id, opened.id)


def test_answers_come_newest_first_and_page_by_page(scene):
    opened, person = scene.challenge(), scene.person()
    give(scene, opened, person, 3)
    said = read(scene, mine.list_said, person.person_id, challenge_id=None, limit=2)
    assert [row.key for row in said] == ["item-3", "item-2"]
    rest = read(scene, mine.list_said, person.person_id, challenge_id=opened.id, before=said[-1].id)
    assert [row.key for row in rest] == ["item-1"]


def test_news_is_what_came_of_it_since_the_person_last_sat_down(scene):
    opened, untouched, person = scene.challenge(), scene.challenge(), scene.person()
    give(scene, opened, person)
    assert read(scene, mine.list_news, person.person_id) == []
    conclude(scene, opened), conclude(scene, untouched)
    [news] = read(scene, mine.list_news, person.person_id)
    assert (news.id, news.outcome) == (opened.id, "Done.")
    scene.clock.moved += timedelta(hours=1)
    scene.sit(person)
    assert read(scene, mine.list_news, person.person_id) == []


def test_minutes_are_estimated_from_medians_and_only_of_late(scene):
    opened, person = scene.challenge(median_seconds=30.0), scene.person()
    give(scene, opened, person, 4)
    now = scene.clock()
    assert read(scene, mine.estimate_minutes, person.person_id, since=now - timedelta(hours=1)) == 2
    assert read(scene, mine.estimate_minutes, person.person_id, since=now + timedelta(hours=1)) == 0
