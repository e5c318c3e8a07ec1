"""The tables that leave the service: their columns, what each means, and the cells of a row. Pure.

Pages of the API, downloads and releases are made of the same sheets, so that a column is the same everywhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from microtask.kinds.compare import SAME_WORD
from microtask.kinds.kind import Question
from microtask.kinds.options import SEPARATOR
from microtask.results.rules import UNDECIDED_BECAUSE
from microtask.tables.columns import Column, ColumnType

Cells = Sequence[Any]

ANSWER_KEY = ("task", "volunteer")


@dataclass(frozen=True)
class Described:
    """A column, and what it means, in words for whoever opens the file."""

    column: Column
    meaning: str


@dataclass(frozen=True)
class Sheet:
    """The columns of a table, and how a row of its query becomes their cells.

    No two rows have the same values in the columns `key`. Those of `of_items` hold keys of the table of items.
    """

    described: tuple[Described, ...]
    cells: Callable[[Any], Cells]
    key: tuple[str, ...] = ()
    of_items: tuple[str, ...] = ()

    @property
    def columns(self) -> list[Column]:
        """The columns as `tables` writes them."""
        return [each.column for each in self.described]

    def record(self, row: Any) -> dict[str, Any]:
        """The row as JSON has it: its cells by column, a date in ISO 8601."""
        cells = zip(self.described, self.cells(row), strict=True)
        return {each.column.name: cell.isoformat() if isinstance(cell, date) else cell for each, cell in cells}


class _Words(NamedTuple):
    """What the columns of results mean for one kind."""

    confidence: str
    agreement: str
    distribution: str


_WORDS = {
    "review": _Words(
        "The probability of the answer of the crowd, from 0 to 1.",
        "The share of the answers that are that of the crowd.",
        "How many volunteers gave each answer, as JSON.",
    ),
    "tag": _Words(
        "The probability of the least certain tag, applying or not, from 0 to 1.",
        "The share of the answers that have exactly the tags of the crowd.",
        "How many volunteers gave each tag, as JSON.",
    ),
    "rate": _Words(
        "The probability that the mean would stay within half a point however many more were asked, from 0 to 1.",
        "The share of the answers that lie within half a point of that of the crowd.",
        "How many volunteers gave each number, as JSON.",
    ),
    "compare": _Words(
        "How sure the place is, from 0 to 1: the probability of being on the right side of the line where the stage"
        " passes on the first ones; else of being the right way round against another item, on average.",
        "The share of the item's comparisons that come out as the ranking says; “same” counts half.",
        "How many comparisons the item won and lost, and in how many it was the same, as JSON.",
    ),
}


def results_sheet(question: Question, item_columns: Sequence[str]) -> Sheet:
    """The results of a stage; rows as `queries.stream_results` gives them."""
    extras = _extras(question)
    names = [each.column.name for each in extras]
    to_answer = _to_number if question.kind in ("rate", "compare") else _as_it_is

    def cells(row: Any) -> Cells:
        key, answer, confidence, answers, agreement, state, distribution, found, *more = row
        tie, not_sure, live, route, crowd_answer, decision_reason, reason, payload, _ = more
        return [
            *(key, to_answer(answer), confidence, answers, agreement, state, distribution),
            *[found.get(name) for name in names],
            *(tie, not_sure, live, route, to_answer(crowd_answer)),
            *(reason if state == "undecided" else None, decision_reason),
            *[payload.get(name) for name in item_columns],
        ]

    described = [*_verdict(question), *extras, *_circumstances(question)]
    return Sheet((*described, *_of_items(item_columns, taken=described)), cells, ("key",), ("key",))


def answers_sheet(question: Question) -> Sheet:
    """Who said what at a stage; rows as `answers.queries.stream_said` gives them."""

    def cells(row: Any) -> Cells:
        return row[:6]  # type: ignore[no-any-return]

    def rated(row: Any) -> Cells:
        task, volunteer, answer, *rest = row[:6]
        return [task, volunteer, _to_number(answer), *rest]

    if question.kind == "compare":
        return Sheet(_comparison(question), _compared, ANSWER_KEY, ("left", "right"))
    is_rate = question.kind == "rate"
    described = (
        _text("task", "The key of the item that was asked about."),
        *_said(question, ColumnType.INTEGER if is_rate else ColumnType.TEXT),
    )
    return Sheet(described, rated if is_rate else cells, ANSWER_KEY, ("task",))


def _said(question: Question, answer_type: ColumnType) -> tuple[Described, ...]:
    """The columns of an answer, whatever it is about."""
    return (
        _text("volunteer", "A random name for one person, the same throughout this challenge and used in no other."),
        Described(
            Column("answer", answer_type),
            f"What the volunteer said: {_range(question)} Nothing where they were not sure.",
        ),
        _truth("not_sure", "Whether the volunteer said that they were not sure."),
        _whole("stage", "Which question was answered: the stages of a challenge are counted from 1."),
        Described(Column("answered_on", ColumnType.DATE), "The day of the answer, in UTC."),
    )


def _comparison(question: Question) -> tuple[Described, ...]:
    """The columns of an answer about a pair."""
    return (
        _text("task", f"The pair that was asked about: the keys of its two items, with a “{SEPARATOR}” between them."),
        _text("left", "The key of the item that this volunteer saw first. The order was drawn by lot."),
        _text("right", "The key of the other one."),
        *_said(question, ColumnType.TEXT),
    )


def _compared(row: Any) -> Cells:
    first, volunteer, choice, not_sure, stage, day, second, swapped, *_ = row
    chosen = {"a": first, "b": second}.get(choice, choice)
    left, right = (second, first) if swapped else (first, second)
    return [f"{first}{SEPARATOR}{second}", left, right, volunteer, chosen, not_sure, stage, day]


def items_sheet(item_columns: Sequence[str]) -> Sheet:
    """The items; rows are keys and payloads."""

    def cells(row: Any) -> Cells:
        key, payload = row
        return [key, *[payload.get(name) for name in item_columns]]

    described = [_text("key", "The key of the item, unique in this challenge.")]
    return Sheet((*described, *_of_items(item_columns, taken=described)), cells, ("key",))


def gold_sheet(question: Question) -> Sheet:
    """Known answers; rows are keys and canonical texts."""
    is_rate = question.kind == "rate"
    to_answer = _to_number if is_rate else _as_it_is

    def cells(row: Any) -> Cells:
        key, answer = row
        return [key, to_answer(answer)]

    described = (
        _text("task", "The key of an item whose answer was known beforehand."),
        Described(
            Column("answer", ColumnType.INTEGER if is_rate else ColumnType.TEXT),
            f"The known answer: {_range(question)}",
        ),
    )
    return Sheet(described, cells, ("task",), ("task",))


def _verdict(question: Question) -> list[Described]:
    """The columns that say what came out."""
    words = _WORDS[question.kind]
    return [
        _text("key", "The key of the item, unique in this challenge."),
        Described(
            Column("answer", _answer_type(question)),
            f"The answer of the crowd, or of whoever decided: {_result(question)} Nothing where nobody answered.",
        ),
        _number("confidence", words.confidence),
        _whole("answers", "How many volunteers gave an answer. Those who were not sure are not among them."),
        _number("agreement", words.agreement),
        _text(
            "state",
            "settled: sure enough by the rule of the stage. undecided: not sure enough when asking ended."
            " adjudicated: decided by an owner or expert. open: people are still being asked.",
        ),
        Described(Column("distribution", ColumnType.JSON), words.distribution),
    ]


def _circumstances(question: Question) -> list[Described]:
    """The columns that say how it came out so."""
    return [
        _truth("tie", "Whether two answers were exactly as probable: the first in the order of the options stands."),
        _whole("not_sure", "How many volunteers said that they were not sure."),
        _truth("live", "Whether the next full pass over all answers has yet to confirm or correct this row."),
        _text("decided_by", "crowd; owner, of the challenge; expert; or gold, where the answer was known beforehand."),
        Described(Column("crowd_answer", _answer_type(question)), "The answer of the crowd, whoever decided."),
        _text("undecided_because", " ".join(f"{word}: {words}" for word, words in UNDECIDED_BECAUSE.items())),
        _text("decision_reason", "Why the owner or expert decided so."),
    ]


def _extras(question: Question) -> list[Described]:
    """What the results of this kind have beyond those of others."""
    if question.kind == "tag":
        return [_number(f"p:{label}", f"The probability that “{label}” applies.") for label in question.options]
    if question.kind == "compare":
        return [
            _number("score", "How well the item did: one that is 1 higher is preferred in 73 of 100 comparisons."),
            _whole("rank", "The place in the ranking, 1 for the best; items share it whose scores are not told apart."),
            *[_number(end, f"The {end} end of the 90 % interval of the score.") for end in ("low", "high")],
            _whole("comparisons", "In how many comparisons the item took part. Those not sure are not among them."),
        ]
    if question.kind == "rate":
        return [_number(end, f"The {end} end of the 90 % interval of the mean.") for end in ("low", "high")]
    return []


def _of_items(names: Sequence[str], *, taken: Sequence[Described]) -> list[Described]:
    """The columns of the items, called `item_NAME` where a name is taken."""
    used = {each.column.name for each in taken}
    found = []
    for name in names:
        unused = name
        while unused in used:
            unused = f"item_{unused}"
        used.add(unused)
        found.append(_text(unused, f"Of the item: “{name}”, as it was sent in."))
    return found


def _result(question: Question) -> str:
    """What a result may be."""
    if question.kind == "compare":
        return "the place in the ranking, 1 for the best."
    return _range(question)


def _range(question: Question) -> str:
    """What an answer may be."""
    if question.kind == "compare":
        return f"the key of the item that was chosen, or “{SAME_WORD}”."
    if question.scale is not None:
        return f"a number from {question.scale.minimum} to {question.scale.maximum}."
    options = ", ".join(f"“{option}”" for option in question.options)
    if question.kind == "tag":
        return f"any of {options}, joined by “|”; empty where none applies."
    return f"one of {options}."


def _answer_type(question: Question) -> ColumnType:
    return {"rate": ColumnType.NUMBER, "compare": ColumnType.INTEGER}.get(question.kind, ColumnType.TEXT)


def _text(name: str, meaning: str) -> Described:
    return Described(Column(name), meaning)


def _number(name: str, meaning: str) -> Described:
    return Described(Column(name, ColumnType.NUMBER), meaning)


def _whole(name: str, meaning: str) -> Described:
    return Described(Column(name, ColumnType.INTEGER), meaning)


def _truth(name: str, meaning: str) -> Described:
    return Described(Column(name, ColumnType.BOOLEAN), meaning)


def _as_it_is(text: str | None) -> str | None:
    return text


def _to_number(text: str | None) -> int | float | None:
    """The number in a canonical text, whole where it is."""
    if text is None:
        return None
    number = float(text)
    return int(number) if number.is_integer() else number
