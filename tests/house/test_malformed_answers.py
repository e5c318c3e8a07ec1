"""Whatever is wrong with a file, `microtask aggregate` says so in one sentence or two, and writes nothing."""

import gzip
import io
import sys
import zipfile

import pyarrow as pa
import pytest
from pyarrow import parquet

from microtask.cli import main

HEADER = "task,volunteer,answer\n"
GOOD = f"{HEADER}A,1,yes\nA,2,no\n".encode()
ONE = '{"task": "A", "volunteer": 1, "answer": %s}\n'


def archive(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in files.items():
            packed.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def table(**columns):
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


FILES = [
    ("utf16.csv", GOOD.decode().encode("utf-16-le"), "holds a NUL character"),
    ("utf32.csv", GOOD.decode().encode("utf-32"), "holds a NUL character"),
    ("latin.csv", f"{HEADER}A,1,né\nB,1,né\n".encode("latin-1"), "is not UTF-8"),
    ("nul.csv", GOOD + b"B,1,y\0s\n", "Line 4 holds a NUL character"),
    ("huge-cell.csv", GOOD + b"B,1," + b"x" * 200_000 + b"\n", "line 4: The cell in column “answer” has 200,000"),
    ("huge-row.csv", GOOD + b"B,1," + b"x" * 2_000_000 + b"\n", "line 4: This row has more than 1,000,000"),
    ("short.csv", GOOD + b"B,1\n", "line 4: This row has 2 cells, but the header has 3 columns."),
    ("long.csv", GOOD + b"B,1,no,no\n", "line 4: This row has 4 cells, but the header has 3 columns."),
    ("no-header.csv", b"A,1,yes\nA,2,no\n", "only “A”, “1”, “yes”. Name the column so in the header."),
    ("strokes.csv", b"task|volunteer|answer\nA|1|yes\n", "only “task|volunteer|answer”."),
    ("page.csv", b"<!DOCTYPE html><title>Sign in</title>", "only “<!DOCTYPE html><title>Sign in</title>”."),
    ("twice.csv", b"task,volunteer,answer,answer\nA,1,yes,no\n", "“answer” stands twice in line 1"),
    ("quote.csv", GOOD + b'B,1,"no\n', "The quotation mark opened in line 4 is never closed."),
    ("lines.csv", b"\n\n\n", "The file is empty."),
    ("header.csv", HEADER.encode(), "There is no answer in the file."),
    ("blank.csv", f"{HEADER}A,1,\nA,2,\n".encode(), "Nobody chose anything"),
    ("cut.csv.gz", gzip.compress(GOOD * 100)[:40], "The packed file is damaged or not whole."),
    ("garbled.csv.gz", b"\x1f\x8b\x08garbled", "The packed file is damaged or not whole."),
    ("twice.csv.gz", gzip.compress(gzip.compress(GOOD)), "This is not a table."),
    ("letter.csv", b"%PDF-1.4 anything", "This is not a table."),
    ("no.xlsx", b"nothing of the kind", "named as Excel spreadsheet (XLSX), but it is not one."),
    ("cut.xlsx", b"PK\x03\x04garbled", "The spreadsheet is damaged."),
    ("no-sheets.xlsx", archive(**{"xl__workbook.xml": "<workbook/>"}), "The spreadsheet is damaged."),
    ("list.json", b'[\n {"task": "A", "volunteer": 1, "answer": "yes"}\n]\n', "This file is one JSON list."),
    ("arrays.jsonl", (ONE % '"yes"').encode() + b"[1, 2]\n", "line 2: This line is not an object"),
    ("numbers.jsonl", b"3\n4\n", "This line is not an object"),
    ("nan.jsonl", (ONE % "NaN").encode(), "NaN is not a JSON value."),
    ("deep.jsonl", (ONE % ("[" * 100_000 + "]" * 100_000)).encode(), "nested too deeply."),
    ("key.jsonl", b'{"task": 1, "task": 2, "volunteer": 1, "answer": 1}\n', "“task” stands twice in this line."),
    ("half.jsonl", (ONE % '"\\ud800"').encode(), "a character that is not text"),
    ("object.jsonl", (ONE % '{"a": 1}').encode(), 'line 1: The answer “{"a":1}” is an object.'),
    ("struct.parquet", table(task=["A"], volunteer=[1], answer=[{"a": 1}]), 'line 2: The answer “{"a":1}” is an'),
    ("bytes.parquet", table(task=["A"], volunteer=[1], answer=[b"\xff"]), "line 2: The value of “answer” cannot be"),
    ("nulls.parquet", table(task=["A"], volunteer=[1], answer=pa.nulls(1)), "Nobody chose anything"),
    ("empty.parquet", table(), "There are no columns in the file."),
    ("many.csv", (HEADER + "".join(f"A{n},1,L{n}\n" for n in range(2_000))).encode(), "2,000 different labels"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), FILES, ids=[name for name, _, _ in FILES])
def test_a_malformed_file_is_named_with_what_is_wrong(tmp_path, monkeypatch, capsys, name, content, sentence):
    path, out, report = tmp_path / name, tmp_path / "results.csv", tmp_path / "report.html"
    path.write_bytes(content)
    arguments = ["microtask", "aggregate", path, "--output", out, "--report", report]
    monkeypatch.setattr(sys, "argv", list(map(str, arguments)))
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    assert said.err.startswith(f"Error: {path}")
    assert said.err.count("\n") == 1, "an error is one line"
    assert sentence in said.err
    assert [each.name for each in tmp_path.iterdir()] == [name], "nothing is left half-written"
