"""Checking the chain finds whatever was done to it behind the database's back."""

from datetime import timedelta

import psycopg
import pytest

from microtask.audit import actions, queries
from microtask.audit.queries import Wanted
from tests.scene import Scene


@pytest.fixture
def sealed(scene: Scene) -> Scene:
    """Three sealed months with two entries each, and two entries that wait."""
    for days in (130, 130, 95, 95, 62, 62, 0, 0):
        scene.clock.moved = -timedelta(days=days)
        scene.do(actions.note, "challenge.paused", ("challenge", days), by=days, department=days % 2)
    scene.clock.moved = timedelta()
    while scene.do(actions.seal):
        pass
    return scene


def _verify(scene: Scene) -> queries.Verdict:
    with scene.units.begin() as unit:
        return queries.verify(unit.session)


def test_a_chain_that_nobody_has_touched_holds(sealed: Scene):
    verdict = _verify(sealed)
    assert (verdict.segments, verdict.entries, verdict.unsealed, verdict.faults) == (3, 6, 2, [])
    assert len(set(verdict.seals)) == 3


def test_an_empty_chain_holds(scene: Scene):
    assert _verify(scene) == queries.Verdict()


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        ("UPDATE audit_entries SET reason = 'another' WHERE id = 1", 1),
        ("UPDATE audit_entries SET at = at - interval '1 microsecond' WHERE id = 3", 1),
        ("DELETE FROM audit_entries WHERE id = 2", 1),
        ("INSERT INTO audit_entries SELECT 99, at, action, object_kind FROM audit_entries WHERE id = 1", 1),
        ("INSERT INTO audit_entries SELECT 99, at - interval '9 months', action, 'x' FROM audit_entries LIMIT 1", 1),
        ("DELETE FROM audit_segments WHERE id = 2", 2),
        ("UPDATE audit_segments SET entries = 3 WHERE id = 3", 2),
        ("UPDATE audit_segments SET deleted_at = now() WHERE id = 3", 1),
    ],
)
def test_what_was_changed_behind_its_back_is_found(sealed: Scene, database_url, statement, faults):
    assert _changed(sealed, database_url, statement) == faults


def _changed(scene: Scene, database_url: str, statement: str) -> int:
    with psycopg.connect(database_url) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")  # as somebody who owns the database could
        connection.execute(statement)
    return len(_verify(scene).faults)


def test_entries_are_listed_by_department_person_action_and_time_the_newest_first(sealed: Scene):
    def ids(**wanted) -> list[int]:
        with sealed.units.begin() as unit:
            return [row.id for row in queries.list_entries(unit.session, Wanted(**wanted), before=None, limit=100)]

    assert ids() == [8, 7, 6, 5, 4, 3, 2, 1]
    assert ids(departments=[1]) == [4, 3]
    assert ids(departments=[]) == []
    assert ids(person=95) == [4, 3]
    assert ids(action="role.granted") == []
    assert ids(actor=62) == [6, 5]
    assert ids(since=sealed.clock() - timedelta(days=70), until=sealed.clock() - timedelta(days=1)) == [6, 5]


def test_a_person_is_shown_what_they_did_and_what_was_done_to_them(scene: Scene):
    scene.do(actions.note, "role.granted", ("person", 5), by=6, department=1)
    scene.do(actions.note, "challenge.paused", ("challenge", 5), by=7, department=1)
    with scene.units.begin() as unit:
        for person, expected in ((5, ["role.granted"]), (6, ["role.granted"]), (7, ["challenge.paused"])):
            rows = queries.list_entries(unit.session, Wanted(person=person), before=None, limit=10)
            assert [row.action for row in rows] == expected


def test_pages_follow_one_another_and_the_stream_goes_the_other_way(sealed: Scene):
    with sealed.units.begin() as unit:
        page = queries.list_entries(unit.session, Wanted(), before=5, limit=2)
        assert [row.id for row in page] == [4, 3]
        assert [row.id for row in queries.stream_entries(unit.session, Wanted(departments=[1]))] == [3, 4]
