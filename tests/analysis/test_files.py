import gzip
import json

import pytest

from microtask.analysis.files import open_table
from microtask.errors import Invalid

CSV = "Task,Volunteer,answer\nA1,v1,yes\nA2,v1,no\n"


def rows_of(path):
    with open_table(path) as table:
        task = table.column("task", "item")
        return [(line, cells[task]) for line, cells in table]


@pytest.mark.parametrize("name", ["answers.csv", "answers.txt"])
def test_a_csv_file_is_read_with_its_lines(tmp_path, name):
    path = tmp_path / name
    path.write_text(CSV)
    assert rows_of(path) == [(2, "A1"), (3, "A2")]


@pytest.mark.parametrize("name", ["answers.csv.gz", "answers.csv"])
def test_a_packed_file_is_known_by_its_content(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(gzip.compress(CSV.encode()))
    assert rows_of(path) == [(2, "A1"), (3, "A2")]


def test_json_lines_are_read(tmp_path):
    path = tmp_path / "answers.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({"item": "A1", "answer": 3}).encode()))
    assert rows_of(path) == [(1, "A1")]


def test_a_missing_column_is_named_with_the_file(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("thing,answer\nA1,yes\n")
    with pytest.raises(Invalid) as raised:
        rows_of(path)
    assert str(raised.value) == (
        f"{path}, line 1: There is no column called “task” or “item”, only “thing”, “answer”. Name the column so "
        "in the header."
    )


def test_of_a_header_with_many_columns_the_first_are_named(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(",".join("abcdefghij") + "\n" + ",".join("0123456789") + "\n")
    with pytest.raises(Invalid, match=r"only “a”, “b”, .*“h”, …\. Name"):
        rows_of(path)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (b"A3,v1,n\0o\n", "Line 4 holds a NUL character"),
        (b"A3,v1,n\xe9\n", "Byte 8 of line 4 (0xE9) is not UTF-8"),
        (b'A3,v1,"no\n', "The quotation mark opened in line 4 is never closed"),
    ],
)
def test_a_line_is_not_named_twice(tmp_path, row, sentence):
    path = tmp_path / "answers.csv"
    path.write_bytes(CSV.encode() + row + b"A4,v1,yes\n" * 20)
    with pytest.raises(Invalid) as raised:
        rows_of(path)
    assert str(raised.value).startswith(f"{path}: {sentence}")


def test_a_broken_row_is_named_by_its_line(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(CSV + "A3,v1\n")
    with pytest.raises(Invalid) as raised:
        rows_of(path)
    assert str(raised.value).startswith(f"{path}, line 4: This row has 2 cells, but the header has 3 columns.")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        gzip.compress(CSV.encode() * 100, mtime=0)[:-20],
        b"\x1f\x8b\x08 not packed at all",
        b"PK\x03\x04 no",
    ],
)
def test_a_file_that_is_no_table_is_named(tmp_path, content):
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid) as raised:
        rows_of(path)
    assert str(raised.value).startswith(f"{path}: ")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(Invalid, match="The file cannot be read"):
        rows_of(tmp_path / "missing.csv")
    with pytest.raises(Invalid, match="The file cannot be read"):
        rows_of(tmp_path)


@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress])
def test_the_reading_is_told_in_bytes_of_the_file(tmp_path, pack):
    path = tmp_path / "answers.csv"
    path.write_bytes(pack(b"task\n" + b"A1\n" * 50_000))
    steps = []
    with open_table(path, steps.append) as table:
        assert sum(1 for _ in table) == 50_000
    assert sum(steps) == path.stat().st_size
