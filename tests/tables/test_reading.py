import pytest

from microtask.tables.formats import available
from microtask.tables.reading import open_rows
from microtask.tables.writing import Column, stream
from tests.tables.files import Made


@pytest.mark.parametrize("file_format", available())
def test_each_format_opens_through_the_one_door(file_format):
    rows = [("1", "a"), ("2", "b")]
    data = stream(file_format, [Column("key"), Column("text")], rows)
    with open_rows(Made(data), file_format) as opened:
        assert opened.columns == ["key", "text"]
        assert [tuple(entry.values.values()) for entry in opened] == rows
