"""Clients of the load: what each asks between two tasks, with as little work of its own as can be.

A pair is what happens from one task to the next: requests are bytes, and an id is found in an answer by its neighbours,
so that the service that is measured has the machine.
"""

import json
import random
import re
from collections.abc import Generator
from http.client import HTTPConnection
from typing import Any, Protocol

Pair = Generator[bytes, tuple[int, bytes, bytes], None]

STINT_MINUTES = 60
_NEXT = re.compile(rb'"next":\{"id":(\d+)')
_LETTER = re.compile(rb"Letter (\d+)")
_FORM = re.compile(rb'action="/assignments/(\d+)/answer"')
_CSRF = re.compile(rb'name="csrf_token" value="([^"]+)"')
_CARRY_ON = re.compile(rb'href="(/assignments/\d+\?carry_on=yes)"')
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)


class NothingLeft(Exception):  # noqa: N818 (no error: work ends)
    """The client's work has run out."""


class LoadError(Exception):
    """The service answered something that no client expects."""


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
