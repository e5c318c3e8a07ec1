"""Tables on disk, as the command reads them: known by content, unpacked, and with errors that say where."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, NoReturn

from microtask.errors import Invalid
from microtask.kinds.words import shown
from microtask.tables.formats import Format, detect_format
from microtask.tables.plain_csv import NotPlain, PlainCsv
from microtask.tables.reading import Limits, Problem, Readable, Rows, Unreadable, open_rows

HEAD_BYTES = 8192
GZIP_MAGIC = b"\x1f\x8b"
MOST_COLUMNS = 8  # of the header, in a message
_WITH_LISTS = (Format.JSONL, Format.PARQUET)
UNBOUNDED = Limits(rows=10**12, packed=10**12, unpacked=10**13)

Advance = Callable[[int], object]


class Table:
    """An open file as rows. Whatever is wrong with it is raised as `Invalid`, naming the file and the line."""

    def __init__(self, path: Path, rows: Rows, file_format: Format):
        self._path = path
        self._rows = rows
        self.has_lists = file_format in _WITH_LISTS  # values that are lists, as JSON text

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Line number and cells by column."""
        for entry in self._rows:
            if isinstance(entry, Problem):
                raise self._fault_of(entry)
            yield entry

    def find_column(self, *names: str) -> str | None:
        """The first of `names` that is in the header, as the header writes it."""
        return find_column(self._rows.columns, *names)

    def column(self, *names: str) -> str:
        """The same. Raises `Invalid` where none of them is in the header."""
        found = self.find_column(*names)
        if found is None:
            called = " or ".join(f"“{name}”" for name in names)
            there = ", ".join(f"“{shown(name)}”" for name in self._rows.columns[:MOST_COLUMNS])
            more = ", …" if len(self._rows.columns) > MOST_COLUMNS else ""
            self.refuse(1, f"There is no column called {called}, only {there}{more}. Name the column so in the header.")
        return found

    def refuse(self, line: int, sentence: str) -> NoReturn:
        """Raise `Invalid` for what is wrong on a line."""
        raise fault_at(self._path, line, sentence)

    def _fault_of(self, problem: Problem) -> Invalid:
        """The error for a row that cannot be read; a reason that names its line is not told it twice."""
        if re.search(rf"\bline {problem.number}\b", problem.reason, re.IGNORECASE):
            return Invalid({"file": [f"{self._path}: {problem.reason}"]})
        return fault_at(self._path, problem.number, problem.reason)


def find_column(columns: Sequence[str], *names: str) -> str | None:
    """The first of `names` that is among the columns of a header, as the header writes it."""
    written = {column.casefold(): column for column in reversed(columns)}
    return next((written[name] for name in names if name in written), None)


def fault_at(path: Path, line: int, sentence: str) -> Invalid:
    """The error for what is wrong on a line of a file."""
    return Invalid({"file": [f"{path}, line {line}: {sentence}"]})


@contextmanager
def open_table(path: Path, advance: Advance = lambda _: None) -> Iterator[Table]:
    """The table in a file: CSV, JSON lines, XLSX or Parquet, also packed with gzip.

    `advance` is told how many bytes more of the file have been read. Raises `Invalid`, naming the file.
    """
    try:
        with (
            path.open("rb") as file,
            _unpacked(path, file, advance) as (stream, file_format),
            open_rows(stream, file_format, limits=UNBOUNDED) as rows,
        ):
            yield Table(path, rows, file_format)
    except Unreadable as error:
        raise Invalid({"file": [f"{path}: {error}"]}) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Invalid({"file": [f"{path}: The packed file is damaged or not whole. Pack it again."]}) from None
    except OSError as error:
        raise Invalid({"file": [f"{path}: The file cannot be read ({error.strerror})."]}) from None


@contextmanager
def open_plain(path: Path, advance: Advance = lambda _: None) -> Iterator[PlainCsv]:
    """The same file where it is CSV that can be read in blocks: quicker by far.

    Raises `NotPlain` where it is not, or where anything is wrong with it: `open_table` then reads it, or says what is
    wrong. `advance` has then been told to go back to the beginning.
    """
    told = 0

    def tell(further: int) -> None:
        nonlocal told
        told += further
        advance(further)

    try:
        with path.open("rb") as file, _unpacked(path, file, tell) as (stream, file_format):
            if file_format is not Format.CSV:
                raise NotPlain
            yield PlainCsv(stream)
    except (NotPlain, Unreadable, EOFError, zlib.error, OSError):
        advance(-told)
        raise NotPlain from None


class _Told:
    """A stream that tells, after each read, how many bytes further the file under it has come."""

    def __init__(self, stream: Readable, file: BinaryIO, advance: Advance):
        self._stream = stream
        self._file = file
        self._advance = advance
        self._told = 0

    def read(self, size: int, /) -> bytes:
        """The next bytes of the stream."""
        data = self._stream.read(size)
        at = self._file.tell()
        self._advance(at - self._told)
        self._told = at
        return data


@contextmanager
def _unpacked(path: Path, file: BufferedReader, advance: Advance) -> Iterator[tuple[Readable, Format]]:
    """The unpacked bytes of an open file, and the format that they are in."""
    packed = file.peek(HEAD_BYTES).startswith(GZIP_MAGIC)
    name = path.name.removesuffix(".gz") if packed else path.name
    with gzip.GzipFile(fileobj=file) if packed else nullcontext(file) as stream:
        yield _Told(stream, file, advance), detect_format(None, name, stream.peek(HEAD_BYTES))
