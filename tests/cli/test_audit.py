import csv
import io
from datetime import timedelta

import psycopg
import pytest
from click.testing import CliRunner, Result

from microtask.audit import actions
from microtask.cli.audit import command
from tests.scene import Scene


@pytest.fixture
def run(scene: Scene, settings, monkeypatch):
    """The command, on a database with one sealed month and one entry that waits."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("REDIS_URL", settings.redis_url)
    for days in (65, 0):
        scene.clock.moved = -timedelta(days=days)
        scene.do(actions.note, "challenge.paused", ("challenge", 7), by=3, department=2, reason="=1+1")
    scene.do(actions.seal)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(command, arguments)

    return call


def test_a_chain_that_holds_is_told_with_its_last_seal(run):
    done = run("verify")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 sealed months with 1 entries; 1 entries not sealed yet." in done.stdout
    seal = done.stdout.split()[-1]
    assert run("verify", "--expect", seal).exit_code == 0
    other = run("verify", "--expect", "00" * 32)
    assert (other.exit_code, "is not in the chain" in other.stderr) == (1, True)


def test_a_chain_that_was_changed_is_a_failure(run, database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("UPDATE audit_entries SET actor_id = 4")
    done = run("verify")
    assert done.exit_code == 1
    assert "its entries are not those that were sealed" in done.stderr


def test_the_export_is_a_table_and_is_recorded(run, scene):
    rows = list(csv.DictReader(io.StringIO(run("export").stdout)))
    assert [row["action"] for row in rows] == ["challenge.paused", "challenge.paused", "audit.read"]
    assert (rows[0]["object_id"], rows[0]["actor_id"], rows[0]["reason"]) == ("7", "3", "'=1+1")
    later = (scene.clock() - timedelta(days=10)).date().isoformat()
    assert len(list(csv.DictReader(io.StringIO(run("export", "--since", later).stdout)))) == 3
