import os
import signal
import stat
import subprocess

import psycopg
import pytest

from microtask.embedded.binaries import postgres_programs
from microtask.embedded.directory import make_directory
from microtask.embedded.errors import MachineError
from microtask.embedded.postgres import Postgres, database_url


@pytest.fixture(scope="module")
def postgres(shared_path):
    with Postgres(shared_path / "a directory's name", durable=False) as server:
        yield server


def ask(server, question):
    with psycopg.connect(server.url, autocommit=True) as connection:
        return connection.execute(question).fetchone()[0]


def test_a_new_server_is_private_and_takes_a_password_only(postgres):
    assert stat.S_IMODE(postgres.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE((postgres.directory / "password").stat().st_mode) == 0o600
    assert ask(postgres, "SHOW listen_addresses") == ""
    assert ask(postgres, "SELECT rolpassword FROM pg_authid WHERE rolname = current_user").startswith("SCRAM-SHA-256$")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.url.replace(postgres.password, "guess"))


def test_text_is_sorted_by_code_point_and_knows_every_letter(postgres):
    assert ask(postgres, "SHOW server_encoding") == "UTF8"
    assert ask(postgres, "SELECT lower('ÉŴ')") == "éŵ"
    assert ask(postgres, "SELECT string_agg(w, '' ORDER BY w) FROM unnest('{b,Z,é}'::text[]) w") == "Zbé"


def test_statements_are_counted(postgres):
    assert "pg_stat_statements" in ask(postgres, "SHOW shared_preload_libraries")


def test_a_real_server_waits_for_the_disk_and_a_test_server_does_not(postgres, reachable_path):
    assert ask(postgres, "SHOW fsync") == "off"
    with Postgres(reachable_path / "real") as real:
        durable = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
        assert [ask(real, f"SHOW {name}") for name in durable] == ["on"] * 4


def test_what_was_committed_outlives_a_killed_server_whose_number_went_to_another(reachable_path):
    """The note of a killed server names a process; where that is taken by now, PostgreSQL would refuse to start."""
    directory = reachable_path / "postgres"
    with Postgres(directory) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
        note = server.data / "postmaster.pid"
        killed, _separator, rest = note.read_text().partition("\n")
        os.kill(int(killed), signal.SIGKILL)
    with subprocess.Popen(["sleep", "60"], **server.account.arguments()) as other:
        note.write_text(f"{other.pid}\n{rest}")
        with Postgres(directory) as server:
            assert ask(server, "SELECT n FROM kept") == 42
        other.kill()


def test_a_server_that_somebody_else_started_on_the_data_is_left_alone(reachable_path):
    with Postgres(reachable_path / "postgres", durable=False) as postgres:
        assert postgres.is_ready()
    elsewhere = make_directory(reachable_path / "elsewhere", postgres.account)
    program = postgres_programs(None, postgres.account, postgres.directory) / "postgres"
    by_hand = subprocess.Popen(
        [program, "-D", postgres.data, "-c", f"unix_socket_directories={elsewhere}", "-c", "listen_addresses="],
        stderr=subprocess.PIPE,
        text=True,
        **postgres.account.arguments(),
    )
    with by_hand:
        while "ready to accept" not in by_hand.stderr.readline():
            pass
        with pytest.raises(MachineError, match=r"lock file .*postmaster.pid.* already exists"):
            postgres.start()
        assert (postgres.data / "postmaster.pid").exists()
        by_hand.send_signal(signal.SIGINT)


def test_values_of_rows_stay_out_of_the_log(postgres):
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE person (email text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('someone@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('someone@example.org')")
    log = (postgres.directory / "server.log").read_text()
    assert "duplicate key" in log
    assert "someone" not in log


def test_a_cluster_that_was_not_finished_is_made_anew(reachable_path):
    (reachable_path / "postgres" / "data.new" / "base").mkdir(parents=True)
    with Postgres(reachable_path / "postgres", durable=False) as server:
        assert ask(server, "SELECT 1") == 1


def test_programs_that_cannot_make_a_cluster_say_why(reachable_path):
    for name in ("initdb", "postgres"):
        (reachable_path / name).write_text("#!/bin/sh\necho too old >&2\nexit 1\n")
        (reachable_path / name).chmod(0o755)
    with pytest.raises(MachineError, match=r"initdb could not make a database in .*: too old"):
        Postgres(reachable_path / "postgres-data", programs=reachable_path).start()


def test_a_url_leads_to_any_database_of_the_server(postgres):
    with psycopg.connect(database_url(postgres.url, "template1")) as connection:
        assert connection.info.dbname == "template1"
