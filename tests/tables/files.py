"""Files for the tests of tables, good and bad, and how to read them."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from hypothesis import settings
from hypothesis import strategies as st

from microtask.tables.formats import Format
from microtask.tables.reading import BrokenOff, Entry, Limits, Problem, Row, open_rows

# Examples are not timed, since the machine may be busy with other tests.
untimed = settings(deadline=None, max_examples=50)

# What a database can hold, and so what a table that is written can: no NUL, no half of a character.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
# Characters that file formats treat in a way of their own come often.
TRICKY = st.text(st.sampled_from("a ,;\t\"'=+-@\r\n|é€\ufeff\u2028😀\uff1d"), max_size=8)


class Pieces:
    """A stream that comes in pieces of `size` bytes, and breaks off at its end where `breaks` is true."""

    def __init__(self, data: bytes, *, size: int = 7, breaks: bool = False):
        self._data = io.BytesIO(data)
        self._size = size
        self._breaks = breaks

    def read(self, size: int, /) -> bytes:
        data = self._data.read(min(size, self._size))
        if not data and self._breaks:
            raise BrokenOff
        return data


def read(data: bytes, file_format: Format = Format.CSV, *, breaks: bool = False, **limits: int) -> list[Entry]:
    """Every row and problem of a file that arrives in small pieces."""
    size = max(7, len(data) // 100)
    with open_rows(Pieces(data, size=size, breaks=breaks), file_format, limits=Limits(**limits)) as rows:
        return list(rows)


def values(entries: list[Entry]) -> list[tuple[str, ...]]:
    """The cells of the rows."""
    return [tuple(entry.values.values()) for entry in entries if isinstance(entry, Row)]


def problems(entries: list[Entry]) -> dict[int, str]:
    """The reasons, by the number of the row."""
    return {entry.number: entry.reason for entry in entries if isinstance(entry, Problem)}


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(sheet: str, *, strings: str = "", styles: str = "", **parts: str | None) -> bytes:
    """A spreadsheet from the XML of its rows. `parts` adds or replaces parts by path, or leaves one out by None."""
    found: dict[str, str | None] = {
        "_rels/.rels": relations(("w", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="s1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("s1", "worksheet", "worksheets/sheet1.xml"),
            ("s2", "worksheet", "/xl/worksheets/sheet2.xml"),
            ("c1", "chartsheet", "chartsheets/sheet1.xml"),
            ("t", "sharedStrings", "sharedStrings.xml"),
            ("f", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        **parts,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in found.items():
            if content is not None:
                archive.writestr(path, content)
    return out.getvalue()


def relations(*related: tuple[str, str, str]) -> str:
    """The XML of relations: (id, kind, target)."""
    inner = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for key, kind, target in related
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def row(number: int, *cells: str) -> str:
    """The XML of a row of inline texts."""
    inner = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inner}</row>'


class Made:
    """A stream that is made while it is read, from pieces of any size."""

    def __init__(self, pieces: Iterable[bytes]):
        self._pieces = iter(pieces)
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


@contextmanager
def most_memory(megabytes: float) -> Iterator[None]:
    """Fails where what is made inside takes more memory at once."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < megabytes * 1_000_000
