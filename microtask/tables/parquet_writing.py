"""Parquet: typed columns, one row group at a time, in memory that does not grow with the rows."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from microtask.tables import arrow
from microtask.tables.columns import Column, ColumnType, Values, batches
from microtask.tables.csv_writing import to_json

GROUP_ROWS = 65_536
GROUP_BYTES = 16_000_000


def stream_parquet(columns: Sequence[Column], rows: Iterable[Values]) -> Iterator[bytes]:
    """The file in pieces, a row group at a time. Raises `Invalid` where pyarrow is not installed."""
    pa, parquet = arrow.load(), arrow.load("pyarrow.parquet")
    schema = pa.schema([(column.name, _arrow_type(pa, column.type)) for column in columns])
    sink = _Sink()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for group in _groups(pa, schema, columns, rows):
            writer.write_table(group, row_group_size=group.num_rows)
            yield sink.take()
    yield sink.take()


class _Sink(io.RawIOBase):
    """A file that is taken away piece by piece while it is being written."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        return self._written

    def take(self) -> bytes:
        """What was written since the last time."""
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece


def _groups(pa: Any, schema: Any, columns: Sequence[Column], rows: Iterable[Values]) -> Iterator[Any]:
    """Tables of the size of a row group."""
    records: list[Any] = []
    held = size = 0
    for batch in batches(rows):
        record = _record(pa, schema, columns, batch)
        records.append(record)
        held += record.num_rows
        size += record.nbytes
        if held >= GROUP_ROWS or size >= GROUP_BYTES:
            yield pa.Table.from_batches(records, schema)
            records, held, size = [], 0, 0
    if records:
        yield pa.Table.from_batches(records, schema)


def _record(pa: Any, schema: Any, columns: Sequence[Column], batch: list[Values]) -> Any:
    arrays = []
    for column, field, values in zip(columns, schema, zip(*batch, strict=True), strict=True):
        cells: Values = values
        if column.type is ColumnType.JSON:
            cells = [None if value is None else to_json(value) for value in values]
        arrays.append(pa.array(cells, field.type, from_pandas=True))  # which takes a NaN for a missing number
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _arrow_type(pa: Any, kind: ColumnType) -> Any:
    return {
        ColumnType.INTEGER: pa.int64(),
        ColumnType.NUMBER: pa.float64(),
        ColumnType.BOOLEAN: pa.bool_(),
        ColumnType.DATE: pa.date32(),
    }.get(kind, pa.string())
