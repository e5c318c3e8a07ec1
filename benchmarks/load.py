"""The load: clients in a closed loop, each with one connection, in one process with one thread and no HTTP library.

Run as `python -m benchmarks.load` it reads a `Load` as JSON from standard input, prepares its clients, prints `ready`,
waits for a line, lets the clients work, and prints what came of it as JSON. A pair is what a client does between two
tasks: as little as building bytes and finding an id in others, so that the measured service has the machine.
"""

import json
import random
import re
import selectors
import socket
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any, Protocol

Pair = Generator[bytes, tuple[int, bytes, bytes], None]

STINT_MINUTES = 60
_NEXT = re.compile(rb'"next":\{"id":(\d+)')
_LETTER = re.compile(rb"Letter (\d+)")
_FORM = re.compile(rb'action="/assignments/(\d+)/answer"')
_CSRF = re.compile(rb'name="csrf_token" value="([^"]+)"')
_CARRY_ON = re.compile(rb'href="(/assignments/\d+\?carry_on=yes)"')
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


class NothingLeft(Exception):  # noqa: N818 (no error: work ends)
    """The client's work has run out."""


class LoadError(Exception):
    """The service answered something that no client expects."""


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


class Client(Protocol):
    """One client. `prepare` and `finish` may take their time; `pair` yields requests and is sent their answers."""

    def prepare(self) -> None: ...

    def pair(self) -> Pair: ...

    def finish(self) -> None: ...


class BareClient:
    """Reads a task of the bare app, and answers it."""

    def __init__(self, port: int, *, person: int, tasks: int):
        self._host = _host(port)
        self._person = person
        self._tasks = tasks
        self._turn = person * 7919

    def prepare(self) -> None:
        """Nothing."""

    def pair(self) -> Pair:
        """One SELECT, one INSERT."""
        self._turn = (self._turn * 48271 + 11) % 2147483647
        task = self._turn % self._tasks + 1
        status, _, _ = yield b"GET /tasks/%d HTTP/1.1\r\n%s\r\n" % (task, self._host)
        _expect(status, 200)
        body = b'{"task":%d,"person":%d,"value":"yes"}' % (task, self._person)
        status, _, _ = yield _post(b"/answers", self._host, b"application/json", body)
        _expect(status, 200)

    def finish(self) -> None:
        """Nothing."""


class ApiClient:
    """A volunteer with a token: one request takes the answer and brings the next task."""

    def __init__(self, port: int, *, token: str, challenge: int):
        self._port = port
        self._token = token
        self._challenge = challenge
        self._host = _host(port) + b"Authorization: Bearer %s\r\n" % token.encode()
        self._stint = 0
        self._assignment = b""
        self._letter = 0

    def prepare(self) -> None:
        """Open a sitting."""
        opened = self._call("/api/v1/stints", {"minutes": STINT_MINUTES, "challenge": self._challenge})
        self._stint = opened["id"]
        if not opened["assignments"]:
            raise NothingLeft
        first = opened["assignments"][0]
        self._assignment = str(first["id"]).encode()
        self._letter = _letter(json.dumps(first["payload"]).encode())

    def pair(self) -> Pair:
        """Answer, and be given the next task."""
        body = b'{"value":"%s"}' % _value(self._letter)
        status, _, found = yield _post(
            b"/api/v1/assignments/%s/answer" % self._assignment, self._host, b"application/json", body
        )
        _expect(status, 201, 200)
        following = _NEXT.search(found)
        if following is None:
            raise NothingLeft
        self._assignment = following[1]
        self._letter = _letter(found)

    def finish(self) -> None:
        """Give back what is left of the sitting."""
        self._call(f"/api/v1/stints/{self._stint}/stop", None)

    def _call(self, path: str, body: Any) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        connection.request("POST", path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        found = response.read()
        connection.close()
        _expect(response.status, 200, 201)
        return json.loads(found)


class PageClient(ApiClient):
    """A volunteer in a browser without scripts: a form is posted, a redirect is followed to the next task's page."""

    def __init__(self, port: int, *, token: str, challenge: int, cookie: str):
        super().__init__(port, token=token, challenge=challenge)
        self._host = _host(port) + b"Cookie: session=%s\r\n" % cookie.encode()
        self._csrf = b""

    def prepare(self) -> None:
        """Open a sitting, and the page of its first task."""
        super().prepare()
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        cookie = re.search(rb"Cookie: ([^\r]+)", self._host)
        headers = {"Cookie": cookie[1].decode() if cookie else ""}
        connection.request("GET", f"/assignments/{self._assignment.decode()}", headers=headers)
        response = connection.getresponse()
        self._read(response.status, response.read())
        connection.close()

    def pair(self) -> Pair:
        """Post the form, and get the page that it leads to; where that is a break, carry on from there."""
        body = b"csrf_token=%s&value=%s&note=" % (self._csrf, _value(self._letter))
        status, head, _ = yield _post(
            b"/assignments/%s/answer" % self._assignment, self._host, b"application/x-www-form-urlencoded", body
        )
        _expect(status, 303)
        path = _location(head)
        while path:
            status, head, page = yield b"GET %s HTTP/1.1\r\n%s\r\n" % (path, self._host)
            carry_on = _CARRY_ON.search(page)
            path = _location(head) if status == 303 else carry_on[1] if carry_on else b""
        self._read(status, page)

    def _read(self, status: int, page: bytes) -> None:
        _expect(status, 200)
        form, csrf = _FORM.search(page), _CSRF.search(page)
        if form is None or csrf is None:
            raise NothingLeft
        self._assignment, self._csrf, self._letter = form[1], csrf[1], _letter(page)


KINDS: dict[str, type[Any]] = {"bare": BareClient, "api": ApiClient, "page": PageClient}


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


def _host(port: int) -> bytes:
    return b"Host: 127.0.0.1:%d\r\nAccept: */*\r\n" % port


def _post(path: bytes, headers: bytes, media_type: bytes, body: bytes) -> bytes:
    head = b"POST %s HTTP/1.1\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    return head % (path, headers, media_type, len(body)) + body


def _location(head: bytes) -> bytes:
    found = _LOCATION.search(head)
    return found[1] if found else b""


def _letter(text: bytes) -> int:
    found = _LETTER.search(text)
    if found is None:
        raise LoadError(f"No letter's number in {text[:300]!r}")
    return int(found[1])


def _value(letter: int) -> bytes:
    """What the volunteer says: whether the letter's number is even, and one time in ten the opposite."""
    return b"yes" if (letter % 2 == 0) != (random.random() < 0.1) else b"no"


def _expect(status: int, *wanted: int) -> None:
    if status not in wanted:
        raise LoadError(f"The service answered {status} instead of {' or '.join(map(str, wanted))}.")


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
