"""The database: the declarative base, the names of constraints, the engine and the session factory.

PostgreSQL is the only dialect. Every process makes its own engine; a worker that forks uses `pooled=False`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import psycopg
from psycopg.errors import ExclusionViolation, ForeignKeyViolation, UniqueViolation
from psycopg.rows import namedtuple_row
from sqlalchemy import BigInteger, Connection, DateTime, Engine, MetaData, NullPool, Row, Text, create_engine, exc, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
NO_SUCH_TABLE = "42P01"
UNSTORABLE = (None, "22003", "22008", "22021", "22P05")  # the driver's own refusal; out of range; no such character


class Base(DeclarativeBase):
    """The parent of every table. Text is unbounded, times are aware, ids are 64-bit."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        int: BigInteger,
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


def make_engine(url: str, *, pooled: bool = True, pool_size: int = 5) -> Engine:
    """An engine on PostgreSQL at `url`, with time limits that no healthy statement reaches.

    `pooled=False` opens a connection for each use, which is what a process that forks needs.
    """
    limits = "-c statement_timeout=120000 -c lock_timeout=20000 -c idle_in_transaction_session_timeout=300000"
    options: dict[str, Any] = {"connect_args": {"options": f"{limits} -c timezone=UTC", "connect_timeout": 10}}
    if pooled:
        options |= {"pool_size": pool_size, "max_overflow": 5, "pool_pre_ping": False, "pool_recycle": 1800}
    else:
        options |= {"poolclass": NullPool}
    # What was sent belongs to people: it does not go into error messages, and from there into the log.
    return create_engine(_with_driver(url), hide_parameters=True, **options)


def make_sessions(engine: Engine | Connection) -> sessionmaker[Session]:
    """A factory of sessions, on an engine or on one of its connections.

    Objects stay readable after commit, so that a page can show what it saved.
    """
    return sessionmaker(engine, expire_on_commit=False)


class LeaderLock:
    """A lock in the database at `url` that one process holds at a time, for as long as its connection lives."""

    def __init__(self, url: str, key: int):
        self._engine = make_engine(url, pooled=False)
        self._key = key
        self._connection: Connection | None = None

    def is_held(self) -> bool:
        """Whether this process holds the lock, now that it has tried to.

        Raises SQLAlchemy's error where the database is away; the next call tries again on a new connection.
        """
        try:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return bool(self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key}))
        except exc.DBAPIError:
            self.release()
            raise

    def release(self) -> None:
        """Let another process have it."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def fetch(connection: Connection, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
    """The rows of one statement in the transaction of `connection`, as named tuples; none where it returns none.

    For the path that volunteers wait on: the driver runs it, since what SQLAlchemy makes of a result costs more than
    these statements do. A `statement` is a constant: its cursor is kept for as long as the driver's connection lives,
    and with it what was found out about the types of its values and columns, which is a quarter of the work.

    A failure is raised as SQLAlchemy raises it; where the connection was lost, the pool begins anew, since those beside
    it were most likely lost with it.
    """
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    try:
        cursors = connection.info  # that of the driver's connection, whoever uses it
        cursor = cursors.get(statement) or cursors.setdefault(statement, driver.cursor(row_factory=namedtuple_row))
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.rownumber is not None else []
    except psycopg.Error as error:
        is_lost = driver.closed
        if is_lost:
            connection.invalidate(error)
            connection.engine.dispose()
        raise exc.DBAPIError.instance(
            statement,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=connection.dialect,
        ) from error


def fetch_one(connection: Connection, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> Any:
    """The first of the same rows; None where there is none."""
    rows = fetch(connection, statement, values)
    return rows[0] if rows else None


def stream_rows(session: Session, statement: str, values: Mapping[str, Any], *, fetch: int) -> Iterator[Row[Any]]:
    """The rows of a statement that is read to its end, `fetch` of them in memory at a time.

    PostgreSQL plans a cursor for its first rows unless it is told that all of them are wanted; for a download that
    takes four times as long.
    """
    session.connection().exec_driver_sql("SET LOCAL cursor_tuple_fraction = 1")
    with session.execute(text(statement), values, execution_options={"yield_per": fetch}) as rows:
        yield from rows


def outage(error: Exception) -> str | None:
    """The sentence for a person whose request met a database that was away or too busy; None for any other error.

    The pool replaces its connections by itself, so that the next request, a second later, finds the database again.
    """
    is_away = isinstance(error, exc.OperationalError | exc.TimeoutError | psycopg.OperationalError)
    if not is_away and not _is_broken(error):
        return None
    if _is_broken(error) and isinstance(error, exc.DBAPIError) and error.statement is None:
        return "The service lost its database while it was saving. Look whether it was saved, or send it again."
    return "The service cannot reach its database for a moment. Nothing was saved: try again in a second."


def is_unstorable(error: Exception) -> bool:
    """Whether the database refused a value as such: a number beyond 64 bits, a date beyond the calendar."""
    return isinstance(error, exc.DataError) and getattr(error.orig, "sqlstate", None) in UNSTORABLE


def clash(error: Exception) -> str | None:
    """The name of the constraint by which the database refused a row that another one forbids, or needs; else None.

    An action says in its own words what it foresees. What is left are the races: somebody else was quicker.
    """
    refusal = error.orig if isinstance(error, exc.IntegrityError) else None
    if not isinstance(refusal, UniqueViolation | ForeignKeyViolation | ExclusionViolation):
        return None
    return refusal.diag.constraint_name or "unnamed"


def is_without_tables(error: Exception) -> bool:
    """Whether a statement failed because nobody has migrated the database yet."""
    return isinstance(error, exc.ProgrammingError) and getattr(error.orig, "sqlstate", None) == NO_SUCH_TABLE


def _is_broken(error: Exception) -> bool:
    return isinstance(error, exc.DBAPIError) and error.connection_invalidated


def _with_driver(url: str) -> str:
    """The same URL, saying psycopg by name: `postgres://` and `postgresql://` are what platforms hand out."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if separator and scheme in ("postgres", "postgresql") else url
