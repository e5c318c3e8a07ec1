"""Files in and out: how long a file takes to become tasks, how fast answers leave, and the memory of either."""

import http.client
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from benchmarks.meters import PeakMemory
from benchmarks.service import Service
from benchmarks.stock import Stock

PART_ROWS = 2_000
READ_BYTES = 1 << 16
POLL_SECONDS = 0.25
WITHIN_SECONDS = 900
ROW = "k{0},A letter about a payment. A letter about a payment. A letter about a payment. Letter {0},tax,2026-01-31\r\n"
# What the download holds, and nothing else; as COPY writes it when nobody shapes it.
RAW_COPY = """
COPY (SELECT i.key, p.pseudonym, x.value, x.not_sure, s.position, (x.answered_at AT TIME ZONE 'UTC')::date
      FROM answers x JOIN stages s ON s.id = x.stage_id JOIN tasks t ON t.id = x.task_id
      JOIN items i ON i.id = t.item_id JOIN participants p ON p.id = x.participant_id
      WHERE x.stage_id = {stage} AND x.withdrawn_at IS NULL AND NOT t.hidden ORDER BY x.id)
TO STDOUT WITH (FORMAT csv, HEADER)
"""
CHALLENGE = {
    "title": "Letters from a file",
    "promise": "We will rewrite what is unclear.",
    "template": "review",
    "question": "Does this letter say what to do next?",
    "options": ["yes", "no"],
}


@dataclass(frozen=True)
class Arrived:
    """A file that has become tasks: how long each part of the way took, and the memory of the largest process."""

    rows: int
    upload_seconds: float
    import_seconds: float
    split_seconds: float
    memory: PeakMemory

    @property
    def seconds(self) -> float:
        """From the first byte to the first task that may be dealt."""
        return self.upload_seconds + self.import_seconds + self.split_seconds


@dataclass(frozen=True)
class Left:
    """Answers that were downloaded: rows a second through the API and by a raw COPY, and the memory meanwhile."""

    rows: int
    rate: float
    copy_rate: float
    memory: PeakMemory


def bring_in(service: Service, token: str, *, rows: int) -> Arrived:
    """Upload a CSV of so many rows to a new challenge, publish it as soon as it is read, wait until it is open."""
    call = _Caller(service.port, token)
    challenge = call("POST", "/challenges", CHALLENGE)["id"]
    with PeakMemory([service.process]) as memory:
        marks = [time.perf_counter()]
        sent = call.send(f"/challenges/{challenge}/items", _csv(rows))
        marks.append(time.perf_counter())
        _wait(call, f"/challenges/{challenge}/imports/{sent['import']}", "done", failed="failed")
        marks.append(time.perf_counter())
        call("POST", f"/challenges/{challenge}/publish")
        _wait(call, f"/challenges/{challenge}", "open")
        marks.append(time.perf_counter())
    [(tasks,)] = service.rows(
        "SELECT count(*) FROM tasks t JOIN stages s ON s.id = t.stage_id WHERE s.challenge_id = %s", challenge
    )
    if tasks != rows:
        raise RuntimeError(f"{rows:,} rows became {tasks:,} tasks.")
    return Arrived(rows, marks[1] - marks[0], marks[2] - marks[1], marks[3] - marks[2], memory)


def take_out(service: Service, token: str, stock: Stock, *, turns: int) -> Left:
    """Download a stock's answers as CSV and copy the same rows raw, in turns; the best of each counts."""
    call = _Caller(service.port, token)
    [(answers,)] = service.rows("SELECT count(*) FROM answers WHERE stage_id = %s", stock.stage_id)
    rows = int(str(answers))
    ours, copies = [], []
    with PeakMemory([service.process]) as memory:
        for _ in range(turns):
            ours.append(_timed(call.lines, f"/challenges/{stock.challenge_id}/answers?format=csv", rows))
            copies.append(_timed(_raw_copy, service, stock, rows))
    return Left(rows, rows / min(ours), rows / min(copies), memory)


class _Caller:
    """One person's calls of the API, on a connection each."""

    def __init__(self, port: int, token: str):
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}"}

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        headers = self._headers | {"Content-Type": "application/json"}
        raw = None if body is None else json.dumps(body).encode()
        return json.loads(self._open(method, path, raw, headers).read())

    def send(self, path: str, parts: Iterator[bytes]) -> Any:
        """Post a file as it is being made, in chunks."""
        headers = self._headers | {"Content-Type": "text/csv", "Transfer-Encoding": "chunked"}
        return json.loads(self._open("POST", path, parts, headers).read())

    def lines(self, path: str, rows: int) -> None:
        """Read a download to its end. Raises RuntimeError where it has not `rows` lines under its header."""
        response = self._open("GET", path, None, self._headers)
        found = 0
        while part := response.read(READ_BYTES):
            found += part.count(b"\n")
        if found != rows + 1:
            raise RuntimeError(f"{rows:,} answers left as {found - 1:,} lines.")

    def _open(self, method: str, path: str, body: Any, headers: dict[str, str]) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=WITHIN_SECONDS)
        connection.request(method, f"/api/v1{path}", body, headers, encode_chunked="Transfer-Encoding" in headers)
        response = connection.getresponse()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {response.read()[:500]!r}")
        return response


def _csv(rows: int) -> Iterator[bytes]:
    yield b"key,text,department,sent_on\r\n"
    for start in range(0, rows, PART_ROWS):
        yield "".join(ROW.format(number) for number in range(start, min(start + PART_ROWS, rows))).encode()


def _wait(call: _Caller, path: str, state: str, *, failed: str = "") -> None:
    until = time.monotonic() + WITHIN_SECONDS
    while (found := call("GET", path)["state"]) != state:
        if found == failed or time.monotonic() > until:
            raise RuntimeError(f"{path} is {found}, and not {state}.")
        time.sleep(POLL_SECONDS)


def _timed(work: Any, *arguments: Any) -> float:
    begun = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - begun


def _raw_copy(service: Service, stock: Stock, rows: int) -> None:
    found = 0
    with (
        psycopg.connect(service.database_url) as connection,
        connection.cursor() as cursor,
        cursor.copy(RAW_COPY.format(stage=stock.stage_id)) as copy,
    ):
        for part in copy:
            found += bytes(part).count(b"\n")
    if found != rows + 1:
        raise RuntimeError(f"COPY gave {found - 1:,} rows instead of {rows:,}.")
