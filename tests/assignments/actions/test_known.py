"""Dealing of tasks whose answer is known: few, spread, never two in a tray, and finished like any other."""

from datetime import timedelta
from itertools import pairwise

from microtask.assignments import actions
from tests.scene import Opened, Scene
from workers.decide import decide


def know(scene: Scene, opened: Opened, *items: int) -> None:
    for item in items:
        scene.rows(
            "INSERT INTO gold (stage_id, item_id, answer) VALUES (:stage, :item, 'yes') RETURNING item_id",
            stage=opened.stage,
            item=item,
        )


def work(scene: Scene, most: int = 10**6) -> list[int]:
    """The items that one person is asked about, one tray after the other, in their order."""
    person = scene.person()
    sitting = scene.sit(person, minutes=120)
    asked: list[int] = []
    while len(asked) < most and (task := scene.next(sitting, person)):
        asked.append(int(task.key.removeprefix("item-")))
        scene.say(task.id, "yes", person)
        if len(asked) % 8 == 0:
            scene.do(actions.refill_low_trays)
    return asked


def known_in_tray(scene: Scene, sitting) -> int:
    keys = {row.key for row in scene.tray(sitting)}
    return sum(row.key in keys for row in scene.rows("SELECT i.key FROM gold g JOIN items i ON i.id = g.item_id"))


def test_everybodys_first_ten_tasks_have_one_with_a_known_answer(scene: Scene):
    opened = scene.challenge(items=200, min_answers=5, max_answers=7)
    know(scene, opened, *range(1, 21))
    for _ in range(6):
        sitting = scene.sit(scene.person(), minutes=60)
        assert len(scene.tray(sitting)) == 10
        assert known_in_tray(scene, sitting) == 1


def test_the_next_ones_come_ever_more_rarely(scene: Scene):
    opened = scene.challenge(items=120, min_answers=5, max_answers=7)
    gold = set(range(1, 21))
    know(scene, opened, *gold)
    asked = work(scene, most=100)
    places = [place for place, item in enumerate(asked, 1) if item in gold]
    assert 3 <= len(places) <= 4
    assert places[0] <= 10
    assert all(later - earlier >= earlier - 9 for earlier, later in pairwise(places))
    assert all(sum(item in gold for item in asked[:end]) <= end / 10 for end in range(10, 101, 10))


def test_where_in_the_tray_it_stands_is_drawn_by_lot(scene: Scene):
    opened = scene.challenge(items=200, min_answers=40, max_answers=60)
    know(scene, opened, 1)
    places = set()
    for _ in range(30):
        keys = [row.key for row in scene.tray(scene.sit(scene.person(), minutes=60))]
        places.add(keys.index("item-1"))
    assert len(places) > 3


def test_a_short_tray_has_one_only_after_nine_others(scene: Scene):
    opened = scene.challenge(items=100, median_seconds=60.0)
    know(scene, opened, *range(1, 11))
    sitting = scene.sit(scene.person(), minutes=5)
    assert (len(scene.tray(sitting)), known_in_tray(scene, sitting)) == (5, 0)


def test_one_task_at_a_time_has_its_known_answer_as_the_tenth_and_no_sooner(scene: Scene):
    opened = scene.challenge(items=100, median_seconds=6000.0)
    know(scene, opened, *range(1, 11))
    asked = work(scene, most=25)
    assert [place for place, item in enumerate(asked, 1) if item <= 10] == [10, 20]


def test_no_tray_holds_two_whatever_is_handed_over_and_however_many_are_left(scene: Scene):
    opened = scene.challenge(items=10, min_answers=2)
    know(scene, opened, *range(4, 11))
    person = scene.person()
    sitting = scene.sit(person, minutes=60)
    asked = []
    while task := scene.next(sitting, person):
        sitting = scene.sit(person, minutes=60)
        scene.do(actions.refill_low_trays)
        assert known_in_tray(scene, sitting) <= 1
        task = scene.tray(sitting)[0]
        asked.append(task.key)
        scene.say(task.id, "yes", person)
    assert sorted(asked) == sorted(f"item-{number}" for number in range(1, 11)), "all are asked about in the end"


def test_nobody_is_asked_one_twice_and_no_more_people_than_are_wanted(scene: Scene):
    opened = scene.challenge(items=12, min_answers=2, max_answers=4)
    know(scene, opened, 1, 2)
    for _ in range(4):
        asked = work(scene)
        assert len(asked) == len(set(asked))
    assert scene.rows("SELECT DISTINCT taken FROM tasks") == [(2,)]


