"""Retention: each kind of data goes when its time is over, not before, and a run says what went."""

from datetime import timedelta

import pytest

from microtask.feedback import actions as feedback
from microtask.people import actions as people
from microtask.people.queries import get_identity
from microtask.results import actions as results
from microtask.results.actions import forget
from microtask.retain import CHORES, look_ahead, retain
from microtask.retention import FIXED, RETENTION, kept_for
from tests.house.world import finish
from tests.scene import Opened, Scene
from workers.release import release

KEPT = kept_for({})
DAY = timedelta(days=1)


def _closed(scene: Scene, *, people: int = 2) -> Opened:
    """A challenge that some people answered and that has closed."""
    opened = scene.challenge(items=2, min_answers=people)
    for _ in range(people):
        person = scene.person()
        sitting = scene.sit(person)
        while task := scene.next(sitting, person):
            scene.say(task.id, "yes", person)
        scene.stop(sitting, person)
    finish(scene, opened.id)
    return opened


def _release(scene: Scene, opened: Opened) -> None:
    owner = scene.value("SELECT person_id FROM challenge_owners WHERE challenge_id = :id", id=opened.id)
    with scene.units.begin() as unit:
        results.release(unit, opened.id, by=get_identity(unit.session, owner))
    release(scene.units, scene.value("SELECT max(id) FROM releases"))


def _run(scene: Scene, *, after: timedelta, **days: int) -> dict[str, int]:
    """What a run deletes by then; a dry run must have said the same."""
    scene.clock.moved = after
    table = kept_for(days)
    foreseen = look_ahead(scene.units, table)
    deleted = retain(scene.units, table)
    assert foreseen == deleted
    return {name: count for name, count in deleted.items() if count}


def test_every_line_of_the_table_that_is_not_kept_elsewhere_has_its_chore():
    names = {each.name for each in RETENTION if each.by_itself} - set(FIXED)
    assert {chore.name for chore in CHORES} == names - {"link_unreleased"}


def test_the_link_to_a_person_is_destroyed_after_the_last_release_and_what_they_said_stays(scene: Scene):
    opened = _closed(scene)
    _release(scene, opened)
    said = scene.rows("SELECT id, value, participant_id FROM answers ORDER BY id")
    assert _run(scene, after=89 * DAY) == {}
    assert _run(scene, after=91 * DAY)["link"] == 2
    assert scene.rows("SELECT id, value, participant_id FROM answers ORDER BY id") == said
    assert scene.value("SELECT count(*) FROM participants WHERE person_id IS NOT NULL OR name_digest IS NOT NULL") == 0
    assert scene.value("SELECT count(*) FROM assignments WHERE sitting_id IS NOT NULL") == 0
    times = "answered_at, decided_at FROM answers WHERE answered_at <> date_trunc('day', answered_at, 'UTC')"
    assert scene.rows(f"SELECT {times}") == []
    assert scene.value("SELECT unlinked_at IS NOT NULL FROM challenges WHERE id = :id", id=opened.id)


def test_a_later_release_puts_it_off_and_without_one_it_is_a_year(scene: Scene):
    _closed(scene)
    with_two = _closed(scene)
    _release(scene, with_two)
    scene.clock.moved = 80 * DAY
    _release(scene, with_two)
    assert "link" not in _run(scene, after=100 * DAY)
    assert _run(scene, after=171 * DAY)["link"] == 2
    assert "link" not in _run(scene, after=364 * DAY, account=3650)
    assert _run(scene, after=366 * DAY, account=3650)["link"] == 2
    assert scene.value("SELECT count(*) FROM challenges WHERE unlinked_at IS NULL") == 0


def test_of_answers_that_were_collected_elsewhere_the_names_are_forgotten_too(scene: Scene):
    _closed(scene)
    scene.rows("UPDATE participants SET person_id = NULL, name_digest = decode('ab', 'hex') WHERE id = 1 RETURNING id")
    scene.rows("UPDATE answers SET assignment_id = NULL WHERE participant_id = 1 RETURNING id")
    assert _run(scene, after=366 * DAY, account=3650)["link"] == 2
    assert scene.value("SELECT count(*) FROM answers WHERE answered_at <> date_trunc('day', answered_at, 'UTC')") == 0


def test_whom_an_audience_names_is_forgotten_with_the_links(scene: Scene):
    opened = _closed(scene)
    scene.rows("UPDATE stages SET people = '{ada@tax.example}' RETURNING id")
    _release(scene, opened)
    scene.clock.moved += 91 * DAY
    retain(scene.units, KEPT)
    assert scene.value("SELECT people FROM stages") == []


def test_the_text_of_items_goes_a_year_after_closing_and_keys_and_results_stay(scene: Scene):
    _closed(scene)
    before = scene.rows("SELECT item_id, answer, answers FROM results ORDER BY item_id")
    assert "items" not in _run(scene, after=364 * DAY, account=3650)
    assert _run(scene, after=366 * DAY, account=3650)["items"] == 2
    assert scene.rows("SELECT key, payload FROM items ORDER BY id") == [
        ("item-1", {"text": ""}), ("item-2", {"text": ""})
    ]  # fmt: skip
    assert scene.rows("SELECT item_id, answer, answers FROM results ORDER BY item_id") == before


