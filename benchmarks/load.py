"""The load: clients in a closed loop, each with one connection, in one process with one thread and no HTTP library.

Run as `python -m benchmarks.load` it reads a `Load` as JSON from standard input, prepares its clients, prints `ready`,
waits for a line, lets the clients work, and prints what came of it as JSON.
"""

import json
import re
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.clients import KINDS, Client, NothingLeft, Pair

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """Who asks what: `kind` is a name in `KINDS`, and each of `clients` has the keyword arguments of its class.

    The load ends after `seconds`, or as soon as a client has nothing left.
    """

    kind: str
    port: int
    clients: list[dict[str, Any]]
    seconds: float


@dataclass
class Measured:
    """What came of a load: pairs, the seconds they took together, each one's own, and the CPU seconds of the load."""

    pairs: int
    seconds: float
    cpu_seconds: float
    latencies: list[float] = field(default_factory=list)


def run(load: Load, clients: list[Client]) -> Measured:
    """Let the prepared clients work side by side until the load ends; every pair that was begun is finished."""
    selector = selectors.DefaultSelector()
    connections = [_Connection(load.port, client, selector) for client in clients]
    latencies: list[float] = []
    cpu = time.process_time()
    begun = time.perf_counter()
    until = begun + load.seconds
    for connection in connections:
        connection.begin()
    while selector.get_map():
        for key, _ in selector.select():
            connection = key.data
            took = connection.receive()
            if took is None:
                continue
            latencies.append(took)
            if connection.is_out_of_work:
                until = 0.0
            if time.perf_counter() < until:
                connection.begin()
            else:
                connection.close()
    seconds = time.perf_counter() - begun
    return Measured(len(latencies), seconds, time.process_time() - cpu, latencies)


class _Connection:
    """One client's connection, kept open from pair to pair; opened anew where the server closes it."""

    def __init__(self, port: int, client: Client, selector: selectors.BaseSelector):
        self.is_out_of_work = False
        self._address = ("127.0.0.1", port)
        self._client = client
        self._selector = selector
        self._socket: socket.socket | None = None
        self._pair: Pair
        self._began = 0.0
        self._sent = b""
        self._arrived = b""

    def begin(self) -> None:
        """Send the first request of the next pair."""
        self._pair = self._client.pair()
        self._began = time.perf_counter()
        self._send(next(self._pair))

    def receive(self) -> float | None:
        """Take what has arrived; answers the pair's seconds where it is over, None where it is not."""
        try:
            part = self._socket.recv(262144) if self._socket else b""
        except ConnectionError:
            part = b""
        if not part:
            # A server that renews its process closes a connection between two requests: answers are safe to repeat.
            self.close()
            self._send(self._sent)
            return None
        self._arrived += part
        head, gap, body = self._arrived.partition(b"\r\n\r\n")
        if not gap:
            return None
        length = _LENGTH.search(head)
        if len(body) < (int(length[1]) if length else 0):
            return None
        self._arrived = b""
        if _CLOSE.search(head):
            self.close()
        return self._go_on(int(head[9:12]), head, body)

    def close(self) -> None:
        """Let go of the connection."""
        if self._socket is not None:
            self._selector.unregister(self._socket)
            self._socket.close()
            self._socket = None

    def _go_on(self, status: int, head: bytes, body: bytes) -> float | None:
        try:
            self._send(self._pair.send((status, head, body)))
            return None
        except NothingLeft:
            self.is_out_of_work = True
        except StopIteration:
            pass
        return time.perf_counter() - self._began

    def _send(self, request: bytes) -> None:
        if self._socket is None:
            self._socket = socket.create_connection(self._address, timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(self._socket, selectors.EVENT_READ, self)
        self._sent, self._arrived = request, b""
        self._socket.sendall(request)


def main() -> None:
    """One load, from standard input to standard output."""
    load = Load(**json.loads(sys.stdin.readline()))
    clients = [KINDS[load.kind](load.port, **fields) for fields in load.clients]
    for client in clients:
        client.prepare()
    print("ready", flush=True)
    sys.stdin.readline()
    measured = run(load, clients)
    print(json.dumps(vars(measured)), flush=True)
    for client in clients:
        client.finish()


if __name__ == "__main__":
    main()
