import time

import psycopg
import pytest
from sqlalchemy import text

from microtask.db import LeaderLock, clash, is_unstorable, is_without_tables, make_engine, outage, stream_rows

DEPARTMENT = "INSERT INTO departments (slug, name) VALUES ('tax', 'Tax')"


def failure_of(units, *statements: str) -> Exception:
    def run() -> None:
        with units.begin() as unit:
            for statement in statements:
                unit.session.execute(text(statement))

    with pytest.raises(Exception, match=r".") as failure:
        run()
    return failure.value


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_url_that_platforms_hand_out_means_psycopg(scheme):
    engine = make_engine(f"{scheme}://somebody:secret@host/database")
    assert (engine.dialect.name, engine.dialect.driver) == ("postgresql", "psycopg")


def test_times_are_utc_and_no_statement_waits_for_ever(units):
    with units.begin() as unit:
        shown = {
            name: unit.session.scalar(text(f"SHOW {name}"))
            for name in ("timezone", "statement_timeout", "lock_timeout")
        }
    assert shown == {"timezone": "UTC", "statement_timeout": "2min", "lock_timeout": "20s"}


def test_no_value_that_was_sent_is_in_the_message_of_a_failure(units):
    with pytest.raises(Exception, match="division by zero") as failure, units.begin() as unit:
        unit.session.execute(text("SELECT 1/0, :secret"), {"secret": "what she wrote"})
    assert "what she wrote" not in str(failure.value)


def test_rows_are_streamed_in_their_order_however_few_are_in_memory(units):
    with units.begin() as unit:
        statement = "SELECT n FROM generate_series(1, :most) n ORDER BY n"
        rows = stream_rows(unit.session, statement, {"most": 1000}, fetch=7)
        assert [row.n for row in rows] == list(range(1, 1001))


def comes_to_hold(lock: LeaderLock) -> bool:
    """Whether it gets the lock within a second: PostgreSQL notices a moment later that a connection has ended."""
    for _ in range(100):
        if lock.is_held():
            return True
        time.sleep(0.01)
    return False


def test_one_process_holds_a_lock_until_it_lets_go_or_dies(database_url):
    first, second = LeaderLock(database_url, 77), LeaderLock(database_url, 77)
    assert [first.is_held(), second.is_held(), first.is_held(), second.is_held()] == [True, False, True, False]
    first.release()
    assert comes_to_hold(second)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND granted"
        )
    assert comes_to_hold(first)
    with pytest.raises(Exception, match=r"terminat|closed"):
        second.is_held()
    assert not second.is_held()
    first.release()
    second.release()


def test_a_clash_is_told_by_its_constraint(units):
    assert clash(failure_of(units, DEPARTMENT, DEPARTMENT)) == "uq_departments_slug"
    assert clash(failure_of(units, DEPARTMENT.replace("'tax'", "NULL"))) is None


def test_what_failed_is_told_apart(units):
    failures = {
        "clash": failure_of(units, DEPARTMENT, DEPARTMENT),
        "unstorable": failure_of(units, "SELECT 99999999999999999999::bigint"),
        "no tables": failure_of(units, "SELECT * FROM nothing_of_the_kind"),
        "away": failure_of(units, "SET LOCAL statement_timeout = 20", "SELECT pg_sleep(5)"),
        "fault": failure_of(units, "SELECT 1/0"),
    }
    told = {"clash": clash, "unstorable": is_unstorable, "no tables": is_without_tables, "away": outage}
    for name, failure in failures.items():
        assert [kind for kind, is_it in told.items() if is_it(failure)] == ([] if name == "fault" else [name])
