"""What is measured: the whole service as `microtask up` runs it, and the bare app beside it on the same PostgreSQL."""

import contextlib
import http.client
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

import psutil
import psycopg
from psycopg import sql

from benchmarks import bare
from config.environment import environment_with
from config.settings import Settings
from microtask.embedded.discovery import find_services
from microtask.embedded.postgres import database_url
from microtask.unit_of_work import UnitsOfWork
from workers.job import make_units

START_SECONDS = 120
BARE_DATABASE = "bare"
OUT_OF_REACH = {"MICROTASK_CALLS_A_SECOND": "1000000", "MICROTASK_FORMS_A_SECOND": "1000000"}
ROOT = Path(__file__).parents[1]


@dataclass
class Service:
    """The running service. `process` is the supervisor, and everything of the service is under it."""

    process: int
    port: int
    settings: Settings
    units: UnitsOfWork

    @property
    def database_url(self) -> str:
        """Where its database is, as the database's owner."""
        return self.settings.database_url

    def run(self, module: str, *arguments: str) -> str:
        """What a program says that runs beside the service, on its servers."""
        urls = {"DATABASE_URL": self.settings.database_url, "REDIS_URL": self.settings.redis_url}
        environment = environment_with(urls | {"SECRET_KEY": self.settings.secret_key})
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What a query answers, asked as the database's owner."""
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(statement, values or None).fetchall()

    def do(self, *statements: str) -> None:
        """Run statements, each committed by itself."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def processes(self, *words: str) -> list[int]:
        """The processes in whose command line all of `words` stand."""
        found = []
        for process in psutil.Process(self.process).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if all(word in " ".join(process.cmdline()) for word in words):
                    found.append(process.pid)
        return found

    @property
    def postgres(self) -> int:
        """The postmaster: every backend is under it."""
        return self.processes("postgres", "-D")[0]


@dataclass
class Bare:
    """The running bare app, with so many tasks in its table."""

    process: int
    port: int
    tasks: int


@contextmanager
def running_service() -> Iterator[Service]:
    """`microtask up` on an empty directory that is removed afterwards, with its settings as they come.

    But for the limits: they count as ever, and are out of reach of the few volunteers that make all the load.
    """
    with tempfile.TemporaryDirectory(prefix="microtask-bench-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)  # where root runs this, the servers run as another account
        data, port = Path(directory) / "data", _free_port()
        up = ["-m", "microtask.cli", "up", "--data-dir", str(data), "--port", str(port)]
        without_urls = {"DATABASE_URL": "", "REDIS_URL": "", **OUT_OF_REACH}
        with (Path(directory) / "said").open("w+") as said:
            process = subprocess.Popen(
                [sys.executable, *up], cwd=ROOT, env=environment_with(without_urls), stdout=said, stderr=said
            )
            try:
                _wait_for(process, port, "/readyz", Path(said.name))
                yield _described(process.pid, port, data)
            finally:
                process.terminate()
                process.wait(60)


@contextmanager
def running_bare(service: Service, *, tasks: int) -> Iterator[Bare]:
    """The bare app in a database of its own on the service's PostgreSQL, under the same configuration of gunicorn."""
    url = database_url(service.database_url, BARE_DATABASE)
    service.do(f"CREATE DATABASE {BARE_DATABASE}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(bare.TABLES).format(tasks=sql.Literal(tasks)))
        connection.execute("VACUUM ANALYZE")
    port = _free_port()
    gunicorn = ["-m", "gunicorn", "--config", "python:config.gunicorn", "--bind", f"127.0.0.1:{port}"]
    with tempfile.NamedTemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, *gunicorn, "benchmarks.bare:create_app()"],
            cwd=ROOT, env=environment_with({"BARE_DATABASE_URL": url.replace("postgresql:", "postgresql+psycopg:")}),
            stdout=said, stderr=said,
        )  # fmt: skip
        try:
            _wait_for(process, port, "/tasks/1", Path(said.name))
            yield Bare(process.pid, port, tasks)
        finally:
            process.terminate()
            process.wait(60)


def _described(process: int, port: int, data: Path) -> Service:
    found = find_services(data)
    settings = Settings(found.database_url, found.redis_url, found.secret_key)
    return Service(process, port, settings, make_units(settings))


def _free_port() -> int:
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str, said: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == http.client.OK:
                return
        time.sleep(0.1)
    raise RuntimeError(f"It did not start: {said.read_text()[-3000:]}")