def test_the_last_ones_do_not_stall_behind_a_closed_tab(scene: Scene):
    opened = scene.challenge(items=1, min_answers=1, max_answers=3)
    know(scene, opened, 1)
    assert len(scene.tray(scene.sit(scene.person(), minutes=60))) == 1
    second, third = scene.person(), scene.person()
    assert scene.tray(scene.sit(second)) == []
    scene.clock.moved = timedelta(minutes=3)
    assert len(scene.tray(scene.sit(second))) == 1
    assert scene.tray(scene.sit(third)) == [], "the second one has only just been asked"


def test_those_who_have_met_one_find_the_next_among_many(scene: Scene):
    """The search goes on from where it stood: 150 are settled, and the window holds 64."""
    opened = scene.challenge(items=400, min_answers=2)
    know(scene, opened, *range(1, 161))
    scene.rows("UPDATE tasks SET state = 'settled' WHERE item_id <= 150 RETURNING id")
    asked = work(scene, most=40)
    assert sum(item <= 160 for item in asked) >= 1


def stranded(scene: Scene, *, items: int = 12) -> tuple[Opened, Opened]:
    """A challenge that asks much of everybody, and a later one of which nothing is left but what is known."""
    busy, opened = scene.challenge(items=400, min_answers=5), scene.challenge(items=items, min_answers=2)
    scene.rows("INSERT INTO gold (stage_id, item_id, answer) SELECT stage_id, item_id, 'yes' FROM tasks"
               " WHERE stage_id = :stage RETURNING 1", stage=opened.stage)  # fmt: skip
    return busy, opened


def work_in_sittings(scene: Scene, by, opened: Opened, *, sittings: int, minutes: int = 5) -> list[bool]:
    """Whether each task that somebody is dealt, whatever the challenge, is one of `opened`."""
    asked = []
    for _ in range(sittings):
        sitting = scene.sit(by, minutes=minutes)
        while tray := scene.tray(sitting):
            asked.append(tray[0].stage_id == opened.stage)
            scene.say(tray[0].id, "yes", by)
        scene.stop(sitting, by)
    return asked


def test_a_challenge_of_which_only_known_ones_are_left_ends_while_others_go_on(scene: Scene):
    busy, opened = stranded(scene)
    people = [scene.person() for _ in range(3)]
    for _ in range(15):
        for person in people:
            work_in_sittings(scene, person, opened, sittings=1)
        decide(scene.units, opened.stage)
    assert scene.rows("SELECT DISTINCT state FROM tasks WHERE stage_id = :stage", stage=opened.stage) == [("settled",)]
    assert scene.value("SELECT count(*) FROM tasks WHERE stage_id = :stage AND state = 'open'", stage=busy.stage)


def test_they_are_one_in_ten_of_what_a_person_is_dealt_and_stand_anywhere(scene: Scene):
    _, opened = stranded(scene, items=40)
    places = set()
    for minutes in (5, 2, 5):
        asked = work_in_sittings(scene, scene.person(), opened, sittings=12, minutes=minutes)
        assert sum(asked) >= len(asked) // 12 > 0
        at = [place for place, known in enumerate(asked) if known]
        assert all(later - earlier >= 10 for earlier, later in pairwise(at))
        places |= {place % 10 for place in at}
    assert len(places) > 2


def test_whoever_chose_the_challenge_is_dealt_them_one_after_the_other(scene: Scene):
    _, opened = stranded(scene)
    person = scene.person()
    sitting = scene.sit(person, challenge=opened.id)
    asked = 0
    while task := scene.next(sitting, person):
        scene.say(task.id, "yes", person)
        asked += 1
    assert asked == 12


def test_a_challenge_that_asks_other_things_too_is_not_stranded(scene: Scene):
    busy, opened = stranded(scene)
    scene.rows("DELETE FROM gold WHERE item_id = (SELECT max(item_id) FROM gold) RETURNING 1")
    scene.rows("UPDATE challenges SET opened_at = now() + interval '1 day' WHERE id = :id RETURNING 1", id=opened.id)
    asked = work_in_sittings(scene, scene.person(), opened, sittings=4)
    assert len(asked) == 40
    assert not any(asked)
    assert busy.id != opened.id
