"""Bring a database to the newest schema, one host at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from microtask.db import make_engine

ADVISORY_LOCK = 7_280_114


def upgrade(url: str, *, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`. Several hosts may call it at once: they take turns."""
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, *, revision: str) -> None:
    """Take the database at `url` back to `revision`."""
    _run(url, lambda config: command.downgrade(config, revision))


def is_at_head(connection: Connection) -> bool:
    """Whether the database has every migration that this code knows."""
    return MigrationContext.configure(connection).get_current_revision() == head()


def head() -> str | None:
    """The name of the newest migration."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _run(url: str, work) -> None:  # type: ignore[no-untyped-def]
    engine = make_engine(url, pooled=False)
    with engine.connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        connection.commit()
        work(_config(connection))
        connection.commit()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
