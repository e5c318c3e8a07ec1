"""The door for tables that go out: any of the four formats, as pieces for a response or into a file.

The same columns and rows give the same bytes. A value must be of its column's type; None is an empty cell.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from microtask.tables import arrow
from microtask.tables.columns import Column, ColumnType, Values
from microtask.tables.csv_writing import stream_csv
from microtask.tables.formats import Format
from microtask.tables.jsonl_writing import stream_jsonl
from microtask.tables.parquet_writing import stream_parquet
from microtask.tables.xlsx_writing import stream_xlsx

__all__ = ["Column", "ColumnType", "stream", "write"]


def stream(file_format: Format, columns: Sequence[Column], rows: Iterable[Values]) -> Iterator[bytes]:
    """The file in pieces, in memory that does not grow with the rows.

    Raises `Invalid` at once where the format is not available here. An XLSX file is made whole, in a temporary
    file, before its first piece, and raises `Invalid` then where a spreadsheet cannot hold so many rows.
    """
    if file_format is Format.PARQUET:
        arrow.load()
    return _STREAMS[file_format](columns, rows)


def write(file_format: Format, columns: Sequence[Column], rows: Iterable[Values], out: BinaryIO) -> None:
    """Write the file to `out`. Raises as `stream` does."""
    for piece in stream(file_format, columns, rows):
        out.write(piece)


_STREAMS = {
    Format.CSV: stream_csv,
    Format.JSONL: stream_jsonl,
    Format.XLSX: stream_xlsx,
    Format.PARQUET: stream_parquet,
}
