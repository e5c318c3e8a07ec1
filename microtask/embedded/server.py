"""What PostgreSQL and Valkey have in common: a locked directory, an account, sockets, a start and a stop."""

import os
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from microtask.embedded.account import own_account, server_account
from microtask.embedded.directory import (
    SYSTEM_DIRECTORY,
    Lock,
    claim_directory,
    kept_secret,
    make_directory,
    socket_directory,
)
from microtask.embedded.errors import MachineError
from microtask.embedded.guard import Guard
from microtask.embedded.program import Program, launch

START_SECONDS = 120.0  # recovery after a crash, on a loaded machine, takes its time
SERVER_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class EmbeddedServer(ABC):
    """A server that keeps its data in `directory`, and listens on a Unix socket that no other account can reach.

    `durable=False` trades safety against a loss of power for speed, for tests; the directory remembers it and is
    refused to the other kind for ever. `programs` overrides where the server's programs are.
    As a context manager it is started and stopped. `start` and `prepare` raise `MachineError` with one sentence.
    """

    name: ClassVar[str]

    def __init__(self, directory: Path, *, durable: bool = True, programs: Path | None = None):
        self.directory = directory.resolve()
        self.durable = durable
        self.programs = programs
        self.account = server_account(self.data)
        self.lock = Lock(self.directory)
        self._guard: Guard | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients connect, password included. Known once the server is prepared."""

    @abstractmethod
    def make_program(self) -> Program:
        """The program to run, with everything on disk that it needs."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether the server answers a real question."""

    @property
    def data(self) -> Path:
        """The server's own files, the only ones that belong to its account."""
        return self.directory / "data"

    @property
    def password(self) -> str:
        """The server's only password."""
        return kept_secret(self.directory / "password")

    @property
    def sockets(self) -> Path:
        """The directory of its socket."""
        return socket_directory(self.directory)

    def prepare(self, guard: Guard) -> Program:
        """Take the directory, make what is not there yet, and say which program to run.

        `guard` removes the directory of the socket at the end.
        """
        self._take()
        claim_directory(self.sockets, self.account)
        guard.remove_at_the_end(self.sockets)
        return self.make_program()

    def start(self, guard: Guard | None = None) -> None:
        """Start the server and return when it answers. It stops when this process ends, in whatever way.

        A `guard` may watch over several servers: whoever made it closes it, and `stop` is not for them.
        """
        self._take()
        if guard is None:
            guard = self._guard = Guard(keep_open=[self.lock.descriptor])
        log = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        try:
            self._wait_until_ready(launch(self.prepare(guard), guard, output=log))
        except BaseException:
            self.stop()
            raise
        finally:
            os.close(log)

    def stop(self) -> None:
        """Stop the server in good order."""
        if self._guard is not None:
            self._guard.close()
            self._guard = None
        self.lock.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _log(self) -> Path:
        return self.directory / "server.log"

    def _take(self) -> None:
        make_directory(self.directory, own_account(), 0o700 if self.account.is_own else 0o711)
        if not self.account.may("enter", self.directory):
            raise MachineError(
                f"{self.directory} cannot be reached by the account {self.account.name}, which runs the servers. "
                f"Choose a directory such as {SYSTEM_DIRECTORY} with --data-dir."
            )
        self.lock.acquire()
        mark, other = ("durable", "not-durable") if self.durable else ("not-durable", "durable")
        if (self.directory / other).exists():
            raise MachineError(
                f"{self.directory} was made {other}, and cannot be used as {mark}: choose another directory."
            )
        (self.directory / mark).touch()

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        # First whether it lives: what answers may be a server that somebody else has started.
        while process.poll() is not None or not self.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                last_words = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-3:]
                raise MachineError(f"{self.name} did not start in {self.directory}: {' / '.join(last_words)}")
            time.sleep(0.02)
