import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.tables.columns import Column, ColumnType
from microtask.tables.formats import Format
from microtask.tables.jsonl_writing import stream_jsonl
from tests.tables.files import TEXT, TRICKY, read, untimed, values


def write(columns, rows):
    return b"".join(stream_jsonl(columns, rows)).decode()


@untimed
@given(st.lists(st.tuples(TEXT | TRICKY, TEXT | TRICKY), min_size=1))
def test_what_is_written_is_read_as_it_was(rows):
    data = write([Column("key"), Column("text")], rows).encode()
    assert values(read(data, Format.JSONL)) == rows


def test_each_type_keeps_its_json_form_and_nothing_is_guarded():
    columns = [Column(kind, kind) for kind in ColumnType]
    rows = [("=é", -1, 0.5, True, date(2024, 1, 2), {"yes": 3}), (None, None, float("nan"), None, None, None)]
    assert write(columns, rows) == (
        '{"text":"=é","integer":-1,"number":0.5,"boolean":true,"date":"2024-01-02","json":{"yes":3}}\n'
        '{"text":null,"integer":null,"number":null,"boolean":null,"date":null,"json":null}\n'
    )


def test_no_rows_are_no_lines():
    assert write([Column("key")], []) == ""


def test_what_json_does_not_have_is_an_error():
    with pytest.raises(ValueError, match="not JSON compliant"):
        write([Column("n", ColumnType.NUMBER)], [(float("inf"),)])


def test_pieces_are_of_a_size_that_a_response_can_send():
    pieces = list(stream_jsonl([Column("key")], [("x" * 99,)] * 10_000))
    assert all(65_536 <= len(piece) < 2 * 65_536 for piece in pieces[:-1])
    assert len([json.loads(line) for line in b"".join(pieces).splitlines()]) == 10_000
