import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.tables.columns import Column, ColumnType
from microtask.tables.csv_writing import stream_csv
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows
from tests.tables.files import TEXT, TRICKY, Made, untimed, values
from tests.tables.files import read as read_file

CELL = TEXT | TRICKY


def write(columns, rows):
    return b"".join(stream_csv(columns, rows)).decode()


@untimed
@given(st.lists(st.tuples(CELL, CELL).filter(any)))
def test_what_is_written_is_read_as_it_was(rows):
    data = write([Column("key"), Column("text")], rows).encode()
    assert values(read_file(data)) == rows


@untimed
@given(st.lists(st.tuples(CELL, CELL)))
def test_no_cell_begins_like_a_formula_for_a_program_that_reads_it(rows):
    found = list(csv.reader(io.StringIO(write([Column("key"), Column("=text")], rows), newline="")))
    assert all(cell[:1] not in set("=+-@\t\r") for line in found for cell in line)


def test_each_type_has_its_text_and_numbers_pass_unguarded():
    columns = [Column(kind, kind) for kind in ColumnType]
    rows = [
        ("-yes", -1, -0.5, True, date(2024, 1, 2), {"é": [1, None]}),
        (None, None, None, None, None, None),
        ("", 0, float("nan"), False, date(1066, 10, 14), []),
    ]
    assert write(columns, rows) == (
        "text,integer,number,boolean,date,json\r\n"
        '\'-yes,-1,-0.5,true,2024-01-02,"{""é"":[1,null]}"\r\n'
        ",,,,,\r\n"
        ",0,,false,1066-10-14,[]\r\n"
    )


def test_a_header_is_written_where_there_are_no_rows():
    assert write([Column("key"), Column("=a")], []) == "key,'=a\r\n"


def test_pieces_are_of_a_size_that_a_response_can_send():
    pieces = list(stream_csv([Column("key")], [("x" * 99,)] * 10_000))
    assert all(65_536 <= len(piece) < 2 * 65_536 for piece in pieces[:-1])
    assert len(pieces) > 10


def test_pieces_come_before_the_rows_end():
    def rows():
        for i in range(10_000):
            yield (f"{i} " + "x" * 99,)
        raise AssertionError

    assert next(stream_csv([Column("key")], rows())).startswith(b"key\r\n")


def test_a_row_of_another_length_is_an_error():
    with pytest.raises(ValueError, match="argument 2 is"):
        write([Column("a"), Column("b")], [("1", "2"), ("3",)])


def test_a_table_read_back_may_be_streamed_on():
    once = write([Column("key"), Column("'=a")], [("'=1", "+x")])
    with open_rows(Made([once.encode()]), Format.CSV) as rows:
        columns = [Column(name) for name in rows.columns]
        assert write(columns, (tuple(entry.values.values()) for entry in rows)) == once
