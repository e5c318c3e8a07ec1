import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.tables import parquet_writing
from microtask.tables.columns import Column, ColumnType
from microtask.tables.formats import Format
from microtask.tables.parquet_writing import stream_parquet
from tests.tables.files import TEXT, TRICKY, most_memory, read, untimed, values

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def write(columns, rows) -> bytes:
    return b"".join(stream_parquet(columns, rows))


@untimed
@given(st.lists(st.tuples(TEXT | TRICKY, TEXT | TRICKY)))
def test_what_is_written_is_read_as_it_was(rows):
    assert values(read(write([Column("key"), Column("text")], rows), Format.PARQUET)) == rows


def test_each_type_is_a_column_of_that_type():
    columns = [Column(kind, kind) for kind in ColumnType]
    rows = [("=a", -1, 0.5, True, date(2024, 1, 2), {"a": 1}), (None, None, float("nan"), None, None, None)]
    table = parquet.read_table(io.BytesIO(write(columns, rows)))
    assert [str(field.type) for field in table.schema] == ["string", "int64", "double", "bool", "date32[day]", "string"]
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        ("=a", -1, 0.5, True, date(2024, 1, 2), '{"a":1}'),
        (None,) * 6,
    ]


def test_no_rows_are_a_table_with_its_columns():
    assert parquet.read_table(io.BytesIO(write([Column("key")], []))).column_names == ["key"]


def test_rows_go_out_a_group_at_a_time(monkeypatch):
    monkeypatch.setattr(parquet_writing, "GROUP_ROWS", 1000)
    pieces = list(stream_parquet([Column("key")], [("x",)] * 3500))
    assert len(pieces) == 5
    table = parquet.ParquetFile(io.BytesIO(b"".join(pieces)))
    assert table.metadata.num_rows == 3500
    assert table.metadata.num_row_groups == 4


def test_the_same_rows_give_the_same_bytes():
    columns, rows = [Column("key"), Column("n", ColumnType.NUMBER)], [("a", 1.5), ("b", None)]
    assert write(columns, rows) == write(columns, rows)


def test_a_value_of_another_type_is_an_error():
    with pytest.raises(pa.ArrowInvalid):
        write([Column("n", ColumnType.INTEGER)], [("many",)])


def test_memory_does_not_grow_with_the_rows():
    before = pa.total_allocated_bytes()
    with most_memory(12):
        for _ in stream_parquet([Column("key")], ((f"{i} " + "words " * 100,) for i in range(100_000))):
            assert pa.total_allocated_bytes() - before < 60_000_000
