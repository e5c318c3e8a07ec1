"""PostgreSQL from a pip wheel, on a Unix socket of its own, with a password that only its owner can read."""

import shutil
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from microtask.embedded.binaries import postgres_programs
from microtask.embedded.directory import make_directory, write_private
from microtask.embedded.errors import MachineError
from microtask.embedded.program import DATABASE_TIER, Program
from microtask.embedded.server import SERVER_ENVIRONMENT, EmbeddedServer

NAME = "microtask"  # of the role and of the database
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "shared_preload_libraries": "pg_stat_statements",
    "log_checkpoints": "off",
    # The log is shown to whoever runs the service: no values of rows in it.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# For tests: nothing of this survives a loss of power, which is why the directory is marked.
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
SHUTDOWN_SECONDS = 60.0  # the last checkpoint of a busy server


class Postgres(EmbeddedServer):
    """A PostgreSQL cluster with one database, in UTF-8 and sorted by code point, whatever the machine's locale."""

    name = "postgres"

    @property
    def url(self) -> str:
        return f"postgresql://{NAME}:{self.password}@/{NAME}?host={self.sockets}"

    @property
    def _note(self) -> Path:
        """Where a running PostgreSQL says so."""
        return self.data / "postmaster.pid"

    def make_program(self) -> Program:
        programs = postgres_programs(self.programs, self.account, self.directory)
        if not self.data.exists():
            self._make_cluster(programs / "initdb")
        self._forget_dead_server()
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)} | ({} if self.durable else NOT_DURABLE)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            name=self.name,
            command=[str(programs / "postgres"), "-D", str(self.data), *options],
            environment=SERVER_ENVIRONMENT,
            stop_signal=signal.SIGINT,  # "fast": open transactions are rolled back, and all that was committed is kept
            grace=SHUTDOWN_SECONDS,
            tier=DATABASE_TIER,
            account=self.account,
            directory=self.data,
            keep_open=(self.lock.descriptor,),
        )

    def is_ready(self) -> bool:
        """Whether the server answers a query; the database is made the first time it does."""
        try:
            # Asking sooner would fill the log with refusals.
            if "ready" not in self._note.read_text(encoding="utf-8").split():
                return False
            with psycopg.connect(database_url(self.url, "postgres"), autocommit=True, connect_timeout=5) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        except (psycopg.OperationalError, FileNotFoundError):
            return False
        return True

    def _make_cluster(self, initdb: Path) -> None:
        """A new cluster, which takes its place only when it is complete."""
        draft = self.directory / "data.new"
        if draft.exists():
            shutil.rmtree(draft)
        make_directory(draft, self.account)
        password = self.sockets / "password"  # out of the way: initdb wants an empty directory
        write_private(password, self.password, self.account)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = [f"--username={NAME}", "--auth=scram-sha-256", f"--pwfile={password}"]
        made = subprocess.run(
            [initdb, "-D", draft, *locale, *access, *([] if self.durable else ["--no-sync"])],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env=SERVER_ENVIRONMENT,
            cwd=draft,
            start_new_session=True,  # Ctrl-C waits for it: it takes a second
            pass_fds=[self.lock.descriptor],
            **self.account.arguments(),
        )
        password.unlink()
        if made.returncode != 0:
            last_words = " / ".join(made.stderr.splitlines()[-3:])
            raise MachineError(f"initdb could not make a database in {draft}: {last_words}")
        draft.replace(self.data)

    def _forget_dead_server(self) -> None:
        """Remove the note of a server that was killed, or its number may keep this one from starting.

        PostgreSQL takes any program that has that number by now for its predecessor. The lock says that no server
        of ours is alive; one that somebody else has started on the directory still listens, and is left alone.
        """
        if self._note.exists():
            lines = [*self._note.read_text(encoding="utf-8").split("\n"), *[""] * 5]
            port, sockets = lines[3:5]
            with socket.socket(socket.AF_UNIX) as client:
                if client.connect_ex(f"{sockets}/.s.PGSQL.{port}") != 0:
                    self._note.unlink()


def database_url(url: str, name: str) -> str:
    """The same server's database `name`."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()
