"""The tables that leave the service: their columns, what each means, and the cells of a row. Pure.

Pages of the API, downloads and releases are made of the same sheets, so that a column is the same everywhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from microtask.kinds.kind import Question
from microtask.tables.columns import Column, ColumnType

Cells = Sequence[Any]


@dataclass(frozen=True)
class Described:
    """A column, and what it means, in words for whoever opens the file."""

    column: Column
    meaning: str


@dataclass(frozen=True)
class Sheet:
    """The columns of a table, and how a row of its query becomes their cells."""

    described: tuple[Described, ...]
    cells: Callable[[Any], Cells]

    @property
    def columns(self) -> list[Column]:
        """The columns as `tables` writes them."""
        return [each.column for each in self.described]

    def record(self, row: Any) -> dict[str, Any]:
        """The row as JSON has it: its columns by name, a date in ISO 8601."""
        cells = zip(self.described, self.cells(row), strict=True)
        return {each.column.name: cell.isoformat() if isinstance(cell, date) else cell for each, cell in cells}


def results_sheet(question: Question, item_columns: Sequence[str]) -> Sheet:
    """The results of a stage; rows as `queries.stream_results` gives them."""
    extras = _extras(question)
    names = [each.column.name for each in extras]
    is_number = question.kind == "rate"

    def cells(row: Any) -> Cells:
        key, answer, confidence, answers, agreement, state, distribution, found, *more = row
        tie, not_sure, live, route, crowd_answer, decision_reason, _, payload, _ = more
        if is_number:
            answer, crowd_answer = _number(answer), _number(crowd_answer)
        return [
            *(key, answer, confidence, answers, agreement, state, distribution),
            *[found.get(name) for name in names],
            *(tie, not_sure, live, route, crowd_answer, decision_reason),
            *[payload.get(name) for name in item_columns],
        ]

    answer_type = ColumnType.NUMBER if is_number else ColumnType.TEXT
    described = [
        _text("key", "The key of the item, from the owner’s file."),  # noqa: RUF001
        Described(
            Column("answer", answer_type),
            f"What the answers amount to: {_answer_words(question)} Where an expert decided, what the expert decided.",
        ),
        _number_column("confidence", "How probable the crowd’s answer is, from 0 to 1."),  # noqa: RUF001
        _whole("answers", "How many volunteers gave an answer; those who were not sure are not among them."),
        _number_column("agreement", f"The share of these answers that agree with the crowd’s: {_agrees(question)}"),  # noqa: RUF001
        _text(
            "state",
            "settled: sure enough, by the stage’s rule. open: still being asked. undecided: not sure enough when"  # noqa: RUF001
            " asking ended. adjudicated: decided by an expert.",
        ),
        Described(Column("distribution", ColumnType.JSON), f"How many volunteers gave each {_given(question)}, as JSON."),
        *extras,
        _truth("tie", "Whether two answers were exactly as probable: then the first in the order of the options stands."),
        _whole("not_sure", "How many volunteers said that they were not sure."),
        _truth("live", "Whether the verdict comes from a quick step, which the next full pass confirms or corrects."),
        _text("decided_by", "crowd, expert, or gold where the answer was known beforehand."),
        Described(Column("crowd_answer", answer_type), "What the crowd’s answers amount to, whoever decided."),  # noqa: RUF001
        _text("decision_reason", "Why the expert decided so."),
    ]
    return Sheet((*described, *_of_items(item_columns, taken=described)), cells)


def answers_sheet(question: Question) -> Sheet:
    """Who said what at a stage; rows as `answers.queries.stream_said` gives them."""

    def cells(row: Any) -> Cells:
        return row[:6]  # type: ignore[no-any-return]

    def rated(row: Any) -> Cells:
        task, volunteer, answer, *rest = row[:6]
        return [task, volunteer, answer if answer is None else int(answer), *rest]

    is_number = question.kind == "rate"
    described = (
        _text("task", "The key of the item that was asked about."),
        _text("volunteer", "A random name, the same for all answers of one person to this challenge, and to no other."),
        Described(
            Column("answer", ColumnType.INTEGER if is_number else ColumnType.TEXT),
            f"What the volunteer said: {_answer_words(question)} Empty where they were not sure.",
        ),
        _truth("not_sure", "Whether the volunteer said that they were not sure."),
        _whole("stage", "Which question was answered: the stages of the challenge are counted from 1."),
        Described(Column("answered_on", ColumnType.DATE), "The day of the answer, in UTC."),
    )
    return Sheet(described, rated if is_number else cells)


def items_sheet(item_columns: Sequence[str]) -> Sheet:
    """The items; rows are keys and payloads."""

    def cells(row: Any) -> Cells:
        key, payload = row
        return [key, *[payload.get(name) for name in item_columns]]

    described = [_text("key", "The key of the item, from the owner’s file.")]  # noqa: RUF001
    return Sheet((*described, *_of_items(item_columns, taken=described)), cells)


def gold_sheet(question: Question) -> Sheet:
    """Known answers; rows are keys and canonical texts."""
    is_number = question.kind == "rate"

    def cells(row: Any) -> Cells:
        key, answer = row
        return [key, int(answer) if is_number else answer]

    described = (
        _text("task", "The key of an item whose answer was known beforehand."),
        Described(
            Column("answer", ColumnType.INTEGER if is_number else ColumnType.TEXT),
            f"The known answer: {_answer_words(question)}",
        ),
    )
    return Sheet(described, cells)


def _of_items(names: Sequence[str], *, taken: Sequence[Described]) -> list[Described]:
    """The columns of the items under names of their own: `item_NAME` where a name is taken."""
    used = {each.column.name for each in taken} | set()
    found = []
    for name in names:
        unused = name
        while unused in used:
            unused = f"item_{unused}"
        used.add(unused)
        found.append(_text(unused, f"The column “{name}” of the item, as the owner’s file has it."))  # noqa: RUF001
    return found


def _extras(question: Question) -> list[Described]:
    """What the results of this kind have beyond those of others."""
    if question.kind == "tag":
        return [_number_column(f"p:{label}", f"How probable it is that “{label}” applies.") for label in question.options]
    if question.kind == "rate":
        return [
            _number_column("low", "The lower end of the 90 % interval of the answer."),
            _number_column("high", "The upper end of the 90 % interval of the answer."),
        ]
    return []


def _answer_words(question: Question) -> str:
    if question.scale is not None:
        return f"a number from {question.scale.minimum} to {question.scale.maximum}."
    options = ", ".join(f"“{option}”" for option in question.options)
    if question.kind == "tag":
        return f"any of {options}, joined by “|”; empty where none applies."
    return f"one of {options}."


_AGREES = {"tag": "those with exactly these tags.", "rate": "those within half a point of it."}
_GIVEN = {"tag": "tag", "rate": "number"}


def _agrees(question: Question) -> str:
    return _AGREES.get(question.kind, "those that are the same.")


def _given(question: Question) -> str:
    return _GIVEN.get(question.kind, "answer")


def _text(name: str, meaning: str) -> Described:
    return Described(Column(name), meaning)


def _number_column(name: str, meaning: str) -> Described:
    return Described(Column(name, ColumnType.NUMBER), meaning)


def _whole(name: str, meaning: str) -> Described:
    return Described(Column(name, ColumnType.INTEGER), meaning)


def _truth(name: str, meaning: str) -> Described:
    return Described(Column(name, ColumnType.BOOLEAN), meaning)


def _number(text: str | None) -> int | float | None:
    """The number in a canonical text, whole where it is."""
    if text is None:
        return None
    number = float(text)
    return int(number) if number.is_integer() else number


Frictionless = Mapping[ColumnType, str]
FRICTIONLESS: Frictionless = {
    ColumnType.TEXT: "string",
    ColumnType.INTEGER: "integer",
    ColumnType.NUMBER: "number",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DATE: "date",
    ColumnType.JSON: "object",
}
