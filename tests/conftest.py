"""One PostgreSQL and one Valkey for the whole run; in them a database and an index for each process of it.

The servers belong to the process that was called, under a guard, so that none is left behind however the run ends.
"""

import logging
import os
from collections.abc import Iterator

import hypothesis
import psycopg
import pytest
import structlog
from flask import Flask
from psycopg import sql

from config.settings import Settings, load_machine_settings
from microtask.db import make_engine, make_sessions
from microtask.embedded.guard import Guard
from microtask.embedded.postgres import Postgres
from microtask.embedded.postgres import database_url as url_of_database
from microtask.embedded.valkey import Valkey
from microtask.migrations.runner import upgrade
from microtask.queue import Errands, connect
from microtask.unit_of_work import UnitsOfWork
from tests.places import new_directory

# The same examples in every run, so that what fails is what changed; `make prove` looks for new ones.
# How long an example may take is not asked: the machine is shared.
hypothesis.settings.register_profile("test", deadline=None, derandomize=True)
hypothesis.settings.register_profile("prove", deadline=None, print_blob=True)
hypothesis.settings.load_profile("prove" if os.environ.get("MICROTASK_PROVE") == "1" else "test")

# A test does in a second what a person does in a day: how fast one may be is asked where it is tested.
UNLIMITED = ("calls_a_second", "forms_a_second", "strangers_a_second", "sign_ins_an_account", "sign_ins_an_address")
TEMPLATE, DRAFT = "template_microtask", "draft_microtask"
TEMPLATE_LOCK = 1
SERVERS = pytest.StashKey[tuple[str, str]]()
# Rows only go away where there are some: on an empty table, DELETE costs next to nothing and TRUNCATE a new file. As a
# replica, foreign keys and triggers stay out of the way.
EMPTY_ALL_TABLES = """
DO $$
DECLARE
    one record;
    filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    SET LOCAL lock_timeout = '20s';
    FOR one IN
        SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname = 'public' AND c.relname <> 'alembic_version'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one.name) INTO filled;
        IF filled THEN
            EXECUTE format('DELETE FROM %s', one.name);
        END IF;
    END LOOP;
    FOR one IN SELECT schemaname, sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        EXECUTE format('ALTER SEQUENCE %I.%I RESTART', one.schemaname, one.sequencename);
    END LOOP;
END $$
"""


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Tell a process of pytest-xdist where the servers are."""
    node.workerinput["servers"] = _start_servers(node.config)


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> tuple[str, str]:
    """The URLs of PostgreSQL and of Valkey, which all processes of this run share."""
    given: dict[str, tuple[str, str]] = getattr(pytestconfig, "workerinput", {})
    return given.get("servers") or _start_servers(pytestconfig)


@pytest.fixture(scope="session")
def process_number(pytestconfig: pytest.Config) -> int:
    """0, 1, 2 …: which of the run's processes this one is."""
    return int(getattr(pytestconfig, "workerinput", {}).get("workerid", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def database_url(servers: tuple[str, str], process_number: int) -> str:
    """A database of this process alone, at the newest schema. Ask for `clean` as well where rows matter."""
    postgres, _valkey = servers
    name = f"test_{process_number}"
    with psycopg.connect(url_of_database(postgres, "postgres"), autocommit=True) as connection:
        # One process migrates, the others wait for it here.
        connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(DRAFT)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DRAFT)))
            upgrade(url_of_database(postgres, DRAFT))
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(DRAFT), sql.Identifier(TEMPLATE))
            )
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
        )
    return url_of_database(postgres, name)


@pytest.fixture(scope="session")
def redis_url(servers: tuple[str, str], process_number: int) -> str:
    """An index of Valkey for this process alone."""
    _postgres, valkey = servers
    return valkey.replace("?db=0", f"?db={process_number}")


@pytest.fixture(scope="session")
def settings(database_url: str, redis_url: str) -> Settings:
    """The settings of a service that runs on this process's database and Valkey."""
    return Settings(
        database_url=database_url,
        redis_url=redis_url,
        secret_key="only-for-tests-" * 4,
        password_kilobytes=32,
        **dict.fromkeys(UNLIMITED, 0),
    )


@pytest.fixture
def clean(database_url: str, redis_url: str) -> None:
    """No row in any table, every number starting at 1, and nothing in Valkey."""
    empty(database_url, redis_url)


def empty(database_url: str, redis_url: str) -> None:
    """What `clean` does, for a fixture that lives longer than a test."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(EMPTY_ALL_TABLES)
    with connect(redis_url) as redis:
        redis.flushdb()


@pytest.fixture
def worker_here(settings: Settings, clean: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a job that is run in this process find this process's database and Valkey."""
    from workers import job

    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("REDIS_URL", settings.redis_url)
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    job.settings.cache_clear()
    job.units.cache_clear()
    yield
    job.settings.cache_clear()
    job.units.cache_clear()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def units(settings: Settings, clean: None) -> Iterator[UnitsOfWork]:
    """Units of work on an empty database, whose clock a test may move."""
    from tests.scene import MovableClock

    engine = make_engine(settings.database_url)
    yield UnitsOfWork(make_sessions(engine), Errands(connect(settings.redis_url)), clock=MovableClock())
    engine.dispose()


@pytest.fixture
def scene(units: UnitsOfWork):
    """Departments, people and open challenges, made as a test asks for them."""
    from tests.scene import Scene

    return Scene(units, units.clock)


@pytest.fixture(scope="session")
def process_app(settings: Settings) -> Iterator[Flask]:
    """The web application of this process, made once. Ask for `app`, which starts with no row."""
    from microtask.app import create_app

    app = create_app(settings)
    yield app
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()


@pytest.fixture
def app(process_app: Flask, clean: None) -> Flask:
    """The web application on an empty database; a test may move the clock of its units of work."""
    begin_afresh(process_app)
    return process_app


def begin_afresh(process_app: Flask) -> None:
    """A clock that a test may move, and new connections: a test before may have broken the old ones."""
    from tests.scene import MovableClock

    units = process_app.extensions["microtask"].units
    units.clock = MovableClock()
    with units.sessions() as session:
        session.get_bind().dispose()


def _start_servers(config: pytest.Config) -> tuple[str, str]:
    """Start the servers of this run, once, in memory where the machine allows it."""
    if SERVERS not in config.stash:
        directory = new_directory()
        guard = Guard()
        config.add_cleanup(guard.close)
        guard.remove_at_the_end(directory)
        machine = load_machine_settings()
        postgres = Postgres(directory / "postgres", durable=False, programs=machine.postgres_bin)
        valkey = Valkey(directory / "valkey", durable=False, programs=machine.valkey_bin)
        postgres.start(guard)
        valkey.start(guard)
        config.stash[SERVERS] = (postgres.url, valkey.url)
    return config.stash[SERVERS]
