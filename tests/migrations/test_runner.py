"""The migrations: up, down and up again, and in the end what the models say."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import CheckConstraint, Connection, text

from microtask.app import create_app
from microtask.db import make_engine
from microtask.embedded.postgres import database_url as url_of_database
from microtask.migrations import runner
from microtask.migrations.runner import downgrade, head, is_at_head, upgrade
from microtask.migrations.tables import STOREYS, metadata
from tests.house.world import World
from tests.scene import MovableClock, Scene

EVERYTHING = """
SELECT 'column', table_name, column_name, data_type, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '' FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'function', proname, '', prosrc, '', '' FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '' FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'type', typname, '', '', '', '' FROM pg_type
WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
ORDER BY 1, 2, 3, 4
"""

STORED_BEFORE = """
INSERT INTO departments (id, slug, name, permission_text, monthly_minutes)
VALUES (1, 'tax', 'Tax', 'An hour.', 60), (2, 'parks', 'Parks', '', NULL);
INSERT INTO people (id, email, name, department_id)
VALUES (1, 'ada@tax.example', 'Ada', 1), (2, 'jo@parks.example', 'Jo', 2);
INSERT INTO roles (person_id, department_id, role, created_at, created_by) VALUES (1, 1, 'owner', '2026-01-01', 1);
INSERT INTO challenges (id, department_id, title) VALUES (1, 1, 'Letters');
INSERT INTO challenge_owners (challenge_id, person_id) VALUES (1, 1);
INSERT INTO stages (id, challenge_id, position, template, kind, question, min_answers, max_answers, confidence,
                    median_seconds, department_ids)
VALUES (1, 1, 1, 'review', 'review', 'Clear?', 2, 5, 0.9, 5, '{2,1}');
INSERT INTO items (id, challenge_id, key, payload) VALUES (1, 1, 'a', '{}'), (2, 1, 'b', '{}'), (3, 1, 'c', '{}');
INSERT INTO results (stage_id, item_id, state, pass_number, rule_version, route, decided_by)
VALUES (1, 1, 'adjudicated', 1, 1, 'expert', 1), (1, 2, 'adjudicated', 1, 1, 'expert', 2),
       (1, 3, 'settled', 1, 1, 'crowd', NULL);
INSERT INTO releases (id, challenge_id, number) VALUES (1, 1, 1);
"""
ASKED_AFTERWARDS = (
    "SELECT words, monthly_minutes FROM department_permissions",
    "SELECT confirmed_at = created_at, confirmed_by FROM roles",
    "SELECT department_ids, people FROM stages",
    "SELECT item_id, route, decided_as FROM results ORDER BY item_id",
    "SELECT id FROM releases WHERE answers_digest IS NULL",
)


@pytest.fixture
def empty_database(servers: tuple[str, str], process_number: int) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    name = sql.Identifier(f"migrated_{process_number}")
    with psycopg.connect(url_of_database(servers[0], "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield url_of_database(servers[0], f"migrated_{process_number}")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """A connection to a database at the newest schema."""
    engine = make_engine(database_url, pooled=False)
    with engine.connect() as connection:
        yield connection


def _described(url: str) -> list[tuple[str, ...]]:
    with psycopg.connect(url) as connection:
        return [row for row in connection.execute(EVERYTHING).fetchall() if row[1] != "alembic_version"]


def test_up_down_and_up_again_ends_where_it_began(empty_database):
    upgrade(empty_database)
    first = _described(empty_database)
    assert len(first) > 100
    downgrade(empty_database, revision="base")
    assert _described(empty_database) == []
    upgrade(empty_database)
    assert _described(empty_database) == first


def test_each_migration_undoes_what_it_did(empty_database):
    steps = _revisions()
    seen = [("base", _described(empty_database))]
    for revision in steps:
        upgrade(empty_database, revision=revision)
        seen.append((revision, _described(empty_database)))
    for revision, before in reversed(seen[:-1]):
        downgrade(empty_database, revision=revision)
        assert _described(empty_database) == before, f"the migration after {revision} leaves something behind"


def test_what_was_stored_before_departments_changed_is_there_afterwards(empty_database):
    upgrade(empty_database, revision="0019")
    with psycopg.connect(empty_database) as connection:
        connection.execute(STORED_BEFORE)
    upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        asked = [connection.execute(question).fetchall() for question in ASKED_AFTERWARDS]
    assert asked == [
        [("An hour.", 60)],
        [(True, 1)],
        [([2, 1], None)],
        [(1, "expert", "owner"), (2, "expert", "expert"), (3, "crowd", None)],
        [(1,)],
    ]
    downgrade(empty_database, revision="0019")
    upgrade(empty_database)


def test_nothing_that_a_service_in_use_has_stored_is_lost_on_the_way_up(empty_database, settings, clean):
    upgrade(empty_database)
    app = create_app(replace(settings, database_url=empty_database))
    units = app.extensions["microtask"].units
    World(app, Scene(units, MovableClock()))
    with units.sessions() as session:
        session.get_bind().dispose()
    downgrade(empty_database, revision="0019")
    before = _stored(empty_database)
    assert sum(map(bool, before.values())) > 20
    for revision in [step for step in _revisions() if step > "0019"]:
        upgrade(empty_database, revision=revision)
        after = _stored(empty_database)
        for table, rows in before.items():
            assert _kept(after[table], rows) == _kept(rows, rows), f"{revision} changes what stands in {table}"
        before = after


def test_the_migrated_database_is_what_the_models_say(connection):
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    assert compare_metadata(context, metadata) == []


def test_every_check_of_the_models_is_in_the_database(connection):
    """Alembic does not compare these."""
    there = set(connection.scalars(text("SELECT conname FROM pg_constraint WHERE contype = 'c'")))
    said = {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert len(said) > 10
    assert said - there == set()
    assert {name for name in there if name.startswith("ck_")} - said == set()


def test_every_storey_with_tables_is_among_them():
    models = Path(runner.__file__).parents[1].glob("*/models.py")
    rooms = {path.parent.name for path in models if "(Base)" in path.read_text()}
    assert {storey.__name__.split(".")[1] for storey in STOREYS} == rooms


def test_migrations_are_numbered_one_after_another_with_one_head():
    numbers = [revision[:4] for revision in _revisions()]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert _scripts().get_heads() == [head()]


def test_several_hosts_may_migrate_at_once(empty_database):
    with ThreadPoolExecutor(4) as hosts:
        for done in [hosts.submit(upgrade, empty_database) for _ in range(4)]:
            done.result()
    engine = make_engine(empty_database, pooled=False)
    with engine.connect() as connection:
        assert is_at_head(connection)


def test_a_database_that_nobody_migrated_is_not_at_head(empty_database):
    with make_engine(empty_database, pooled=False).connect() as connection:
        assert not is_at_head(connection)


def _stored(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        every = sql.SQL("SELECT to_jsonb(t) FROM {} t")
        return {
            table: [row for (row,) in connection.execute(every.format(sql.Identifier(table)))]
            for (table,) in tables
            if table != "alembic_version"
        }


def _kept(rows: list[dict[str, Any]], like: list[dict[str, Any]]) -> list[str]:
    """The rows in the columns of others, in an order of their own."""
    columns = like[0].keys() if like else ()
    return sorted(json.dumps([row[column] for column in columns]) for row in rows) if like else []


def _revisions() -> list[str]:
    return [str(script.revision) for script in _scripts().walk_revisions()][::-1]


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(runner.__file__).parent))
