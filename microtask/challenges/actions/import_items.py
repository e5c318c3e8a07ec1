"""Import: the rows of a received file become items, a batch at a time.

Memory does not grow with the file: a batch ends after so many rows or characters, goes to PostgreSQL by COPY, and
becomes items in one statement. Each batch is committed with how far reading has come, so that a worker that is
killed leaves no row behind and the next one takes none twice.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self, cast

import psycopg
from sqlalchemy import insert
from sqlalchemy.orm import Session

from microtask.audit import actions as audit
from microtask.challenges.actions import life
from microtask.challenges.actions.scan import begin_scan
from microtask.challenges.models import Challenge, Import, ImportRejection
from microtask.challenges.queries import list_stages
from microtask.challenges.rules import TAKES_ITEMS
from microtask.kinds.compare import SAME_WORD
from microtask.storage import actions as storage
from microtask.storage.queries import find_chunk
from microtask.tables.formats import Format
from microtask.tables.reading import Entry, Limits, Problem, Rows, Unreadable, open_rows
from microtask.tables.rows import shown
from microtask.unit_of_work import UnitOfWork

BATCH_ROWS = 10_000
BATCH_CHARACTERS = 4_000_000
LONGEST_KEY = 200  # characters
MOST_REJECTIONS = 10_000  # kept with their reasons; beyond them only the number is

_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_CLOSED = "The challenge was closed before the whole file had been read."
_NO_ROWS = "The file has a header, but no rows under it."

_STAGE = "CREATE TEMPORARY TABLE arriving (row bigint, key text, payload json) ON COMMIT DROP"
_COPY = "COPY arriving (row, key, payload) FROM STDIN"
_ADD = """
WITH added AS (
    INSERT INTO items (challenge_id, import_id, key, payload, created_at, created_by)
    SELECT %(challenge)s, %(import)s, key, payload, %(now)s, %(by)s FROM arriving ORDER BY row
    ON CONFLICT (challenge_id, key) DO NOTHING RETURNING id)
SELECT count(*), min(id) FROM added
"""
# What was added just now has this import's number and an id from `first` on.
_DUPLICATES = """
SELECT a.row, a.key, i.import_id IS NOT DISTINCT FROM %(import)s
FROM arriving a JOIN items i ON i.challenge_id = %(challenge)s AND i.key = a.key
WHERE i.import_id IS DISTINCT FROM %(import)s OR %(first)s::bigint IS NULL OR i.id < %(first)s
"""


@dataclass
class _Batch:
    """Rows on their way: (row, key, payload as JSON), and the reasons of those that cannot be taken."""

    rows: list[tuple[int, str, str]] = field(default_factory=list)
    rejections: dict[int, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    characters: int = 0
    is_last: bool = False

    def __len__(self) -> int:
        return len(self.rows) + len(self.rejections)

    @property
    def is_full(self) -> bool:
        return len(self) >= BATCH_ROWS or self.characters >= BATCH_CHARACTERS

    def add(self, entry: Entry, key_column: str, *, are_compared: bool) -> None:
        if isinstance(entry, Problem):
            self.rejections[entry.number] = entry.reason
            return
        key = entry.values.get(key_column, "").strip()
        if fault := self._fault(key, key_column, are_compared=are_compared):
            self.rejections[entry.number] = fault
            return
        payload = _WRITE(entry.values)
        self.keys.add(key)
        self.rows.append((entry.number, key, payload))
        self.characters += len(payload)

    def _fault(self, key: str, key_column: str, *, are_compared: bool) -> str | None:
        if not key:
            return f"The column “{shown(key_column)}” is empty, and holds the key. Give each item one of its own."
        if len(key) > LONGEST_KEY:
            return f"The key “{shown(key)}” has {len(key):,} characters, and at most {LONGEST_KEY} can be kept."
        if are_compared and key == SAME_WORD:
            return f"The key “{SAME_WORD}” says of two items that they are alike. Give this item another key."
        return _twice(key, in_this_file=True) if key in self.keys else None


class _Stream:
    """The import's file as a stream of bytes; each chunk is read in the unit of work that is under way."""

    def __init__(self, session: Session, blob_id: int):
        self.session = session
        self._blob_id = blob_id
        self._next = 0
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        """At most `size` of the next bytes; none at the end."""
        if not self._rest:
            self._rest = find_chunk(self.session, self._blob_id, self._next) or b""
            self._next += 1
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


