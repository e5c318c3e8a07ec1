"""Rows that an owner sends about items: answers that are known, or that were collected elsewhere.

What the two have in common: the columns by any of their usual names, how many rows there may be, which of them say
nothing that can be used, and what their answers are. A bad row never loses the good ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from microtask.errors import Invalid
from microtask.kinds.kind import Question
from microtask.kinds.registry import KINDS
from microtask.tables.rows import Limits, Problem, Row, Rows, Unreadable

MOST_ROWS = 50_000
LONGEST_NAME = 200  # characters of a key or a volunteer's name
LIMITS = Limits(rows=MOST_ROWS + 1)


class Refusal(NamedTuple):
    """A row that was not taken: its line (the header is 1), and why."""

    row: int
    reason: str


class Parsed(NamedTuple):
    """The canonical text of each answer that the question has, and what is wrong with each of the others."""

    canonical: dict[str, str]
    faults: dict[str, str]


def find_column(rows: Rows, names: Iterable[str], *, usual: Sequence[str]) -> str:
    """The first of `names` that is a column. Raises `Unreadable`, with the `usual` columns, where none is."""
    found = {column.casefold(): column for column in reversed(rows.columns)}
    for name in names:
        if name in found:
            return found[name]
    called = " or ".join(f"“{name}”" for name in names)
    columns = f"{', '.join(usual[:-1])} and {usual[-1]}"
    raise Unreadable(f"The header has no column called {called}. The columns are {columns}.")


def usable(rows: Rows, rejected: dict[int, str]) -> Iterator[Row]:
    """The rows that can be read; the reasons of the others go to `rejected`, by row.

    Raises `Unreadable` where there are more than 50,000.
    """
    for count, entry in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it, and send the parts one by one.")
        if isinstance(entry, Problem):
            rejected[entry.number] = entry.reason
        else:
            yield entry


def parse(texts: Iterable[str], asked: Question, *, if_empty: str) -> Parsed:
    """What these answers are to the question; `if_empty` is the fault of one that says nothing, where that is none."""
    canonical: dict[str, str] = {}
    faults: dict[str, str] = {}
    for text in texts:
        if not text.strip() and asked.kind != "tag":
            faults[text] = if_empty
            continue
        try:
            canonical[text] = KINDS[asked.kind].parse_text(text, asked)
        except Invalid as error:
            faults[text] = error.message
    return Parsed(canonical, faults)


def in_order(rejected: dict[int, str]) -> list[Refusal]:
    """The rows that were not taken, by their lines."""
    return [Refusal(*each) for each in sorted(rejected.items())]
