"""The tables of a release, read back from its files: what a page says of a release is what its files say."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy.orm import Session

from microtask.results.departments import ALL, Figure
from microtask.results.queries.releases import ReleaseView, list_release_files, list_releases
from microtask.results.rules import DEMONSTRATION
from microtask.storage.queries import list_chunks
from microtask.tables.formats import Format
from microtask.tables.reading import Limits, Row, open_rows

UNBOUNDED = Limits(rows=10**9, cell=10**9, record=10**9)


def find_file(session: Session, release_id: int, name: str) -> Found[Any] | None:
    """A file of a ready release by its name, a demonstration's by its plain one too; None where there is none."""
    files = {file.name: file for file in list_release_files(session, release_id)}
    found = files.get(name) or files.get(f"{DEMONSTRATION}-{name}")
    return None if found is None or found.blob_id is None else found


def stream_table(session: Session, release_id: int, name: str) -> Iterator[Mapping[str, str]]:
    """The rows of a table of a release, cells by column; none where it has no such table."""
    file = find_file(session, release_id, name)
    if file is None:
        return
    with open_rows(_Chunks(session, file.blob_id), Format.CSV, limits=UNBOUNDED) as rows:
        for row in rows:
            if isinstance(row, Row):
                yield row.values


def find_latest(session: Session, challenge_id: int) -> ReleaseView | None:
    """The newest release that is ready."""
    return next((each for each in list_releases(session, challenge_id) if each.state == "ready"), None)


def list_department_figures(session: Session, release_id: int, name: str) -> list[Figure]:
    """What the table of departments of that name says; nothing where the release has none.

    A table in which single figures are withheld is of before whole departments were: it is not read any more.
    """
    return [
        Figure(
            row["department"],
            row["what"],
            None if row["what"] == ALL else row["answer"] or None,
            int(row["answers"]),
        )
        for row in stream_table(session, release_id, name)
        if "withheld" not in row
    ]


class _Chunks:
    """The bytes of a stored file as a stream."""

    def __init__(self, session: Session, blob_id: int):
        self._chunks = list_chunks(session, blob_id)
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes more; none at the end."""
        if not self._rest:
            self._rest = next(self._chunks, b"")
        data, self._rest = self._rest[:size], self._rest[size:]
        return data
