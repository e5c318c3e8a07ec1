"""Parquet: batch by batch, through pyarrow, in memory that the file's size does not decide.

Texts are read as dictionaries, so that a text which a small file repeats a million times is there once. Lists,
structs and maps become JSON text; a number is written as in a spreadsheet, without a point where it is whole.
"""

import json
from collections.abc import Iterator
from datetime import date, time
from typing import IO, Any

from microtask.tables import arrow
from microtask.tables.rows import Entry, Limits, Problem, Readable, Row, Rows, Unreadable, check_columns, shown
from microtask.tables.spool import spool

BATCH_ROWS = 512

_TEXT_TYPES = ("STRING", "NONE", "ENUM", "JSON")
_DAMAGED = "The Parquet file is damaged. Make it again, and use the new one."


def open_parquet(stream: Readable, limits: Limits) -> Rows:
    """The rows of a Parquet file, the first being number 2. Raises `Unreadable`, or `Invalid` without pyarrow."""
    arrow.load()
    file = spool(stream, limits)
    try:
        reader = _Reader(file, limits)
    except BaseException:
        file.close()
        raise
    return Rows(reader.columns, reader.entries(), most=limits.rows, close=reader.close)


class _Reader:
    def __init__(self, file: IO[bytes], limits: Limits):
        self._limits = limits
        self._file = file
        self._arrow = arrow.load()
        self._compute = arrow.load("pyarrow.compute")
        self._damage = (self._arrow.ArrowException, OSError, UnicodeDecodeError)
        try:
            self._table = _open(arrow.load("pyarrow.parquet"), file)
            names = self._table.schema_arrow.names
        except self._damage:
            raise Unreadable(_DAMAGED) from None
        groups = (self._table.metadata.row_group(index) for index in range(self._table.metadata.num_row_groups))
        if sum(group.total_byte_size for group in groups) > limits.unpacked:
            raise Unreadable(
                f"The file unpacks to more than {limits.unpacked // 1_000_000:,} MB. Split it, or keep fewer columns."
            )
        self.columns = check_columns(names, limits=limits, where="the file")

    def close(self) -> None:
        """Let go of the temporary file."""
        self._table.close(force=True)
        self._file.close()

    def entries(self) -> Iterator[Entry]:
        """The rows, of which the first is number 2."""
        number = 1
        try:
            for batch in self._table.iter_batches(BATCH_ROWS, use_threads=False):
                for cells in zip(*map(self._texts, batch.columns), strict=True):
                    number += 1
                    reason = self._fault(cells)
                    if reason is None:
                        yield Row(number, dict(zip(self.columns, cells, strict=True)))
                    else:
                        yield Problem(number, reason)
        except self._damage:
            yield Problem(number + 1, f"From here on the rest cannot be read. {_DAMAGED}")

    def _texts(self, column: Any) -> list[str | None]:
        """The texts of one column of a batch; None for a value that has none, and no text at all for a null."""
        kind, types = column.type, self._arrow.types
        if types.is_dictionary(kind):
            used = self._compute.unique(column.indices.drop_null())
            texts = dict(zip(used.to_pylist(), self._texts(column.dictionary.take(used)), strict=True))
            return ["" if index is None else texts[index] for index in column.indices.to_pylist()]
        if types.is_floating(kind):
            return ["" if text in (None, "nan") else text for text in column.cast(self._arrow.string()).to_pylist()]
        if types.is_timestamp(kind):
            column = column.cast(self._arrow.timestamp("us", kind.tz), safe=False)
        return [_text(scalar) for scalar in column]

    def _fault(self, cells: tuple[str | None, ...]) -> str | None:
        for name, text in zip(self.columns, cells, strict=True):
            if text is None:
                return f"The value of “{shown(name)}” cannot be written as text. Make it a text, and try the row again."
            if len(text) > self._limits.cell:
                return (
                    f"The value of “{shown(name)}” has {len(text):,} characters, and at most "
                    f"{self._limits.cell:,} can be kept. Shorten it, or split the row."
                )
            if "\0" in text:
                return f"The value of “{shown(name)}” holds a NUL character, which no text has. Remove it."
        if sum(len(text or "") for text in cells) > self._limits.record:
            return f"This row has more than {self._limits.record:,} characters. Shorten it."
        return None


def _open(parquet: Any, file: IO[bytes]) -> Any:
    """The file, with its texts as dictionaries, and read through a small buffer."""
    leaves = parquet.ParquetFile(file).schema
    paths = [
        leaf.path
        for leaf in map(leaves.column, range(len(leaves)))
        if leaf.physical_type == "BYTE_ARRAY" and leaf.logical_type.type in _TEXT_TYPES
    ]
    return parquet.ParquetFile(file, read_dictionary=paths, buffer_size=1 << 16)


def _text(scalar: Any) -> str | None:
    try:
        return _written(scalar.as_py())
    except (ValueError, OverflowError):
        return None


def _written(value: Any) -> str:
    """One value as text. Raises `ValueError` where it has none."""
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case list() | dict() | tuple():
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_written)
        case bytes():
            text = value.decode()
        case date() | time():
            text = value.isoformat()
        case _:
            text = str(value)
    return text
