"""CSV by RFC 4180, as the government's tabular data standard asks: UTF-8 without a mark, CR LF, one header row.

Texts, and the names of columns, pass the formula guard; numbers, dates and the rest cannot be formulas.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from microtask.tables import guard
from microtask.tables.columns import Column, ColumnType, Values, batches, changed, changes, without_nan

CHUNK_BYTES = 1 << 16

_BOOLEANS = {True: "true", False: "false", None: None}


def stream_csv(columns: Sequence[Column], rows: Iterable[Values]) -> Iterator[bytes]:
    """The file in pieces of at least 64 KB, but for the last."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guard.add(column.name) for column in columns])
    shaping = changes(columns, _CHANGES)
    for batch in batches(rows):
        writer.writerows(changed(batch, shaping))
        if out.tell() >= CHUNK_BYTES:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _booleans(values: Values) -> Values:
    return [_BOOLEANS[value] for value in values]


def _dates(values: Values) -> Values:
    return [None if value is None else value.isoformat() for value in values]


def _json(values: Values) -> Values:
    return [None if value is None else to_json(value) for value in values]


def to_json(value: object) -> str:
    """A value as compact JSON text. Raises `ValueError` for a NaN, which JSON does not have."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


_CHANGES = {
    ColumnType.TEXT: guard.add_all,
    ColumnType.NUMBER: without_nan,
    ColumnType.BOOLEAN: _booleans,
    ColumnType.DATE: _dates,
    ColumnType.JSON: _json,
}
