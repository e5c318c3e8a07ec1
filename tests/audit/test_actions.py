"""An entry stands as it was written: whoever asks for something else is refused by the database itself."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import exc

from microtask.audit import actions, queries
from tests.scene import Scene

LONG_AGO = timedelta(days=800)


def _note(scene: Scene, *, ago: timedelta = timedelta(), **said) -> None:
    scene.clock.moved = -ago
    scene.do(actions.note, "challenge.paused", ("challenge", 7), **{"by": 1, "department": 2} | said)
    scene.clock.moved = timedelta()


def _seal_all(scene: Scene) -> int:
    sealed = 0
    while scene.do(actions.seal):
        sealed += 1
    return sealed


def test_an_entry_has_numbers_and_codes_a_reason_and_the_hashes_of_what_was_and_is(scene: Scene):
    _note(scene, reason="They asked.", before={"text": "old"}, after={"text": "new"}, detail={"release": 3})
    [row] = scene.rows("SELECT * FROM audit_entries")
    assert (row.action, row.object_kind, row.object_id) == ("challenge.paused", "challenge", 7)
    assert (row.actor_id, row.department_id, row.reason, row.detail) == (1, 2, "They asked.", {"release": 3})
    assert len(row.before) == len(row.after) == 32
    assert row.before != row.after


def test_an_action_that_nobody_has_listed_is_a_mistake(scene: Scene):
    with pytest.raises(KeyError):
        scene.do(actions.note, "challenge.eaten", ("challenge", 7), by=None, department=None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET reason = 'another'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "TRUNCATE audit_segments",
    ],
)
def test_the_database_changes_and_deletes_no_entry(scene: Scene, database_url, statement):
    _note(scene)
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.RaiseException):
        connection.execute(statement)
    assert scene.value("SELECT count(*) FROM audit_entries") == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_segments",
        "UPDATE audit_segments SET entries = 0",
        "UPDATE audit_segments SET deleted_at = now(), entries = 0",
        "DELETE FROM audit_entries",
    ],
)
def test_a_seal_is_not_changed_and_what_it_seals_is_not_deleted_without_saying_so(scene, database_url, statement):
    _note(scene, ago=LONG_AGO)
    assert _seal_all(scene) == 1
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.RaiseException):
        connection.execute(statement)


def test_each_month_that_is_over_is_sealed_once_and_follows_the_one_before(scene: Scene):
    for days in (100, 65, 64, 0):
        _note(scene, ago=timedelta(days=days))
    assert _seal_all(scene) == 2
    assert _seal_all(scene) == 0
    first, second = scene.rows("SELECT * FROM audit_segments ORDER BY id")
    assert (first.entries, second.entries) == (1, 2)
    assert first.previous == bytes(32)
    assert second.previous == first.seal


def test_a_sealed_month_takes_no_more_entries(scene: Scene):
    _note(scene, ago=LONG_AGO)
    _seal_all(scene)
    with pytest.raises(exc.DBAPIError, match="is sealed"):
        _note(scene, ago=LONG_AGO)
    _note(scene)


def test_two_who_seal_at_once_do_not_meet(scene: Scene):
    _note(scene, ago=LONG_AGO)
    with scene.units.begin() as first, scene.units.begin() as second:
        assert actions.seal(first)
        assert not actions.seal(second)
        actions.note(second, "challenge.paused", ("challenge", 8), by=None, department=None)  # waits for nobody
    assert scene.value("SELECT count(*) FROM audit_segments") == 1


def test_the_oldest_sealed_month_goes_as_a_whole_and_its_seal_stays(scene: Scene):
    for days in (800, 801, 760, 0):
        _note(scene, ago=timedelta(days=days))
    _seal_all(scene)
    before = scene.clock() - timedelta(days=730)
    removed = []
    while count := scene.do(actions.remove_segment, before=before):
        removed.append(count)
    assert sum(removed) == 3
    assert scene.value("SELECT count(*) FROM audit_entries") == 1
    with scene.units.begin() as unit:
        assert queries.verify(unit.session).faults == []


def test_no_setting_deletes_a_month_before_half_a_year_has_passed(scene: Scene):
    _note(scene, ago=timedelta(days=120))
    _seal_all(scene)
    with pytest.raises(exc.DBAPIError, match="half a year"):
        scene.do(actions.remove_segment, before=scene.clock())


def test_a_month_is_not_deleted_in_part(scene: Scene, database_url):
    for _ in range(2):
        _note(scene, ago=LONG_AGO)
    _seal_all(scene)
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE audit_segments SET deleted_at = now()")
        with pytest.raises(psycopg.errors.RaiseException, match="as a whole"):
            connection.execute("DELETE FROM audit_entries WHERE id = 1")
