"""JSON lines: one object a line, every column in each, numbers as numbers and null for what is missing."""

import json
from collections.abc import Iterable, Iterator, Sequence

from microtask.tables.columns import Column, ColumnType, Values, batches, changed, changes, without_nan

CHUNK_CHARACTERS = 1 << 16


def stream_jsonl(columns: Sequence[Column], rows: Iterable[Values]) -> Iterator[bytes]:
    """The file in pieces of at least 64 KB, but for the last."""
    names = [column.name for column in columns]
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
    shaping = changes(columns, {ColumnType.NUMBER: without_nan, ColumnType.DATE: _dates})
    lines: list[str] = []
    size = 0
    for batch in batches(rows):
        written = [encode(dict(zip(names, row, strict=True))) for row in changed(batch, shaping)]
        lines += written
        size += sum(map(len, written))
        if size >= CHUNK_CHARACTERS:
            yield _joined(lines)
            lines, size = [], 0
    if lines:
        yield _joined(lines)


def _joined(lines: list[str]) -> bytes:
    return "".join([f"{line}\n" for line in lines]).encode()


def _dates(values: Values) -> Values:
    return [None if value is None else value.isoformat() for value in values]
