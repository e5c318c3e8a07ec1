import sys

import pytest

from microtask.tables.formats import Format, available, detect_format
from microtask.tables.reading import Unreadable
from tests.tables.files import row, workbook

XLSX = workbook(row(1, "key"))


@pytest.mark.parametrize(
    ("content_type", "filename", "head", "expected"),
    [
        ("text/csv", None, b"key\n1\n", Format.CSV),
        ("text/csv; charset=utf-8", "rows.jsonl", b"key\n1\n", Format.CSV),
        ("application/x-ndjson", None, b'{"key": 1}', Format.JSONL),
        ("application/octet-stream", "rows.JSONL", b'{"key": 1}', Format.JSONL),
        (None, "answers.tsv", b"a\tb\n", Format.CSV),
        (None, "answers.json", b"[\n", Format.JSONL),
        (None, None, b'\xef\xbb\xbf {"key": 1}', Format.JSONL),
        ("application/x-www-form-urlencoded", None, b"key,text\n", Format.CSV),
        (Format.XLSX.content_type, "rows.xlsx", XLSX, Format.XLSX),
        ("text/csv", "rows.csv", XLSX, Format.XLSX),
        ("text/csv", "rows.csv", b"PAR1....", Format.PARQUET),
        (None, None, b"", Format.CSV),
    ],
)
def test_the_first_bytes_decide_then_the_media_type_then_the_name(content_type, filename, head, expected):
    assert detect_format(content_type, filename, head) is expected


@pytest.mark.parametrize(
    ("filename", "head", "said"),
    [
        ("rows.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older Excel (.xls), or one that is protected by a password"),
        ("rows.ods", b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument", "OpenDocument"),
        ("rows.xlsx", b"key,text\n", "named as Excel spreadsheet (XLSX), but it is not one"),
        ("rows.parquet", b"key,text\n", "named as Parquet, but it is not one"),
        ("rows.csv", b"%PDF-1.7", "not a table"),
        ("rows.csv.gz", b"\x1f\x8b\x08", "not a table"),
    ],
)
def test_a_file_that_is_none_of_the_four_is_told_so_with_the_mend(filename, head, said):
    with pytest.raises(Unreadable) as fault:
        detect_format(None, filename, head)
    assert said in fault.value.message
    assert "Save it as" in fault.value.message


def test_each_format_says_what_a_download_needs():
    assert [each.ending for each in Format] == [".csv", ".jsonl", ".xlsx", ".parquet"]
    assert Format.CSV.content_type == "text/csv; charset=utf-8"
    assert all("/" in each.content_type and each.label for each in Format)
    assert all(detect_format(each.content_type, None, b"") is each for each in (Format.CSV, Format.JSONL))


def test_parquet_is_not_offered_without_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert available() == [Format.CSV, Format.JSONL, Format.XLSX]
    assert not Format.PARQUET.is_available
