from datetime import UTC

import pytest
from rq import Queue
from sqlalchemy import text

from microtask.queue import QUEUE_NAME, Errands, connect
from microtask.steps import Step
from microtask.unit_of_work import UnitsOfWork, utc_now

DEPARTMENT = text("INSERT INTO departments (slug, name) VALUES ('tax', 'Tax')")


@pytest.fixture
def jobs(settings, clean):
    """The names of the jobs that wait."""
    with connect(settings.redis_url) as redis:
        yield lambda: Queue(QUEUE_NAME, connection=redis, serializer="json").job_ids


def count(units: UnitsOfWork) -> int:
    with units.begin() as unit:
        return unit.session.scalar(text("SELECT count(*) FROM departments"))


def test_what_a_unit_did_is_saved_where_it_ends_well(units):
    with units.begin() as unit:
        unit.session.execute(DEPARTMENT)
    assert count(units) == 1


def test_nothing_is_saved_and_no_step_sent_where_it_does_not(units, jobs):
    def fail() -> None:
        with units.begin() as unit:
            unit.session.execute(DEPARTMENT)
            unit.then(Step.SPLIT_STAGE, 7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (count(units), jobs()) == (0, [])


def test_steps_are_sent_once_the_unit_is_committed(units, jobs):
    with units.begin() as unit:
        unit.then(Step.SPLIT_STAGE, 7)
        unit.then(Step.DECIDE, 7, gated=True, version=lambda _, stage: stage + 30)
        unit.then(Step.DECIDE, 7, gated=True, version=lambda _, stage: stage + 31)
        assert jobs() == []
    assert jobs() == ["split_stage-7", "decide-7-37"]


def test_a_version_is_read_after_the_commit(units, jobs):
    with units.begin() as unit:
        unit.session.execute(DEPARTMENT)
        unit.then(Step.RELEASE, 7, version=lambda *_: count(units))
    assert jobs() == ["release-7-1"]


def test_reading_a_version_leaves_the_driver_what_it_has_prepared(units):
    def version(session, _):
        return session.connection().exec_driver_sql("SELECT 1").scalar()

    for _ in range(8):  # the driver prepares a statement when it meets it for the sixth time
        with units.begin() as unit:
            unit.then(Step.RELEASE, 7, version=version)
    with units.begin() as unit:
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar()


def test_a_database_that_breaks_after_the_commit_is_nobodys_error(units, jobs):
    def broken(session, subject) -> int:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return 1

    with units.begin() as unit:
        unit.session.execute(DEPARTMENT)
        unit.then(Step.RELEASE, 7, version=broken)
    assert (count(units), jobs()) == (1, [])


def test_redis_being_away_is_nobodys_error(units):
    away = UnitsOfWork(units.sessions, Errands(connect("redis://127.0.0.1:1/0")))
    with away.begin() as unit:
        unit.session.execute(DEPARTMENT)
        unit.then(Step.SPLIT_STAGE, 7)
        unit.then(Step.DEAL, 0, gated=True)
    assert count(units) == 1


def test_a_unit_has_one_moment_in_utc(units):
    with units.begin() as unit:
        assert unit.now is unit.now
        assert unit.now.tzinfo is UTC
    assert utc_now().tzinfo is UTC