def test_an_owner_may_keep_them_for_less_long(scene: Scene):
    opened = _closed(scene)
    scene.rows("UPDATE challenges SET keep_until = current_date + 10 WHERE id = :id RETURNING id", id=opened.id)
    assert "items" not in _run(scene, after=9 * DAY)
    assert _run(scene, after=12 * DAY)["items"] == 2


def test_an_account_that_nobody_uses_is_made_anonymous_and_one_with_a_token_is_in_use(scene: Scene):
    idle, busy, program = scene.person("tax", "owner"), scene.person(), scene.person()
    scene.do(people.issue_token, program.person_id, name="A program")
    scene.clock.moved = 360 * DAY
    scene.do(people.start_session, person_id=busy.person_id, data={})
    assert _run(scene, after=366 * DAY) == {"account": 1}
    [row] = scene.rows("SELECT * FROM people WHERE forgotten_at IS NOT NULL")
    assert (row.id, row.password_hash) == (idle.person_id, None)
    assert idle.name not in row.name
    assert idle.email not in row.email
    assert scene.value("SELECT count(*) FROM roles") == 0
    noted = scene.rows("SELECT action FROM audit_entries WHERE object_id = :id ORDER BY id", id=idle.person_id)
    assert [row.action for row in noted] == ["role.removed", "person.forgotten"]


def test_the_last_administrator_of_anything_is_kept_however_long_they_were_away(scene: Scene):
    first, last = scene.person("tax", "admin"), scene.person("tax", "admin")
    other, service = scene.person("parks", "admin"), scene.person("roads", "service-admin")
    scene.clock.moved = DAY
    scene.do(people.start_session, person_id=last.person_id, data={})
    assert _run(scene, after=400 * DAY) == {"account": 1}
    assert scene.rows("SELECT id FROM people WHERE forgotten_at IS NOT NULL") == [(first.person_id,)]
    held = scene.rows("SELECT person_id FROM roles ORDER BY person_id")
    assert [row.person_id for row in held] == sorted([last.person_id, other.person_id, service.person_id])


def test_sittings_go_but_for_the_last_of_each_person(scene: Scene):
    scene.challenge(items=5)
    person = scene.person()
    for _ in range(3):
        scene.stop(scene.sit(person), person)
    assert _run(scene, after=91 * DAY) == {"sitting": 2}
    assert scene.value("SELECT count(*) FROM sittings") == 1


def test_the_files_of_a_release_go_and_what_they_were_stays(scene: Scene):
    opened = _closed(scene)
    _release(scene, opened)
    files = scene.value("SELECT count(*) FROM release_files")
    assert files > 5
    assert _run(scene, after=20 * DAY, release=10)["release"] == files
    assert scene.value("SELECT count(*) FROM blobs") == 0
    assert scene.value("SELECT count(*) FROM release_files WHERE sha256 <> ''") == files


def test_feedback_goes_after_two_years(scene: Scene):
    scene.do(feedback.tell, text="It works.", page="", reply_to="")
    assert _run(scene, after=729 * DAY, account=3650) == {}
    assert _run(scene, after=731 * DAY, account=3650) == {"feedback": 1}


def test_that_administrators_asked_who_somebody_is_goes_after_two_years(scene: Scene):
    opened = _closed(scene)
    scene.rows(
        "INSERT INTO reidentifications (challenge_id, reason, is_told, asked_at, asked_by)"
        " VALUES (:id, 'legal_duty', true, now(), 1) RETURNING id",
        id=opened.id,
    )
    assert "found_out" not in _run(scene, after=729 * DAY)
    assert _run(scene, after=731 * DAY)["found_out"] == 1
    assert scene.value("SELECT count(*) FROM reidentifications") == 0


def test_ideas_are_kept_for_two_years(scene: Scene):
    opened = _closed(scene)
    scene.rows(
        "INSERT INTO contributions (challenge_id, participant_id, payload, credit)"
        " SELECT :id, min(id), '{\"text\": \"An idea\"}', 'nobody' FROM participants RETURNING id",
        id=opened.id,
    )
    assert "ideas" not in _run(scene, after=729 * DAY)
    assert _run(scene, after=731 * DAY)["ideas"] == 1
    assert scene.value("SELECT payload FROM contributions") == {}


def test_a_second_run_finds_nothing_and_each_run_is_recorded(scene: Scene):
    _closed(scene)
    first = _run(scene, after=800 * DAY)
    assert {"link", "items", "account"} <= set(first)
    assert _run(scene, after=800 * DAY) == {}
    noted = scene.rows("SELECT detail FROM audit_entries WHERE action = 'retention.run' ORDER BY id")
    assert {name: count for row in noted for name, count in row.detail.items()} == first
    assert noted[-1].detail == {}


def test_a_run_that_was_broken_off_is_taken_up(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forget, "PARTICIPANTS", 1)
    _closed(scene, people=3)
    scene.clock.moved = 400 * DAY
    before = scene.clock()
    assert scene.do(results.unlink, released_before=before, closed_before=before) == (1, True)
    assert _run(scene, after=400 * DAY)["link"] == 2
