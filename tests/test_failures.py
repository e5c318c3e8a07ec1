import pytest
from sqlalchemy import text

from microtask.db import make_engine, make_sessions
from microtask.errors import Conflict, Invalid
from microtask.failures import Away, understood

INSERT = "INSERT INTO departments (slug, name) VALUES ('tax', 'Tax')"


def met(units, *statements: str) -> Exception:
    """What a door understands of a unit of work that runs `statements`."""
    with pytest.raises(Exception, match=r".") as failure, units.begin() as unit:  # noqa: PT012 (a unit of work)
        for statement in statements:
            unit.session.execute(text(statement))
    return understood(failure.value)


def test_a_row_that_is_there_already_is_a_conflict(units):
    assert isinstance(met(units, INSERT, INSERT), Conflict)


def test_a_row_that_another_one_needs_is_a_conflict(units, scene):
    scene.person("tax")
    assert isinstance(met(units, "DELETE FROM departments"), Conflict)


def test_a_rule_of_the_database_that_an_action_should_have_asked_first_is_a_fault(units):
    fault = met(units, INSERT.replace("'tax'", "'Not a slug'"))
    assert not isinstance(fault, Conflict | Invalid | Away)


@pytest.mark.parametrize(
    "value", ["99999999999999999999", "'[\"\\u0000\"]'::jsonb ->> 0", "'300000-01-01'::timestamptz"]
)
def test_a_value_that_cannot_be_kept_is_invalid(units, value):
    assert isinstance(met(units, f"SELECT {value}, ({value})::text::bigint"), Invalid)


@pytest.mark.parametrize("statement", ["SELECT 1/0", "SELECT 'x'::bigint", "SELECT nothing"])
def test_a_fault_in_our_own_statement_stays_a_fault(units, statement):
    assert not isinstance(met(units, statement), Conflict | Invalid | Away)


def test_a_database_that_waits_too_long_is_away(units):
    assert isinstance(met(units, "SET LOCAL statement_timeout = 20", "SELECT pg_sleep(5)"), Away)


def test_a_connection_that_breaks_is_away_and_nothing_was_saved(units):
    away = met(units, INSERT, "SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1")
    assert isinstance(away, Away)
    assert "Nothing was saved" in away.message


def test_a_pool_that_is_exhausted_is_away(settings):
    engine = make_engine(settings.database_url, pool_size=1)
    engine.pool._max_overflow, engine.pool._timeout = 0, 0.05
    sessions = make_sessions(engine)
    with sessions() as first:
        first.connection()
        with sessions() as second, pytest.raises(Exception, match="QueuePool limit") as failure:
            second.connection()
    assert isinstance(understood(failure.value), Away)
    engine.dispose()
