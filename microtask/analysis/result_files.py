"""Results as `microtask aggregate` writes them: one row a task, in order of first appearance; or one row a thing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from microtask.analysis import judging
from microtask.analysis.judging import Decision
from microtask.analysis.output import replacing
from microtask.analysis.ranking import Ranked
from microtask.consensus import stopping
from microtask.consensus.votes import BoolArray, NumberVerdicts
from microtask.tables import writing
from microtask.tables.formats import Format
from microtask.tables.writing import Column, ColumnType

ENDINGS = {each.ending: each for each in Format}


@dataclass(frozen=True)
class Results:
    """Rows under their columns. Written once: the rows may be made as they are asked for."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]

    def write(self, file_format: Format, out: BinaryIO) -> None:
        """Write them to `out`. Raises `Invalid` where the format is not available here."""
        writing.write(file_format, self.columns, self.rows, out)

    def write_file(self, path: Path) -> None:
        """Write them to a file, in the format of its ending. What was there stays until all is written.

        Raises `Invalid` where the file cannot be written.
        """
        with replacing(path) as out:
            self.write(ENDINGS[path.suffix.lower()], out)


def of_tasks(decision: Decision, tasks: Sequence[str], is_settled: BoolArray) -> Results:
    """The outcome of each task. A number is a number; `gold` is a column where any answer was known beforehand."""
    has_gold = bool(decision.verdicts.is_known.any())
    is_number = decision.question.kind == "rate"
    columns = [
        Column("task"),
        Column("answer", ColumnType.NUMBER if is_number else ColumnType.TEXT),
        Column("confidence", ColumnType.NUMBER),
        Column("answers", ColumnType.INTEGER),
        Column("agreement", ColumnType.NUMBER),
        Column("state"),
        Column("tie", ColumnType.BOOLEAN),
        *([Column("gold", ColumnType.BOOLEAN)] if has_gold else []),
        *(Column(name, ColumnType.NUMBER) for name in judging.extra_names(decision)),
    ]

    def rows() -> Iterator[Sequence[Any]]:
        states = ["settled" if settles else "undecided" for settles in is_settled.tolist()]
        start = 0
        for part in judging.outcome_columns(decision):
            stop = start + len(part.answers)
            yield from zip(
                tasks[start:stop],
                map(_number, part.answer) if is_number else part.answer,
                part.confidence,
                part.answers,
                part.agreement,
                states[start:stop],
                part.tie,
                *([part.is_gold] if has_gold else []),
                *part.extras.values(),
                strict=True,
            )
            start = stop

    return Results(columns, rows())


def of_things(ranked: Ranked, names: Sequence[str]) -> Results:
    """The place of each thing in the ranking, the highest score first; `names` are what `ranked.things` points to."""
    ranking = ranked.ranking
    columns = [
        Column("thing"),
        Column("score", ColumnType.NUMBER),
        Column("rank", ColumnType.INTEGER),
        Column("low", ColumnType.NUMBER),
        Column("high", ColumnType.NUMBER),
        Column("comparisons", ColumnType.INTEGER),
    ]
    order = ranking.order
    figures = (ranking.score, ranking.rank, ranking.low, ranking.high, ranking.comparisons)
    things = [names[place] for place in ranked.things[order].tolist()]
    return Results(columns, list(zip(things, *(column[order].tolist() for column in figures), strict=True)))


def settled(decision: Decision, confidence: float, *, precision: float | None = None) -> BoolArray:
    """Which tasks are settled, (tasks,): those that have an answer whose confidence reaches `confidence`.

    With `precision`, ratings whose 90 % interval reaches no further than so many points, as a stage of the service
    settles them.
    """
    verdicts = decision.verdicts
    if precision is not None and isinstance(verdicts, NumberVerdicts):
        return stopping.settled(verdicts, stopping.Rule(minimum=0, precision=precision), crowd_known=True)
    return verdicts.has_answer & (verdicts.confidence >= confidence)


def _number(text: str | None) -> int | float | None:
    """The number in a canonical text, whole where it is."""
    if text is None:
        return None
    number = float(text)
    return int(number) if number.is_integer() else number
