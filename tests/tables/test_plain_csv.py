import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.tables import plain_csv
from microtask.tables.csv_reading import open_csv
from microtask.tables.plain_csv import NotPlain, PlainCsv, texts_of
from microtask.tables.rows import Limits, Problem, Unreadable

CELL = st.text(st.sampled_from("ab é'=\u2003😀"), max_size=4) | st.sampled_from(["x" * 8, "y" * 9, "é" * 12])
DELIMITER = st.sampled_from([",", ";", "\t"])
LINE_END = st.sampled_from(["\n", "\r\n"])


def read(data, columns=("a", "b")):
    return [
        row for block in PlainCsv(io.BytesIO(data)).blocks(columns) for row in zip(*map(texts_of, block), strict=True)
    ]


def read_rows(data):
    """What the reader of rows makes of the same file: None where anything is wrong with it."""
    try:
        entries = list(open_csv(io.BytesIO(data), Limits()))
    except Unreadable:
        return None
    if any(isinstance(entry, Problem) for entry in entries):
        return None
    return [(row.values.get("a"), row.values.get("b")) for row in entries]


@given(st.lists(st.tuples(CELL, CELL)), DELIMITER, LINE_END, st.sampled_from(["", "\ufeff"]), st.integers(0, 2))
def test_plain_rows_are_those_of_the_reader_of_rows(rows, delimiter, end, mark, ends):
    lines = [delimiter.join(row) for row in [("a", "b"), *rows]]
    data = (mark + end.join(lines) + end * ends).encode()
    try:
        found = read(data)
    except NotPlain:
        return
    assert found == read_rows(data)


@given(st.binary(max_size=40) | st.text(st.sampled_from("ab,;\"\n\r;'=\0é"), max_size=40).map(str.encode))
def test_whatever_is_in_a_file_it_is_refused_or_read_as_the_reader_of_rows_does(body):
    data = b"a,b\n" + body
    try:
        found = read(data)
    except NotPlain:
        return
    assert found == read_rows(data)


@given(st.lists(st.tuples(CELL, CELL), min_size=1), st.integers(1, 50))
def test_blocks_of_any_size_give_the_same_rows(rows, size):
    data = ("a,b\n" + "".join(f"{a},{b}\n" for a, b in rows)).encode()
    with pytest.MonkeyPatch.context() as patch:
        try:
            whole = read(data)
        except NotPlain:
            whole = None
        patch.setattr(plain_csv, "BLOCK_BYTES", size)
        try:
            assert read(data) == whole
        except NotPlain:
            assert whole is None


def test_the_columns_are_given_in_the_order_in_which_they_are_asked_for():
    assert read(b"a,note,b\n1,,2\n", ("b", "a")) == [("2", "1")]


def test_a_header_may_have_quotation_marks():
    assert read(b'"a","b"\n1,2\n') == [("1", "2")]


def test_cells_may_stand_in_quotation_marks():
    assert read(b'a,b\r\n"1",2\r\n"","\xc3\xa9"\r\n') == [("1", "2"), ("", "é")]


@given(st.lists(st.tuples(CELL, CELL, st.sampled_from(['"', "", '""']), st.sampled_from(['"', ""]))), LINE_END)
def test_quoted_rows_are_those_of_the_reader_of_rows(rows, end):
    lines = ["a,b", *(f"{one}{a}{one},{other}{b}{other}" for a, b, one, other in rows)]
    data = end.join(lines).encode()
    try:
        found = read(data)
    except NotPlain:
        return
    assert found == read_rows(data)


def test_empty_lines_at_the_end_are_passed_over():
    assert read(b"a,b\r\n1,2\r\n\r\n\n\r\n") == [("1", "2")]


def test_a_long_cell_is_read_whole():
    long = "é" * 200
    assert read(f"a,b\n{long},2\n1,{long}x\n".encode()) == [(long, "2"), ("1", f"{long}x")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"a\n1\n",
        b"a,b",
        b"sep=;\na;b\n1;2\n",
        b"\na,b\n1,2\n",
        b"a,a\n1,2\n",
        "a,b\n1,2\n".encode("utf-16"),
    ],
)
def test_a_header_that_is_not_plain_is_left_to_the_reader_of_rows(data):
    with pytest.raises(NotPlain):
        PlainCsv(io.BytesIO(data))


@pytest.mark.parametrize(
    "body",
    [
        b'"1,2\n',
        b'1",2\n',
        b'"1"x,"2\n',
        b'"1,2",3\n',
        b'"1\n2",3\n',
        b'"1""",2\n',
        b'",""\n',
        b'"1"",""2"\n',
        b'"",""\n',
        b'"\'1",2\n',
        b"1,2\r3,4\n",
        b"1,2\r\r\n3,4\n",
        b"1,2\n,\n",
        b"1,2\n\n3,4\n",
        b"1,2,3\n",
        b"1\n",
        b"1,2\n3\n4,5,6\n",
        b"1,\0\n",
        b"1,\xff\n",
        b"'=1,2\n",
        b"1," + b"x" * (plain_csv.LONGEST_CELL + 1) + b"\n",
        b"1,2,3,4" + b"x" * plain_csv.LONGEST_LINE,
    ],
)
def test_a_row_that_is_not_plain_is_left_to_the_reader_of_rows(body):
    with pytest.raises(NotPlain):
        read(b"a,b\n" + body)
