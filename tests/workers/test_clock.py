"""The one clock: whoever holds the lock works, and a failure stops nothing."""

import time

import psycopg
import pytest

from config.settings import Settings
from microtask.unit_of_work import UnitsOfWork
from workers import clock as module
from workers.clock import Clock


@pytest.fixture
def done(monkeypatch) -> list[str]:
    """What ran, of two pieces of periodic work: one every 5 seconds, one that always fails every 60."""
    done: list[str] = []

    def often(_: UnitsOfWork) -> None:
        done.append("often")

    def seldom(_: UnitsOfWork) -> None:
        done.append("seldom")
        raise ZeroDivisionError

    monkeypatch.setattr(module, "SCHEDULE", [(seldom, 60), (often, 5)])
    return done


def test_each_piece_of_work_runs_when_it_is_due_and_a_failure_stops_nothing(units, settings: Settings, done):
    clock = Clock(units, settings.database_url)
    for now in (100.0, 101.0, 106.0, 159.0, 160.0):
        clock.tick(now)
    assert done == ["seldom", "often", "often", "often", "seldom"]


def test_one_of_two_clocks_leads_and_the_other_takes_over(units, settings: Settings):
    first, second = Clock(units, settings.database_url), Clock(units, settings.database_url)
    assert first.leads()
    assert not second.leads()
    assert first.leads(), "leading does not have to be won again"
    _end_the_leader(settings)
    assert not first.leads(), "it has lost its connection, and with it the lead"
    assert second.leads()
    assert not first.leads()
    second.stop()
    second.run()
    until = time.monotonic() + 10
    while not first.leads():
        assert time.monotonic() < until, "a clock that has ended lets go"
        time.sleep(0.02)
    first.stop()
    first.run()


def _end_the_leader(settings: Settings) -> None:
    """What a restart of PostgreSQL does to the clock that leads."""
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()"
        )
        until = time.monotonic() + 10
        while connection.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
        ).fetchone() != (0,):
            assert time.monotonic() < until
            time.sleep(0.02)


def test_a_clock_without_a_database_does_not_lead_and_does_not_fail(units):
    assert not Clock(units, "postgresql://nobody@127.0.0.1:1/none").leads()
