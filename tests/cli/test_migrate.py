import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql

from microtask.cli.migrate import command
from microtask.cli.user import command as user
from microtask.embedded.postgres import database_url as url_of_database


@pytest.fixture
def empty_database(servers, process_number):
    """The URL of a database that nobody has migrated."""
    postgres, _valkey = servers
    name = sql.Identifier(f"empty_{process_number}")
    with psycopg.connect(url_of_database(postgres, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield url_of_database(postgres, f"empty_{process_number}")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def test_a_database_is_brought_to_the_newest_schema_however_often(empty_database, settings, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", empty_database)
    monkeypatch.delenv("REDIS_URL", raising=False)
    first, again = [CliRunner().invoke(command, []) for _ in range(2)]
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stderr == again.stderr
    assert first.stderr.startswith("The database is at revision 0")
    monkeypatch.setenv("REDIS_URL", settings.redis_url)
    assert CliRunner().invoke(user, ["add", "a@b.example", "--name", "A", "--department", "b"]).exit_code == 0


def test_a_command_before_the_first_migration_says_so(empty_database, settings, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", empty_database)
    monkeypatch.setenv("REDIS_URL", settings.redis_url)
    done = CliRunner().invoke(user, ["add", "a@b.example", "--name", "A", "--department", "b"])
    assert (done.exit_code, done.stderr) == (
        1,
        "Error: The database has no tables yet. Run `microtask migrate` first.\n",
    )


def test_a_database_that_is_away_is_one_sentence(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x")
    done = CliRunner().invoke(command, [])
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: The database cannot be reached")
    assert len(done.stderr.splitlines()) == 1
