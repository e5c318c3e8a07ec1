"""What reading a table gives: its columns, its rows, and what is wrong with the rows that cannot be used."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from microtask.errors import Invalid


class Unreadable(Invalid):
    """The file as a whole cannot be read. The message says what is wrong, where, and how to mend it."""

    def __init__(self, sentence: str):
        super().__init__({"file": [sentence]})


class BrokenOff(Exception):  # noqa: N818
    """Raised by the stream's own `read` to say that the rest of the file never arrived.

    Reading then gives every row that arrived whole, and a last `Problem` for the place where the file breaks off.
    """


class Readable(Protocol):
    """A binary stream: all that is asked of it is `read`, which gives no bytes at the end."""

    def read(self, size: int, /) -> bytes: ...


class Row(NamedTuple):
    """One row. `number` is its line or spreadsheet row, the header being 1; `values` has a text for each column."""

    number: int
    values: dict[str, str]


class Problem(NamedTuple):
    """A row that cannot be used. `number` as in `Row`; `reason` is a sentence or two for the person who sent it."""

    number: int
    reason: str


Entry = Row | Problem

NOT_TEXT = re.compile("[\0\ud800-\udfff]")  # NUL and halves of characters, which no database keeps


@dataclass(frozen=True)
class Limits:
    """What a file may hold. Beyond `rows` the rest is not read; beyond `cell` and `record` the row is a problem."""

    rows: int = 1_000_000
    columns: int = 1_000
    cell: int = 100_000  # characters of one cell
    record: int = 1_000_000  # characters of one row
    packed: int = 200_000_000  # bytes of an XLSX or Parquet file
    unpacked: int = 1_000_000_000  # bytes of what an XLSX or Parquet file unpacks to


class Rows:
    """An open table. Iterate once; `with` or `close` lets go of a temporary file that was not read to its end.

    `columns` is known at once. For JSON lines it grows, in order of appearance, where later objects have keys that
    the first did not have.
    """

    def __init__(
        self, columns: list[str], entries: Iterator[Entry], *, most: int, close: Callable[[], None] = lambda: None
    ):
        self.columns = columns
        self.close = close  # lets go of the file; nothing more is read
        self._entries = _capped(entries, most, close)

    def __iter__(self) -> Iterator[Entry]:
        return self._entries

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def check_columns(names: Sequence[str], *, limits: Limits, where: str) -> list[str]:
    """The column names without surrounding blanks; raises `Unreadable` where one is blank, twice, or too many."""
    columns = [name.strip() for name in names]
    if not columns:
        raise Unreadable(f"There are no columns in {where}. Send a table with a header and a row or more.")
    if len(columns) > limits.columns:
        raise Unreadable(
            f"There are {len(columns):,} columns in {where}, and at most {limits.columns:,} can be read. "
            "Keep only the columns that you need."
        )
    first: dict[str, int] = {}
    for position, name in enumerate(columns, start=1):
        if NOT_TEXT.search(name):
            raise Unreadable(
                f"The name of column {position} in {where} holds a character that is not text. Name it anew."
            )
        if not name:
            raise Unreadable(
                f"Column {position} in {where} has no name. Give every column a name, or delete the empty column."
            )
        if name in first:
            raise Unreadable(
                f"The column name “{shown(name)}” stands twice in {where}: columns {first[name]} and {position}. "
                "Give each column a name of its own."
            )
        first[name] = position
    return columns


def shown(text: str, most: int = 60) -> str:
    """The text as a message can show it: on one line, and cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _capped(entries: Iterator[Entry], most: int, close: Callable[[], None]) -> Iterator[Entry]:
    try:
        for count, entry in enumerate(entries):
            if count >= most:
                yield Problem(
                    entry.number,
                    f"The file has more than {most:,} rows: this one and those after it were not read. "
                    "Split the file, and use the rest on its own.",
                )
                return
            yield entry
    finally:
        close()
