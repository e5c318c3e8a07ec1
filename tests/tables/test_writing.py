import io
import sys

import pytest

from microtask.errors import Invalid
from microtask.tables.formats import Format, available
from microtask.tables.writing import Column, stream, write


@pytest.mark.parametrize("file_format", available())
def test_a_file_and_a_stream_have_the_same_bytes(file_format):
    columns, rows = [Column("key")], [("a",), ("b",)]
    out = io.BytesIO()
    write(file_format, columns, rows, out)
    assert out.getvalue() == b"".join(stream(file_format, columns, iter(rows)))


def test_a_format_that_is_not_available_is_refused_before_anything_is_sent(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Invalid, match="Parquet is not available here"):
        stream(Format.PARQUET, [Column("key")], [])
