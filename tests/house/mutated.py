"""Files that nobody would send on purpose: good ones of every format, changed at random, and a few made by hand.

The same number is always the same file, so that what fails can be made again.
"""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from random import Random

import pyarrow as pa
import xlsxwriter
from pyarrow import parquet

from microtask.tables.formats import Format

KINDS = list(Format)
ROWS = [
    (f"K{number}", text, number * 1.5, f"2026-03-{number % 28 + 1:02d}")
    for number, text in enumerate(
        ["Plain", "Ünïcödé ☃ 日本語", "=1+1", 'with "quotes", commas', "two\nlines", "", " ", "x" * 3000] * 4
    )
]
HEADER = ("key", "text", "number", "day")
# What has made a reader of some format stumble somewhere.
TOKENS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b"'", b"\r", b"\n", b"\r\n\r\n", b",", b";", b"\t", b"\\",
    b"{", b"}" * 40, b"[" * 3000, b"1e999999", b"-", b"NaN", b"Infinity", b"9" * 400, b"\\ud800", b"\xed\xa0\x80",
    b"\xf0\x9f", b"=cmd|' /C calc'!A0", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"]]>", b"PK\x03\x04", b"PAR1",
    b"../../etc/passwd", b"\x1a", b"\x7f\xff\xff\xff", b"\xff" * 8, b"A" * 70_000,
]  # fmt: skip


def made(number: int) -> tuple[Format, bytes]:
    """The file of this number: of which format it was, and its bytes."""
    random = Random(number)
    kind = KINDS[number % len(KINDS)]
    if number // len(KINDS) % 5 == 0:
        return kind, _by_hand(kind, random)
    base = random.choice(_bases(kind))
    if kind is Format.XLSX and random.random() < 0.8:
        return kind, _mutate_parts(base, random)
    if kind is Format.PARQUET and random.random() < 0.5:
        return kind, _mutate_footer(base, random)
    return kind, _mutate(base, random)


def _mutate(data: bytes, random: Random) -> bytes:
    """A few changes, each of a few bytes or of a stretch."""
    changed = bytearray(data)
    for _ in range(random.choice([1, 1, 2, 5, 20])):
        at = random.randrange(len(changed) + 1)
        until = min(len(changed), at + random.choice([1, 2, 8, 100, 1000]))
        random.choice(CHANGES)(changed, at, until, random)
    return bytes(changed)


def _flip(data: bytearray, at: int, until: int, random: Random) -> None:
    for place in range(at, min(until, at + 8)):
        data[place] ^= 1 << random.randrange(8)


def _remove(data: bytearray, at: int, until: int, random: Random) -> None:
    del data[at:until]


def _repeat(data: bytearray, at: int, until: int, random: Random) -> None:
    data[at:at] = data[at:until] * random.choice([1, 2, 50])


def _insert(data: bytearray, at: int, until: int, random: Random) -> None:
    data[at:at] = random.choice(TOKENS)


def _overwrite(data: bytearray, at: int, until: int, random: Random) -> None:
    data[at:until] = random.randbytes(until - at)


def _truncate(data: bytearray, at: int, until: int, random: Random) -> None:
    del data[at:]


Change = Callable[[bytearray, int, int, Random], None]
CHANGES: list[Change] = [_flip, _flip, _remove, _repeat, _insert, _insert, _overwrite, _truncate]


