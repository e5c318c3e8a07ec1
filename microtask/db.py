"""The database: the declarative base, the names of constraints, the engine and the session factory.

PostgreSQL is the only dialect. Every process makes its own engine; a worker that forks uses `pooled=False`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Engine, MetaData, NullPool, Text, create_engine
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


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
    return create_engine(_with_driver(url), **options)


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """A factory of sessions. Objects stay readable after commit, so that a page can show what it saved."""
    return sessionmaker(engine, expire_on_commit=False)


def _with_driver(url: str) -> str:
    """The same URL, saying psycopg by name: `postgres://` and `postgresql://` are what platforms hand out."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if separator and scheme in ("postgres", "postgresql") else url
