"""What becomes of a reported item: restored, redacted or removed; its answers count again, or never."""

import pytest

from microtask.assignments import actions as assignments
from microtask.errors import Invalid, NotFound
from microtask.people.rules import Identity
from microtask.results import actions, queries
from microtask.steps import Step
from microtask.tasks import actions as tasks
from tests.challenges.actions.test_publish import at_once
from tests.house.world import finish
from tests.scene import Opened, Scene
from workers.decide import decide


@pytest.fixture
def admin(scene: Scene) -> Identity:
    return scene.person("home", "admin")


def answer_all(scene: Scene, value: str = "yes") -> None:
    person = scene.person()
    sitting = scene.sit(person)
    while task := scene.next(sitting, person):
        scene.say(task.id, value, person)


def report(scene: Scene, opened: Opened, *, reason: str = "personal_details", key: str = "item-1") -> int:
    """Somebody reports the item with `key`; answers the report's number."""
    person = scene.person()
    sitting = scene.sit(person, challenge=opened.id)
    [assignment] = [row for row in scene.tray(sitting) if row.key == key]
    scene.do(assignments.report, assignment.id, reason=reason, by=person)
    scene.stop(sitting, person)
    return int(scene.value("SELECT max(id) FROM reports"))


def settle(scene: Scene, report_id: int, decision: str, by: Identity, **texts: str) -> list[tuple[Step, int]]:
    with scene.units.begin() as unit:
        actions.decide_report(unit, report_id, decision=decision, reason="It is not.", texts=texts, by=by)
        return [(note.step, note.subject) for note in unit.notes]


def item(scene: Scene, opened: Opened, key: str = "item-1"):
    return scene.rows("SELECT state, payload FROM items WHERE challenge_id = :id AND key = :key",
                      id=opened.id, key=key)[0]  # fmt: skip


def progress(scene: Scene, opened: Opened) -> tuple[int, int, int]:
    with scene.units.begin() as unit:
        told = queries.progress(unit.session, opened.id)
        return told.tasks, told.settled, told.answers


def states(scene: Scene, opened: Opened) -> dict[str, str]:
    rows = scene.rows(
        "SELECT i.key, t.state FROM tasks t JOIN items i ON i.id = t.item_id WHERE t.stage_id = :stage ORDER BY i.id",
        stage=opened.stage,
    )
    return {row.key: row.state for row in rows}


def test_a_restored_item_is_asked_about_again_and_its_answers_count(scene: Scene, admin):
    opened = scene.challenge(items=2, min_answers=3)
    answer_all(scene)
    answer_all(scene)
    decide(scene.units, opened.stage)
    report_id = report(scene, opened)
    assert item(scene, opened).state == "hidden"
    answer_all(scene)
    decide(scene.units, opened.stage, full=True)
    assert states(scene, opened) == {"item-1": "open", "item-2": "settled"}
    assert (Step.DECIDE, opened.stage) in settle(scene, report_id, "restore", admin)
    assert item(scene, opened).state == "live"
    answer_all(scene)
    decide(scene.units, opened.stage)
    assert states(scene, opened) == {"item-1": "settled", "item-2": "settled"}
    assert progress(scene, opened) == (2, 2, 6)


def test_an_answer_that_came_while_the_item_was_hidden_counts_once_it_is_restored(scene: Scene, admin):
    opened = scene.challenge(items=2, min_answers=3)
    answer_all(scene)
    person = scene.person()
    first, second = scene.tray(scene.sit(person))
    report_id = report(scene, opened)
    scene.say(first.id, "yes", person)
    scene.say(second.id, "yes", person)
    decide(scene.units, opened.stage, full=True)
    assert scene.rows("SELECT answers FROM results") == [(2,)]
    settle(scene, report_id, "restore", admin)
    decide(scene.units, opened.stage)
    assert scene.rows("SELECT answers FROM results") == [(2,), (2,)]


def test_a_redacted_item_says_what_was_typed_over_and_nothing_else_is_kept(scene: Scene, admin):
    opened = scene.challenge(items=1)
    report_id = report(scene, opened)
    settle(scene, report_id, "redact", admin, text="Somebody rang.", other="not a column")
    assert item(scene, opened) == ("live", {"text": "Somebody rang."})
    assert scene.next(scene.sit(person := scene.person()), person).payload == {"text": "Somebody rang."}


def test_a_redaction_that_changes_nothing_is_refused(scene: Scene, admin):
    report_id = report(scene, opened := scene.challenge(items=1))
    with pytest.raises(Invalid, match="Change the text that nobody should see"):
        settle(scene, report_id, "redact", admin, text="Text 1")
    assert item(scene, opened).state == "hidden"