def _mutate_parts(data: bytes, random: Random) -> bytes:
    """A spreadsheet whose parts are changed before they are packed again: the package itself stays sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name in random.sample(sorted(parts), random.choice([1, 1, 2])):
        what = random.random()
        if what < 0.1:
            del parts[name]
        elif what < 0.2:
            parts[name] = parts[random.choice(sorted(parts))]
        else:
            parts[name] = _mutate(parts[name], random)
    return _packed(parts)


def _mutate_footer(data: bytes, random: Random) -> bytes:
    """A Parquet file whose description is changed, and its length made to fit: the reader must believe it first."""
    [length] = struct.unpack("<i", data[-8:-4])
    footer = _mutate(data[-8 - length : -8], random)
    return data[: -8 - length] + footer + struct.pack("<i", len(footer)) + b"PAR1"


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 3, 12, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@cache
def _bases(kind: Format) -> list[bytes]:
    if kind is Format.CSV:
        return _csv_bases()
    if kind is Format.JSONL:
        lines = [json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in ROWS]
        nested = [
            json.dumps({"key": key, "list": [text, {"deep": [number]}], "day": None}) for key, text, number, _ in ROWS
        ]
        return ["\n".join(lines).encode(), "\n".join(nested).encode()]
    return _xlsx_bases() if kind is Format.XLSX else _parquet_bases()


def _csv_bases() -> list[bytes]:
    def written(separator: str, end: str) -> str:
        cells = [[f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in row] for row in [HEADER, *ROWS]]
        return end.join(separator.join(row) for row in cells) + end

    plain = "key,text\n" + "".join(f"K{number},A plain text\n" for number in range(200))
    return [
        plain.encode(), written(",", "\r\n").encode(), written(";", "\n").encode("utf-8-sig"),
        written("\t", "\n").encode("utf-16"), plain.encode("latin-1"),
    ]  # fmt: skip


def _xlsx_bases() -> list[bytes]:
    found = []
    for in_memory in (False, True):
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "constant_memory": in_memory}) as book:
            book.set_properties({"created": datetime(2026, 3, 12)})  # noqa: DTZ001 (a spreadsheet knows no zone)
            sheet = book.add_worksheet("Items")
            sheet.write_row(0, 0, HEADER)
            for place, row in enumerate(ROWS, 1):
                sheet.write_row(place, 0, row)
            sheet.write_datetime(3, 4, datetime(2026, 3, 12), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
            sheet.write_formula(4, 4, "=SUM(C2:C9)", value=12)
            sheet.write_boolean(5, 4, True)
            sheet.merge_range(40, 0, 41, 3, "merged")
            book.add_worksheet("Other").write(0, 0, "nothing")
        found.append(out.getvalue())
    return found


def _parquet_bases() -> list[bytes]:
    columns = dict(zip(HEADER, map(list, zip(*ROWS, strict=True)), strict=True))
    many = columns | {
        "list": [[number, None] for number in range(len(ROWS))],
        "struct": [{"a": str(number), "b": 1.5} for number in range(len(ROWS))],
        "money": [Decimal(number) / 100 for number in range(len(ROWS))],
        "when": [datetime(2026, 3, 12, 1, 2, 3, number, tzinfo=UTC) for number in range(len(ROWS))],
        "date": [date(2026, 3, 12)] * len(ROWS),
        "bytes": [b"\x00\xff", b"text"] * (len(ROWS) // 2),
        "flag": [True, None] * (len(ROWS) // 2),
    }
    found = []
    for data, compression, dictionary in ((columns, "snappy", True), (many, "gzip", False), (many, "none", True)):
        out = io.BytesIO()
        table = pa.table(data)
        parquet.write_table(table, out, compression=compression, use_dictionary=dictionary, row_group_size=10)
        found.append(out.getvalue())
    return found


def _by_hand(kind: Format, random: Random) -> bytes:
    """What is wrong by its size: much in little, deep, wide, or endless."""
    size = random.choice([1000, 100_000, 100_000, 3_000_000])
    if kind is Format.CSV:
        return random.choice([
            b"a," * size + b"\n1", b'key,text\n"' + b"x" * size, b"key\n" + b"x" * size, b"\n" * size, b"\x00" * size,
            b"key,text\n" + b"a,b\n" * min(size, 20_000), b'"' * size, "key,tëxt\n1,é".encode("utf-32") * 9,
        ])  # fmt: skip
    if kind is Format.JSONL:
        return random.choice([
            b"[" * size, b'{"a":' * size, b'{"key":' + b"9" * size + b"}", b"{}\n" * min(size, 50_000),
            b'{"key":"' + b"\\u0041" * (size // 6) + b'"}', b'{"key":"1","key":"2"}', b"1\n2\n",
            b'{"key": 1e400}\n{"key": NaN}', b"{" + b'"a":1,' * size,
        ])  # fmt: skip
    if kind is Format.XLSX:
        return _bomb(random, size)
    return random.choice([
        b"PAR1" + struct.pack("<i", size) + b"PAR1", b"PAR1" * 3, _wide_parquet(min(size, 3000)),
        b"PAR1" + b"\x00" * size + struct.pack("<i", -1) + b"PAR1", _repeated_parquet(min(size, 300_000)),
    ])  # fmt: skip


def _bomb(random: Random, size: int) -> bytes:
    """A spreadsheet that unpacks to much more than it is, or refers to itself."""
    with zipfile.ZipFile(io.BytesIO(random.choice(_xlsx_bases()))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    head, rows = random.choice([
        (f"<?xml version='1.0'?><!DOCTYPE x [{entities}]>", "<row><c t='str'><v>&e11;</v></c></row>"),
        ("", " " * (size * 20)),
        ("", "<row>" * size), ("", "<row r='1048577'><c r='XFE1'><v>1</v></c><c r='A0'><v>2</v></c></row>"),
        ("", f"<row r='1'><c r='A1' t='s'><v>{'9' * 30}</v></c></row>"),
        ("", "<row><c t='inlineStr'><is><t>k</t></is></c></row>" * min(size, 50_000)),
        ("", f"<row><c t='inlineStr'><is><t>{'long' * size}</t></is></c></row>"),
    ])  # fmt: skip
    parts["xl/worksheets/sheet1.xml"] = f"{head}<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
    return _packed(parts)


def _wide_parquet(columns: int) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table({f"c{number}": ["x"] for number in range(columns)}), out)
    return out.getvalue()


def _repeated_parquet(rows: int) -> bytes:
    """Few bytes that say the same long text again and again."""
    out = io.BytesIO()
    keys = pa.array([str(number) for number in range(rows)])
    text = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["y" * 1000]))
    parquet.write_table(pa.table({"key": keys, "text": text}), out, compression="zstd")
    return out.getvalue()
