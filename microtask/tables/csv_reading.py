"""CSV as people have it: commas, semicolons or tabs, any line ends, and rows that are broken in every way.

The csv module parses, strictly, from a feed of physical lines that remembers the lines of the record being read.
So every row has the line on which it begins, and where a quotation mark is never closed, reading goes on with the
line after it, and nothing is swallowed.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator

from microtask.tables import guard
from microtask.tables.lines import BROKE_OFF, EMPTY, LOST, Lines
from microtask.tables.rows import Entry, Limits, Problem, Readable, Row, Rows, Unreadable, check_columns, shown

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}

_SEPARATOR_LINE = re.compile(r'"?sep=([^"\r\n])"?[\r\n]*\Z', re.IGNORECASE)
_QUOTED = re.compile('"[^"]*"?')
_DOUBLE_IT = 'Write a quotation mark inside a cell twice (""), and close the cell with one.'


def open_csv(stream: Readable, limits: Limits) -> Rows:
    """The rows of a CSV file with a header. Raises `Unreadable`; memory does not grow with the file."""
    reader = _Reader(stream, limits)
    return Rows(reader.columns, reader.entries(), most=limits.rows)


def open_header(stream: Readable, limits: Limits) -> tuple[list[str], str]:
    """The columns and the delimiter of a CSV file. Raises `Unreadable`."""
    reader = _Reader(stream, limits)
    return reader.columns, reader.delimiter


class _TooLong(Exception):  # noqa: N818
    """The record being read is longer than a record may be."""


class _Feed:
    """Hands physical lines to the csv module, and keeps those of the record being read."""

    def __init__(self, lines: Lines, longest: int):
        self.pending: list[str] = []
        self.size = 0
        self.start = 1
        self.ended = False
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self._longest = longest

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        try:
            line = self._again.popleft() if self._again else next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self.pending.append(line)
        self.size += len(line)
        if self.size > self._longest:
            raise _TooLong
        return line

    def begin(self) -> None:
        """A new record begins with the next line."""
        self.start += len(self.pending)
        self.pending.clear()
        self.size = 0

    def go_back(self, kept: int) -> None:
        """Give all lines of this record but the first `kept` out again, as records of their own."""
        self._again.extendleft(reversed(self.pending[kept:]))
        del self.pending[kept:]
        self.ended = False


class _Reader:
    def __init__(self, stream: Readable, limits: Limits):
        self._limits = limits
        self._lines = Lines(stream, longest=limits.record)
        self._feed = _Feed(self._lines, limits.record)
        # The csv module has one limit for the whole process: it is only ever raised, and ours are kept here.
        csv.field_size_limit(max(csv.field_size_limit(), limits.record))
        self._recovering = False
        try:
            self.delimiter = self._find_delimiter()
            self._csv = csv.reader(self._feed, delimiter=self.delimiter, strict=True)
            self.columns = self._read_header()
        except StopIteration:
            raise Unreadable(LOST if self._lines.broken else EMPTY) from None
        except (csv.Error, _TooLong):
            raise Unreadable(
                f"The header in line {self._feed.start} cannot be read: a quotation mark is not closed. {_DOUBLE_IT}"
            ) from None
        mark = re.escape(self.delimiter)
        quoted = f'"[^"]*(?:""[^"]*)*"(?=[{mark}\r\n]|\\Z)'
        # What RFC 4180 allows, and what is also read: a quotation mark inside a cell that does not begin with one.
        self._proper = re.compile(f'(?:{quoted}|[^"{mark}\r\n]*)(?:{mark}(?:{quoted}|[^"{mark}\r\n]*))*[\r\n]*')
        self._cell = re.compile(f'{quoted}|(?!")[^{mark}\r\n]*')

    def entries(self) -> Iterator[Entry]:
        """The rows after the header."""
        feed, columns, width = self._feed, self.columns, len(self.columns)
        longest, remove = self._limits.cell, guard.remove
        while True:
            feed.begin()
            try:
                cells = next(self._csv)
            except StopIteration:
                break
            except (csv.Error, _TooLong) as error:
                yield self._broken_record(error)
                if feed.ended and self._lines.broken:
                    return
                continue
            if not any(cells) or (len(cells) == 1 and cells[0].isspace()):
                continue
            if len(cells) != width or feed.size > longest or self._lines.suspect or self._recovering:
                reason = self._fault(cells)
                if reason is not None:
                    yield Problem(feed.start, reason)
                    continue
            yield Row(feed.start, dict(zip(columns, [remove(c) if c[:1] == "'" else c for c in cells], strict=True)))
        if self._lines.broken:
            yield Problem(feed.start, BROKE_OFF)

    def _find_delimiter(self) -> str:
        """The delimiter: said by a first line `sep=;`, else the one that stands most often in the header."""
        for line in self._feed:
            said = _SEPARATOR_LINE.match(line)
            if said:
                return said[1]
            if line.strip():
                self._feed.go_back(0)
                return max(DELIMITERS, key=_QUOTED.sub("", line).count)
            self._feed.begin()
        return ","

    def _read_header(self) -> list[str]:
        cells: list[str] = []
        while not any(cells):
            self._feed.begin()
            cells = next(self._csv)
        fault = self._lines.fault("".join(self._feed.pending), self._feed.start)
        if fault is not None:
            raise Unreadable(fault)
        where = f"line {self._feed.start}"
        return check_columns([guard.remove(cell) for cell in cells], limits=self._limits, where=where)

    def _fault(self, cells: list[str]) -> str | None:
        """Why the record that was just read cannot be used; None where it can."""
        record = "".join(self._feed.pending)
        if self._recovering:
            if not self._proper.fullmatch(record):
                return f"This row follows a broken one, and has a quotation mark too many. {_DOUBLE_IT}"
            self._recovering = False
        if fault := self._lines.fault(record, self._feed.start):
            return fault
        if len(cells) != len(self.columns):
            return self._wrong_count(len(cells))
        for name, cell in zip(self.columns, cells, strict=True):
            if len(cell) > self._limits.cell:
                return (
                    f"The cell in column “{shown(name)}” has {len(cell):,} characters, and at most "
                    f"{self._limits.cell:,} can be kept. Shorten it, or split the row."
                )
        return None

    def _wrong_count(self, count: int) -> str:
        said = f"This row has {_plural(count, 'cell')}, but the header has {_plural(len(self.columns), 'column')}."
        if len(self._feed.pending) > 1:
            last = self._feed.start + len(self._feed.pending) - 1
            return f"{said} It runs on to line {last}: a quotation mark may be missing. {_DOUBLE_IT}"
        if count < len(self.columns):
            return f"{said} Add the cells that are missing."
        return f"{said} Put a cell that holds a {DELIMITERS.get(self.delimiter, 'delimiter')} in quotation marks."

    def _broken_record(self, error: Exception) -> Problem:
        """What to say of a record with no proper end, having gone back to the line after its open mark."""
        feed = self._feed
        if feed.ended and self._lines.broken:
            return Problem(feed.start, BROKE_OFF)
        if len(feed.pending) == 1 and isinstance(error, _TooLong):
            return Problem(feed.start, f"This row has more than {self._limits.record:,} characters. Shorten it.")
        opened = self._opening_line()
        runs_on = len(feed.pending) > opened or feed.ended
        feed.go_back(opened)
        self._recovering = True
        line = feed.start + opened - 1
        if runs_on:
            return Problem(feed.start, f"The quotation mark opened in line {line} is never closed. {_DOUBLE_IT}")
        return Problem(feed.start, f"A quotation mark in line {line} is out of place. {_DOUBLE_IT}")

    def _opening_line(self) -> int:
        """In which line of the pending record, counted from 1, the quoted cell begins that has no proper end."""
        text = "".join(self._feed.pending)
        at = 0
        while at < len(text):
            cell = self._cell.match(text, at)
            if cell is None:
                break
            at = cell.end() + 1
        return len(re.findall("\r\n|\r|\n", text[:at])) + 1


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
