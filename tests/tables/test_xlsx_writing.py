import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from microtask.errors import Invalid
from microtask.tables import xlsx_writing
from microtask.tables.columns import Column, ColumnType
from microtask.tables.formats import Format
from microtask.tables.xlsx_writing import MOST_UNITS, stream_xlsx
from tests.tables.files import TEXT, TRICKY, most_memory, read, untimed, values


def write(columns, rows) -> bytes:
    return b"".join(stream_xlsx(columns, rows))


@untimed
@given(st.lists(st.tuples(TEXT | TRICKY, TEXT | TRICKY).filter(any)))
def test_what_is_written_is_read_as_it_was(rows):
    assert values(read(write([Column("key"), Column("text")], rows), Format.XLSX)) == rows


def test_each_type_is_a_cell_of_that_type_for_another_reader():
    columns = [Column(kind, kind) for kind in ColumnType]
    rows = [
        ("text", -1, 0.5, True, date(2024, 1, 2), {"a": 1}),
        (None, None, float("nan"), None, None, None),
        ("", 10**15, 1.0, False, date(1890, 1, 2), []),
    ]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(write(columns, rows))).get_sheet_by_index(0)
    assert sheet.to_python() == [
        [str(kind) for kind in ColumnType],
        ["text", -1.0, 0.5, True, date(2024, 1, 2), '{"a":1}'],
        [""] * 6,
        ["", "1000000000000000", 1.0, False, "1890-01-02", "[]"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "https://example.org", "12", "mailto:a@example.org", "{=1}"])
def test_a_text_never_becomes_a_formula_a_link_or_a_number(text):
    with zipfile.ZipFile(io.BytesIO(write([Column("=key")], [(text,)]))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in parts.namelist() if "sheet1.xml.rels" in name]
    assert sheet.count('t="inlineStr"') == 2
    assert "<f>" not in sheet


@pytest.mark.parametrize("letter", ["x", "é", "😀"])
def test_a_text_too_long_for_a_cell_says_that_it_was_cut(letter):
    units = len(letter.encode("utf-16-le")) // 2
    most = MOST_UNITS // units
    whole, cut = values(read(write([Column("key")], [(letter * most,), (letter * (most + 1),)]), Format.XLSX))
    assert whole == (letter * most,)
    assert cut[0].startswith(letter * 10_000)
    assert cut[0].endswith(f"cannot hold all {most + 1:,} characters; CSV and JSON lines do]")
    assert len(cut[0].encode("utf-16-le")) <= MOST_UNITS * 2


def test_the_same_rows_give_the_same_bytes():
    columns, rows = [Column("key"), Column("n", ColumnType.NUMBER)], [("a", 1.5), ("b", None)]
    assert write(columns, rows) == write(columns, rows)


def test_more_rows_than_a_sheet_holds_are_refused_with_the_other_formats(monkeypatch):
    monkeypatch.setattr(xlsx_writing, "MOST_ROWS", 4)
    assert len(values(read(write([Column("key")], [("a",)] * 3), Format.XLSX))) == 3
    with pytest.raises(Invalid, match=r"at most 3 rows under its header\. Choose CSV, JSON lines or Parquet instead"):
        write([Column("key")], [("a",)] * 4)


def test_more_columns_than_a_sheet_holds_are_refused():
    with pytest.raises(Invalid, match="at most 16,384 columns"):
        write([Column(str(i)) for i in range(16_385)], [])


def test_memory_does_not_grow_with_the_rows():
    with most_memory(2):
        size = sum(map(len, stream_xlsx([Column("key")], ((f"{i} " + "words " * 50,) for i in range(8_000)))))
    assert size > 50_000
