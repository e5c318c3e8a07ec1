"""A sheet of paper: the number beside each box to tick, and what somebody types who reads the ticked boxes."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from microtask.tables.rows import Entry, Problem, Row, Rows
from microtask.web.forms import SEPARATOR, Choice

COLUMNS = ["key", "volunteer", "answer", "not_sure"]
NOT_SURE, NONE = "?", "0"
Thing = TypeVar("Thing")
_PAIR = re.compile(r"[Pp]?([1-9][0-9]{0,17})", re.ASCII)
_BETWEEN = re.compile(r"[\s,;]+")


class Box(NamedTuple):
    """A box to tick: what is typed for it, what it says, what that means (or nothing)."""

    code: str
    label: str
    meaning: str = ""


class Typed(NamedTuple):
    """One row of the page where answers are typed in; `number` counts from 1, as on the page."""

    number: int
    key: str
    name: str
    answer: str


def boxes(kind: str, choices: Sequence[Choice]) -> list[Box]:
    """The boxes of a question: a scale's have the number of their point, others count from 1."""
    found = [
        Box(choice[0] if kind == "rate" else str(place), choice[1], choice[2] if len(choice) > 2 else "")
        for place, choice in enumerate(choices, 1)
    ]
    none = [Box(NONE, "None of these")] if kind == "tag" else []
    return [*found, *none, Box(NOT_SURE, "I’m not sure")]  # noqa: RUF001 (the typographic apostrophe is meant)


def refer_to_pair(task_id: int) -> str:
    """What stands above a printed pair, and is typed in for it."""
    return f"P{task_id}"


def read_pair(reference: str) -> int | None:
    """The task that such a reference means; None where it is none."""
    found = _PAIR.fullmatch(reference.strip())
    return int(found[1]) if found else None


def in_printed_order(task_id: int, first: Thing, second: Thing) -> tuple[Thing, Thing]:
    """Which of a pair is printed as A: half of the pairs the one, half the other, so that neither place is favoured."""
    return (second, first) if task_id % 2 else (first, second)


def as_rows(kind: str, choices: Sequence[Choice], typed: Sequence[Typed]) -> Rows:
    """What was typed as the table that answers collected elsewhere come in.

    A name that is left out is the one above. A number without a box stays as it was typed, so that the question itself
    says what is wrong with it.
    """
    return Rows(COLUMNS, _entries(kind, [choice[0] for choice in choices], typed), most=len(typed))


def _entries(kind: str, values: Sequence[str], typed: Sequence[Typed]) -> Iterator[Entry]:
    name = ""
    for row in typed:
        name = row.name.strip() or name
        answer = row.answer.strip()
        if not answer:
            yield Problem(row.number, "The answer is empty. Type the number beside the ticked box, or ? for not sure.")
            continue
        unsure = answer == NOT_SURE
        cells = (row.key, name, "" if unsure else _answer(kind, values, answer), "true" if unsure else "")
        yield Row(row.number, dict(zip(COLUMNS, cells, strict=True)))


def _answer(kind: str, values: Sequence[str], typed: str) -> str:
    if kind == "rate":
        return typed
    if kind == "tag":
        return "" if typed == NONE else SEPARATOR.join(_value(values, part) for part in _BETWEEN.split(typed))
    return _value(values, typed)


def _value(values: Sequence[str], typed: str) -> str:
    place = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return values[place - 1] if 1 <= place <= len(values) else typed
