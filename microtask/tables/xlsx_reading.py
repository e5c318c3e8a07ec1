"""XLSX: the first visible sheet, row by row, in memory that does not grow with the file.

Why not one of the ready readers: the fast ones build the whole sheet as a rectangle, so that a file of 1 KB with
one cell at A1 and one at XFD1048576 asks for gigabytes and ends the process.
"""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from typing import IO

from microtask.tables.formats import Format, detect_format
from microtask.tables.rows import Entry, Limits, Problem, Readable, Row, Rows, Unreadable, check_columns, shown
from microtask.tables.spool import spool
from microtask.tables.xlsx_package import DAMAGED, Attributes, Damaged, Package, Strings, damage, listen, local
from microtask.tables.xlsx_values import Shape, date_text, number_text, unescape

MOST_ROWS = 1_048_576  # that a sheet can have

Cells = dict[int, str]
Found = tuple[int, Cells, str | None]  # the row's number, its cells that are not empty, why it cannot be used


def open_xlsx(stream: Readable, limits: Limits) -> Rows:
    """The rows of the first visible sheet; the header is its first row that is not empty. Raises `Unreadable`."""
    with ExitStack() as files:
        file = files.enter_context(spool(stream, limits))
        try:
            if detect_format(None, "table.xlsx", file.read(8192)) is not Format.XLSX:
                raise Damaged
            reader = _Reader(file, files, limits)
        except Damaged:
            raise Unreadable(DAMAGED) from None
        kept = files.pop_all()
    return Rows(list(reader.columns.values()), reader.entries(), most=limits.rows, close=kept.close)


class _Reader:
    def __init__(self, file: IO[bytes], files: ExitStack, limits: Limits):
        self._limits = limits
        self._package = Package(file, limits)
        strings = files.enter_context(closing(Strings(limits.cell)))
        with damage():
            shapes = self._package.shapes()
            self._package.read_strings(strings)
        self._sheet = _Sheet(shapes, strings, from_1904=self._package.from_1904, longest=limits.record)
        self._rows = files.enter_context(closing(self._read()))
        self.columns = self._read_header()

    def entries(self) -> Iterator[Entry]:
        """The rows after the header, without the empty ones."""
        number = 1
        try:
            for number, cells, fault in self._rows:
                reason = fault or self._fault(cells)
                if reason is None:
                    yield Row(number, {name: cells.get(place, "") for place, name in self.columns.items()})
                else:
                    yield Problem(number, reason)
        except Damaged:
            yield Problem(number + 1, f"From here on the rest cannot be read. {DAMAGED}")

    def _read(self) -> Generator[Found, None, None]:
        with damage(), self._package.sheet() as part:
            for _ in listen(part, self._sheet):
                yield from self._sheet.rows
                self._sheet.rows.clear()

    def _read_header(self) -> dict[int, str]:
        """The columns by their place in the sheet, the first being 0."""
        for number, cells, fault in self._rows:
            if fault is not None:
                raise Unreadable(f"The header in row {number} cannot be read. {fault}")
            places = range(min(cells), max(cells) + 1)
            names = [cells.get(place, "") for place in places]
            return dict(zip(places, check_columns(names, limits=self._limits, where=f"row {number}"), strict=True))
        raise Unreadable("The first visible sheet is empty. Put a header and a row or more in it.")

    def _fault(self, cells: Cells) -> str | None:
        for place, text in cells.items():
            if place not in self.columns:
                return (
                    f"Column {_letters(place)} has a value in this row, but no name in the header. "
                    "Name the column, or empty it."
                )
            if len(text) > self._limits.cell:
                return (
                    f"The cell in column “{shown(self.columns[place])}” has more than the {self._limits.cell:,} "
                    "characters that can be kept. Shorten it, or split the row."
                )
        return None


class _Sheet:
    """Turns the XML of a sheet into rows; the caller takes them out of `rows`."""

    def __init__(self, shapes: list[Shape], strings: Strings, *, from_1904: bool, longest: int):
        self.depth = 0
        self.rows: list[Found] = []
        self._shapes = shapes
        self._strings = strings
        self._from_1904 = from_1904
        self._longest = longest
        self._number = 0
        self._place = -1
        self._cells: Cells = {}
        self._size = 0
        self._fault: str | None = None
        self._cell: Attributes = {}
        self._pieces: list[str] = []
        self._listening = False
        self._phonetic = False
        self._formula = False
        self._places: dict[str, int] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        if ":" in name:
            name = local(name)
        if name == "c":
            self._cell = attributes
            self._formula = False
        elif name in ("v", "t"):
            self._listening = not self._phonetic
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            if not 0 < self._number <= MOST_ROWS:
                raise Damaged
            self._place = -1
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True

    def text(self, text: str) -> None:
        if self._listening and self._size <= self._longest:
            self._size += len(text)
            self._pieces.append(text)

    def end(self, name: str) -> None:
        self.depth -= 1
        if ":" in name:
            name = local(name)
        if name in ("v", "t"):
            self._listening = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._phonetic = False

    def _end_cell(self) -> None:
        written = "".join(self._pieces)
        self._pieces.clear()
        self._place = self._find_place(self._cell.get("r"))
        if written:
            try:
                text = self._value(written)
            except (ValueError, IndexError):
                self._fault = f"The cell in column {_letters(self._place)} is damaged. Type its value again."
                return
            self._size += len(text) - len(written)
            if text:
                self._cells[self._place] = text
        elif self._formula and self._cell.get("t") != "str":
            self._fault = (
                f"The formula in column {_letters(self._place)} has no saved result. "
                "Open the file in Excel, save it, and try again."
            )

    def _find_place(self, reference: str | None) -> int:
        """The place of a cell in its row; a cell without a reference follows the one before it."""
        if reference is None:
            return self._place + 1
        letters = reference.rstrip("0123456789")
        place = self._places.get(letters)
        if place is None:
            place = self._places[letters] = _place(letters)
        return place

    def _value(self, written: str) -> str:
        """The text of a cell from what its XML says. Raises `ValueError` or `IndexError` where it cannot be."""
        kind = self._cell.get("t", "n")
        if kind == "s":
            return self._strings[int(written)]
        if kind == "n":
            style = self._cell.get("s")
            shape = self._shapes[int(style)] if style else Shape.NUMBER
            if shape is Shape.NUMBER:
                return number_text(written)
            return date_text(written, shape, from_1904=self._from_1904)
        if kind == "b":
            return "true" if written == "1" else "false"
        return unescape(written)

    def _end_row(self) -> None:
        if self._size > self._longest:
            self._fault = f"This row has more than {self._longest:,} characters. Shorten it."
        if self._cells or self._fault:
            self.rows.append((self._number, self._cells, self._fault))
            self._cells = {}
        self._size = 0
        self._fault = None


def _place(letters: str) -> int:
    """The place of a column by its letters, A being 0."""
    if not (letters.isalpha() and letters.isascii() and len(letters) <= 3):
        raise Damaged
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _letters(place: int) -> str:
    """The letters of a column by its place, 0 being A."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
