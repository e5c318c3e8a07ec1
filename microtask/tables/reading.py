"""The door for tables that come in: any of the four formats, from any binary stream, row by row."""

from microtask.tables.csv_reading import open_csv
from microtask.tables.formats import Format
from microtask.tables.jsonl_reading import open_jsonl
from microtask.tables.parquet_reading import open_parquet
from microtask.tables.rows import BrokenOff, Entry, Limits, Problem, Readable, Row, Rows, Unreadable
from microtask.tables.xlsx_reading import open_xlsx

__all__ = ["BrokenOff", "Entry", "Limits", "Problem", "Readable", "Row", "Rows", "Unreadable", "open_rows"]


def open_rows(stream: Readable, file_format: Format, *, limits: Limits | None = None) -> Rows:
    """Open a table: its columns at once, its rows and the problems of its bad rows as they are asked for.

    CSV and JSON lines are read as they arrive, in memory that does not grow with the file; XLSX and Parquet go to
    a temporary file first. Raises `Unreadable` where the file as a whole cannot be used, mostly here and before
    the first row; whatever `stream.read` raises comes through, but for `BrokenOff`, which ends the rows with a
    `Problem`.
    """
    return _OPENERS[file_format](stream, limits or Limits())


_OPENERS = {Format.CSV: open_csv, Format.JSONL: open_jsonl, Format.XLSX: open_xlsx, Format.PARQUET: open_parquet}
