"""Dealing: slots, audience, spread, closest to finished first, and the tail."""

from datetime import timedelta

from microtask.assignments import actions
from tests.scene import Scene


def test_a_volunteer_is_dealt_as_many_tasks_as_fit_in_their_minutes(scene: Scene):
    scene.challenge(items=50, median_seconds=60.0)
    volunteer = scene.person()
    assert len(scene.tray(scene.sit(volunteer, minutes=5))) == 5
    assert len(scene.tray(scene.sit(scene.person(), minutes=60))) == 10
    assert len(scene.tray(scene.sit(scene.person(), minutes=1))) == 1


def test_a_volunteer_is_never_asked_twice(scene: Scene):
    scene.challenge(items=7, min_answers=5)
    volunteer = scene.person()
    sitting = scene.sit(volunteer)
    asked = []
    while task := scene.next(sitting, volunteer):
        asked.append(task.task_id)
        scene.say(task.id, "yes", volunteer)
    assert sorted(asked) == sorted(set(asked))
    assert len(asked) == 7
    assert scene.tray(scene.sit(volunteer)) == []


def test_a_skipped_task_is_not_dealt_to_the_same_person_again_and_its_slot_is_free(scene: Scene):
    scene.challenge(items=1, max_answers=2)
    first, second, third = scene.person(), scene.person(), scene.person()
    [task] = scene.tray(scene.sit(first))
    scene.do(actions.skip, task.id, reason="too_long", by=first)
    assert scene.tray(scene.sit(first)) == []
    assert len(scene.tray(scene.sit(second))) == 1
    assert len(scene.tray(scene.sit(third))) == 1


def test_what_was_not_answered_can_be_dealt_again_after_stopping(scene: Scene):
    scene.challenge(items=3)
    volunteer = scene.person()
    sitting = scene.sit(volunteer)
    before = {row.task_id for row in scene.tray(sitting)}
    scene.stop(sitting, volunteer)
    assert scene.value("SELECT sum(taken) FROM tasks") == 0
    assert {row.task_id for row in scene.tray(scene.sit(volunteer))} == before


def test_no_more_volunteers_are_asked_than_answers_are_wanted(scene: Scene):
    scene.challenge(items=4, min_answers=2, max_answers=5)
    for _ in range(5):
        scene.sit(scene.person())
    assert scene.rows("SELECT DISTINCT taken FROM tasks") == [(2,)]


def test_tasks_that_somebody_has_begun_come_first(scene: Scene):
    scene.challenge(items=30)
    first, second = scene.person(), scene.person()
    begun = [row.task_id for row in scene.tray(scene.sit(first))]
    assert [row.task_id for row in scene.tray(scene.sit(second))] == begun


def test_a_department_outside_the_audience_is_dealt_nothing(scene: Scene):
    asked = scene.department("health")
    scene.challenge(items=3, department_ids=[asked])
    assert scene.tray(scene.sit(scene.person("tax"))) == []
    assert len(scene.tray(scene.sit(scene.person("health")))) == 3


def test_the_own_department_can_be_left_out(scene: Scene):
    owner = scene.person("home", "owner")
    scene.challenge(items=3, owner=owner, exclude_own=True)
    assert scene.tray(scene.sit(scene.person("home"))) == []
    assert len(scene.tray(scene.sit(scene.person("tax")))) == 3


def test_the_last_slots_are_kept_for_departments_that_are_missing(scene: Scene):
    scene.challenge(items=1, min_answers=3, max_answers=3, min_departments=2)
    for _ in range(2):
        assert len(scene.tray(scene.sit(scene.person("tax")))) == 1
    assert scene.tray(scene.sit(scene.person("tax"))) == []
    assert len(scene.tray(scene.sit(scene.person("health")))) == 1


def test_a_challenge_that_is_not_open_deals_nothing(scene: Scene):
    scene.challenge(items=3, state="paused")
    scene.challenge(items=3, state="closing")
    assert scene.tray(scene.sit(scene.person())) == []


def test_an_expired_assignment_goes_back_to_the_pool(scene: Scene):
    scene.challenge(items=1, min_answers=1)
    away, other = scene.person(), scene.person()
    scene.sit(away, minutes=5)
    assert scene.tray(scene.sit(other)) == []
    scene.clock.moved = timedelta(minutes=26)
    scene.do(actions.expire)
    assert len(scene.tray(scene.sit(other))) == 1


def test_the_tail_does_not_stall_behind_a_closed_tab(scene: Scene):
    scene.challenge(items=1, min_answers=1, max_answers=3)
    away, second, third = scene.person(), scene.person(), scene.person()
    scene.sit(away, minutes=60)
    assert scene.tray(scene.sit(second)) == []
    scene.clock.moved = timedelta(minutes=3)
    assert len(scene.tray(scene.sit(second))) == 1
    assert scene.tray(scene.sit(third)) == [], "the second one has only just been asked"
    assert scene.rows("SELECT wanted, taken FROM tasks") == [(1, 2)]


def test_the_tail_never_goes_beyond_the_maximum(scene: Scene):
    scene.challenge(items=1, min_answers=1, max_answers=2)
    for minutes in (0, 3, 6, 9):
        scene.clock.moved = timedelta(minutes=minutes)
        scene.sit(scene.person(), minutes=120)
    assert scene.rows("SELECT taken FROM tasks") == [(2,)]


def test_live_assignments_are_handed_over_to_a_new_sitting(scene: Scene):
    scene.challenge(items=30)
    volunteer = scene.person()
    before = [row.id for row in scene.tray(scene.sit(volunteer))]
    assert [row.id for row in scene.tray(scene.sit(volunteer))] == before
    assert scene.value("SELECT count(*) FROM sittings WHERE ended_at IS NULL") == 1


def test_a_low_tray_is_filled_ahead_of_its_volunteer(scene: Scene):
    scene.challenge(items=30)
    volunteer = scene.person()
    sitting = scene.sit(volunteer)
    for task in scene.tray(sitting)[:8]:
        scene.say(task.id, "yes", volunteer)
    assert scene.do(actions.refill_low_trays) == 8
    assert len(scene.tray(sitting)) == 10


def test_somebody_who_has_passed_the_end_still_finds_what_came_back_before_their_cursor(scene: Scene):
    scene.challenge(items=100, min_answers=1)
    first, second = scene.person(), scene.person()
    sitting = scene.sit(first)
    skipped = [row.task_id for row in scene.tray(sitting)]
    later = scene.sit(second, minutes=120)
    while task := scene.next(later, second):
        scene.say(task.id, "yes", second)
    scene.stop(sitting, first)
    again = scene.sit(second)
    assert sorted(row.task_id for row in scene.tray(again)) == skipped


def test_a_reported_item_disappears_from_every_tray_at_once(scene: Scene):
    scene.challenge(items=3)
    first, second = scene.person(), scene.person()
    one, other = scene.sit(first), scene.sit(second)
    reported = scene.tray(one)[0]
    scene.do(actions.report, reported.id, reason="personal_details", by=first)
    assert reported.task_id not in {row.task_id for row in scene.tray(one)}
    assert reported.task_id not in {row.task_id for row in scene.tray(other)}
    assert reported.task_id not in {row.task_id for row in scene.tray(scene.sit(scene.person()))}
