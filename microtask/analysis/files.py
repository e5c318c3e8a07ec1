"""Tables on disk, as the command reads them: known by content, unpacked, and with errors that say where."""

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NoReturn

from microtask.errors import Invalid
from microtask.tables.formats import detect_format
from microtask.tables.reading import Limits, Problem, Rows, Unreadable, open_rows

HEAD_BYTES = 8192
GZIP_MAGIC = b"\x1f\x8b"
ROWS_A_REPORT = 10_000
UNBOUNDED = Limits(rows=10**12, packed=10**12, unpacked=10**13)

Advance = Callable[[int], object]


class Table:
    """An open file as rows. Whatever is wrong with it is raised as `Invalid`, naming the file and the line."""

    def __init__(self, path: Path, file: BinaryIO, rows: Rows, advance: Advance):
        self._path = path
        self._file = file
        self._rows = rows
        self._advance = advance
        self._columns = {column.casefold(): column for column in reversed(rows.columns)}

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Line number and cells by column."""
        told = 0
        for count, entry in enumerate(self._rows, start=1):
            if isinstance(entry, Problem):
                self.refuse(entry.number, entry.reason)
            yield entry
            if count % ROWS_A_REPORT == 0:
                told += self._report(told)
        self._report(told)

    def _report(self, told: int) -> int:
        """Tell how far reading has come beyond the first `told` bytes, and answer it."""
        further = self._file.tell() - told
        self._advance(further)
        return further

    def find_column(self, *names: str) -> str | None:
        """The first of `names` that is in the header, as the header writes it."""
        return next((self._columns[name] for name in names if name in self._columns), None)

    def column(self, *names: str) -> str:
        """The same. Raises `Invalid` where none of them is in the header."""
        found = self.find_column(*names)
        if found is None:
            called = " or ".join(f"“{name}”" for name in names)
            self.refuse(1, f"There is no column called {called}. Name the column so in the header.")
        return found

    def refuse(self, line: int, sentence: str) -> NoReturn:
        """Raise `Invalid` for what is wrong on a line."""
        raise fault_at(self._path, line, sentence)


def fault_at(path: Path, line: int, sentence: str) -> Invalid:
    """The error for what is wrong on a line of a file."""
    return Invalid({"file": [f"{path}, line {line}: {sentence}"]})


@contextmanager
def open_table(path: Path, advance: Advance = lambda _: None) -> Iterator[Table]:
    """The table in a file: CSV, JSON lines, XLSX or Parquet, also packed with gzip.

    `advance` is told how many bytes more of the file have been read. Raises `Invalid`, naming the file.
    """
    try:
        with path.open("rb") as file:
            packed = file.peek(HEAD_BYTES).startswith(GZIP_MAGIC)
            stream = gzip.GzipFile(fileobj=file) if packed else file
            head = stream.peek(HEAD_BYTES)
            name = path.name.removesuffix(".gz") if packed else path.name
            with open_rows(stream, detect_format(None, name, head), limits=UNBOUNDED) as rows:
                yield Table(path, file, rows, advance)
    except Unreadable as error:
        raise Invalid({"file": [f"{path}: {error}"]}) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Invalid({"file": [f"{path}: The packed file is damaged or not whole. Pack it again."]}) from None
    except OSError as error:
        raise Invalid({"file": [f"{path}: The file cannot be read ({error.strerror})."]}) from None