def test_a_removed_item_ends_as_withdrawn_without_its_text(scene: Scene, admin):
    opened = scene.challenge(items=2, min_answers=3)
    for _ in range(2):
        answer_all(scene)
    decide(scene.units, opened.stage)
    settle(scene, report(scene, opened), "remove", admin)
    answer_all(scene)
    decide(scene.units, opened.stage)
    assert item(scene, opened) == ("withdrawn", {"text": ""})
    assert states(scene, opened) == {"item-1": "withdrawn", "item-2": "settled"}
    results = scene.rows("SELECT state, answer, answers FROM results ORDER BY item_id")
    assert results == [("withdrawn", None, 0), ("settled", "yes", 3)]
    assert progress(scene, opened)[:2] == (1, 1)
    person = scene.person()
    assert scene.next(scene.sit(person), person) is None


def test_an_item_that_was_decided_and_is_removed_no_longer_counts_as_settled(scene: Scene, admin):
    owner = scene.person("home", "owner")
    opened = scene.challenge(items=2, owner=owner)
    reporter = scene.person()
    first = scene.tray(scene.sit(reporter))[0]
    scene.do(actions.adjudicate, opened.id, "item-1", answer="yes", reason="It is.", stage=None, by=owner)
    assert progress(scene, opened)[:2] == (2, 1)
    scene.do(assignments.report, first.id, reason="other", by=reporter)
    settle(scene, scene.value("SELECT id FROM reports"), "remove", admin)
    assert progress(scene, opened)[:2] == (1, 0)


def test_of_a_pair_both_items_are_reported_and_the_pair_is_shown_when_both_are_restored(scene: Scene, admin):
    opened = scene.challenge(items=2, kind="compare", template="compare", options=[])
    scene.rows("DELETE FROM tasks RETURNING id")
    scene.rows(
        "INSERT INTO tasks (stage_id, item_id, other_item_id, wanted, max_answers)"
        " SELECT :stage, min(id), max(id), 2, 5 FROM items RETURNING id", stage=opened.stage)  # fmt: skip
    person = scene.person()
    [assignment] = scene.tray(scene.sit(person))
    scene.do(assignments.report, assignment.id, reason="offensive", by=person)
    first, second = scene.rows("SELECT id FROM reports ORDER BY id")
    settle(scene, first.id, "restore", admin)
    assert scene.value("SELECT hidden FROM tasks")
    settle(scene, second.id, "restore", admin)
    assert not scene.value("SELECT hidden FROM tasks")


def test_an_item_that_was_hidden_while_it_reached_a_stage_becomes_a_task_of_it(scene: Scene, admin):
    opened = scene.challenge_of([{"effect": {"pass": ["yes"]}}, {}], items=1)
    report_id = report(scene, opened)
    scene.rows("UPDATE items SET reached = 2 RETURNING id")
    later = opened.stages[1]
    split_later = scene.rows("UPDATE stages SET split_at = now(), split_item_id = 99 WHERE position = 2 RETURNING id")
    assert [row.id for row in split_later] == [later]
    assert (Step.SPLIT_STAGE, later) in settle(scene, report_id, "restore", admin)
    while scene.do(tasks.split, later):
        pass
    assert scene.value("SELECT count(*) FROM tasks WHERE stage_id = :stage", stage=later) == 1


def test_what_was_reported_in_a_closed_challenge_counts_in_its_results_once_it_is_restored(scene: Scene, admin):
    opened = scene.challenge(items=2, min_answers=3)
    for _ in range(2):
        answer_all(scene)
    report_id = report(scene, opened)
    finish(scene, opened.id)
    assert scene.value("SELECT answers FROM results WHERE item_id = (SELECT min(id) FROM items)") == 0
    settle(scene, report_id, "restore", admin)
    decide(scene.units, opened.stage)
    told = scene.rows("SELECT state, answer, answers FROM results ORDER BY item_id")
    assert told == [("undecided", "yes", 2), ("undecided", "yes", 2)]
    assert scene.value("SELECT state FROM challenges") == "closed"


def test_the_decision_is_kept_with_who_when_and_why_and_made_once(scene: Scene, admin):
    opened = scene.challenge(items=1)
    report_id = report(scene, opened)
    settle(scene, report_id, "restore", admin)
    [kept] = scene.rows("SELECT decision, decided_by, decision_reason, decided_at FROM reports")
    assert kept[:3] == ("restore", admin.person_id, "It is not.")
    assert kept.decided_at is not None
    with pytest.raises(NotFound):
        settle(scene, report_id, "remove", admin)


def test_of_many_who_decide_at_once_one_does(scene: Scene, admin):
    report_id = report(scene, scene.challenge(items=1))
    told = at_once(*[lambda: settle(scene, report_id, "restore", admin)] * 4)
    assert sorted(told)[-1] == "done"
    assert set(told[:-1]) <= {"Conflict", "NotFound"}


def test_only_an_administrator_of_its_department_or_of_the_service_decides(scene: Scene):
    report_id = report(scene, scene.challenge(items=1))
    for person in (scene.person("tax", "admin"), scene.person("home", "owner"), scene.person("home", "analyst")):
        with pytest.raises(NotFound):
            settle(scene, report_id, "restore", person)
    settle(scene, report_id, "restore", scene.person("tax", "service-admin"))
