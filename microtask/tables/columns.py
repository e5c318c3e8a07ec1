"""The columns of a table that is written, and what their values may be."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from math import isnan
from operator import ne
from typing import Any

BATCH_ROWS = 128  # small, so that a batch of the longest rows is still some megabytes


class ColumnType(StrEnum):
    """What a column holds. None is an empty cell in every type, and so is a NaN in `NUMBER`."""

    TEXT = "text"  # str
    INTEGER = "integer"  # int
    NUMBER = "number"  # float
    BOOLEAN = "boolean"  # bool, written true or false
    DATE = "date"  # datetime.date
    JSON = "json"  # what json.dumps takes: an object in JSON lines, its text in the other formats


@dataclass(frozen=True)
class Column:
    """A column that is written: its name, and the type of its values."""

    name: str
    type: ColumnType = ColumnType.TEXT


Values = Sequence[Any]
Change = Callable[[Values], Values]


def batches(rows: Iterable[Values]) -> Iterator[list[Values]]:
    """The rows, a few at a time."""
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH_ROWS)):
        yield batch


def changed(batch: list[Values], changes: list[tuple[int, Change]]) -> Iterable[Values]:
    """The rows of a batch after each change was made to the whole column at its place."""
    columns: list[Values] = list(zip(*batch, strict=True))
    for place, change in changes:
        columns[place] = change(columns[place])
    return zip(*columns, strict=True)


def changes(columns: Sequence[Column], by_type: dict[ColumnType, Change]) -> list[tuple[int, Change]]:
    """The changes that a format makes to these columns, by their places."""
    return [(place, by_type[column.type]) for place, column in enumerate(columns) if column.type in by_type]


def without_nan(numbers: Values) -> Values:
    """The numbers with None for NaN; quick where there is none, since only a NaN differs from itself."""
    if any(map(ne, numbers, numbers)):
        return [None if number is None or isnan(number) else number for number in numbers]
    return numbers