class Importing:
    """One import on its way. Make one, and call `step` with a unit of work each time until it answers False.

    The file stays open from one batch to the next; `with` lets go of it. Whoever else works on the same import
    meanwhile is noticed, and only one goes on.
    """

    def __init__(self, import_id: int, *, limits: Limits):
        self._id = import_id
        self._limits = limits
        self._stream: _Stream | None = None
        self._rows: Rows | None = None
        self._entries: Iterator[Entry] = iter(())
        self._key_column = ""
        self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._rows is not None:
            self._rows.close()

    def step(self, unit: UnitOfWork) -> bool:
        """Take the next batch; answers whether there may be more. A file that cannot be read ends as failed."""
        found = unit.session.get(Import, self._id, with_for_update=True, populate_existing=True)
        if found is None or found.state not in ("queued", "running"):
            return False
        try:
            if not self._is_next(unit.session, found):
                return False
            stages = list_stages(unit.session, found.challenge_id)
            batch = self._read(are_compared=any(stage.kind == "compare" for stage in stages))
        except Unreadable as fault:
            _end(unit, found, failure=fault.message)
            return False
        # Only now, since opening a spreadsheet takes its time; and before an item refers to the challenge, since
        # whoever asks for a stronger lock than they have can meet somebody who does the same.
        if life.lock(unit, found.challenge_id).state not in TAKES_ITEMS:
            _end(unit, found, failure=_CLOSED)
            return False
        _store(unit, found, batch)
        found.state, found.done_row, found.progressed_at = "running", self._done, unit.now
        if batch.is_last:
            _end(unit, found, failure=None if found.rows else _NO_ROWS)
        return not batch.is_last

    def _is_next(self, session: Session, found: Import) -> bool:
        """Whether reading stands where the last batch ended; opens the file, and goes there, the first time."""
        if self._stream is not None:
            self._stream.session = session
            return found.done_row == self._done
        self._stream = _Stream(session, cast("int", found.blob_id))
        self._rows = open_rows(self._stream, Format(found.format), limits=self._limits)
        self._key_column = _choose_key(found.key_column, self._rows.columns)
        self._entries = iter(self._rows)
        self._done = found.done_row
        return True

    def _read(self, *, are_compared: bool) -> _Batch:
        batch = _Batch()
        for entry in self._entries:
            if entry.number <= self._done:
                continue
            self._done = entry.number
            batch.add(entry, self._key_column, are_compared=are_compared)
            if batch.is_full:
                return batch
        batch.is_last = True
        return batch


def _choose_key(wanted: str | None, columns: list[str]) -> str:
    if wanted is None:
        return columns[0]
    if wanted not in columns:
        known = ", ".join(shown(column) for column in columns[:20])
        raise Unreadable(f"The file has no column “{shown(wanted)}” for the keys. It has: {known}.")
    return wanted


def _store(unit: UnitOfWork, found: Import, batch: _Batch) -> None:
    """Make items of the batch, and note in the import what became of its rows."""
    at = {"challenge": found.challenge_id, "import": found.id, "now": unit.now, "by": found.created_by}
    added = 0
    if batch.rows:
        unit.connection.exec_driver_sql(_STAGE)
        _copy(unit, batch)
        added, first = unit.connection.exec_driver_sql(_ADD, at).one()
        if added < len(batch.rows):
            duplicates = unit.connection.exec_driver_sql(_DUPLICATES, at | {"first": first})
            batch.rejections |= {row: _twice(key, in_this_file=here) for row, key, here in duplicates}
    kept = sorted(batch.rejections.items())[: max(0, MOST_REJECTIONS - found.rejected)]
    if kept:
        rejections = [{"import_id": found.id, "row": row, "reason": reason} for row, reason in kept]
        unit.session.execute(insert(ImportRejection), rejections)
    found.accepted += added
    found.rejected += len(batch.rejections)
    found.rows = found.accepted + found.rejected


def _copy(unit: UnitOfWork, batch: _Batch) -> None:
    driver = cast("psycopg.Connection", unit.connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in batch.rows:
            copy.write_row(row)


def _end(unit: UnitOfWork, found: Import, *, failure: str | None) -> None:
    """The file has been read, to its end or as far as it goes; what was taken of it is scanned for private data."""
    found.state, found.finished_at = "done" if failure is None else "failed", unit.now
    if failure is not None and found.accepted:
        failure = f"{failure} The {found.accepted:,} items before that were taken."
    found.failure = failure
    if found.blob_id is not None:
        storage.remove(unit, found.blob_id)
    audit.note(
        unit,
        "items.imported",
        ("challenge", found.challenge_id),
        by=found.created_by,
        department=unit.session.get_one(Challenge, found.challenge_id).department_id,
        detail={"import": found.id, "accepted": found.accepted, "rejected": found.rejected},
    )
    begin_scan(unit, found)


def _twice(key: str, *, in_this_file: bool) -> str:
    if in_this_file:
        return f"The key “{shown(key)}” is used more than once in this file. The first row with it was taken."
    return f"The key “{shown(key)}” is in this challenge already."
