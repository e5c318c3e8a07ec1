"""XLSX: one sheet, row by row in constant memory, in which a text stays a text.

No text becomes a formula, a link or a number. What a sheet cannot hold is never lost without a word: too many rows
are refused, and a text that is too long for a cell ends with a note that says how much is missing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from math import isnan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from microtask.errors import Invalid
from microtask.tables.columns import Column, ColumnType, Values
from microtask.tables.csv_writing import to_json

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_UNITS = 32_767  # of UTF-16 in one cell

_CHUNK_BYTES = 1 << 17
_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number
_EARLIEST = date(1900, 3, 1)  # before it, spreadsheets count a day that never was
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # always the same, so that the same rows give the same bytes


def stream_xlsx(columns: Sequence[Column], rows: Iterable[Values]) -> Iterator[bytes]:
    """The file in pieces; all of it is made before the first. Raises `Invalid` where a sheet cannot hold the rows."""
    if len(columns) > MOST_COLUMNS:
        raise Invalid({"format": [_too_big(f"{MOST_COLUMNS:,} columns")]})
    with TemporaryDirectory(prefix="microtask-") as folder:
        path = Path(folder) / "table.xlsx"
        options = {"constant_memory": True, "tmpdir": folder}
        # Loaded only where XLSX is asked for: it takes a while.
        with import_module("xlsxwriter").Workbook(str(path), options) as workbook:
            _fill(workbook, columns, rows)
        with path.open("rb") as file:
            while piece := file.read(_CHUNK_BYTES):
                yield piece


def _fill(workbook: Any, columns: Sequence[Column], rows: Iterable[Values]) -> None:
    workbook.set_properties({"created": _CREATED})
    sheet = workbook.add_worksheet("Table")
    sheet.freeze_panes(1, 0)
    header = workbook.add_format({"bold": True})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name, header)
    writers = _writers(sheet, workbook.add_format({"num_format": "yyyy-mm-dd"}))
    cells = [(place, writers[column.type]) for place, column in enumerate(columns)]
    for number, row in enumerate(rows, start=1):
        if number == MOST_ROWS:
            raise Invalid({"format": [_too_big(f"{MOST_ROWS - 1:,} rows under its header")]})
        for place, write in cells:
            value = row[place]
            if value is not None:
                write(number, place, value)


def _writers(sheet: Any, date_format: Any) -> dict[ColumnType, Callable[[int, int, Any], object]]:
    """How a value of each type goes into a cell."""

    def text(row: int, place: int, value: str) -> None:
        sheet.write_string(row, place, value if len(value) * 2 <= MOST_UNITS else _cut(value))

    def integer(row: int, place: int, value: int) -> None:
        if -_EXACT < value < _EXACT:
            sheet.write_number(row, place, value)
        else:
            sheet.write_string(row, place, str(value))

    def number(row: int, place: int, value: float) -> None:
        if not isnan(value):
            sheet.write_number(row, place, value)

    def day(row: int, place: int, value: date) -> None:
        if value >= _EARLIEST:
            sheet.write_datetime(row, place, value, date_format)
        else:
            sheet.write_string(row, place, value.isoformat())

    def nested(row: int, place: int, value: object) -> None:
        text(row, place, to_json(value))

    return {
        ColumnType.TEXT: text,
        ColumnType.INTEGER: integer,
        ColumnType.NUMBER: number,
        ColumnType.BOOLEAN: sheet.write_boolean,
        ColumnType.DATE: day,
        ColumnType.JSON: nested,
    }


def _cut(text: str) -> str:
    """The text where a cell can hold it, else its beginning and a note that says so."""
    units = text.encode("utf-16-le")
    if len(units) <= MOST_UNITS * 2:
        return text
    note = f" […cut here: a spreadsheet cell cannot hold all {len(text):,} characters; CSV and JSON lines do]"
    kept = units[: (MOST_UNITS - len(note)) * 2].decode("utf-16-le", "ignore")
    return kept + note


def _too_big(most: str) -> str:
    return f"A spreadsheet holds at most {most}. Choose CSV, JSON lines or Parquet instead."
