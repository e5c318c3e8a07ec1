"""Results as `microtask aggregate` writes them: one row a task, in order of first appearance."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from microtask.analysis import judging
from microtask.analysis.judging import Decision
from microtask.consensus.votes import BoolArray
from microtask.errors import Invalid
from microtask.tables import writing
from microtask.tables.formats import Format
from microtask.tables.writing import Column, ColumnType

ENDINGS = {each.ending: each for each in Format}


def write_results(
    decision: Decision, tasks: Sequence[str], *, confidence: float, file_format: Format, out: BinaryIO
) -> None:
    """Write the outcome of each task to `out`. A task is settled where its confidence reaches `confidence`.

    A number is written as a number. `gold` is a column where any answer was known beforehand.
    """
    has_gold = bool(decision.verdicts.is_known.any())
    extras = judging.extra_names(decision)
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
        *(Column(name, ColumnType.NUMBER) for name in extras),
    ]

    def rows() -> Iterator[Sequence[Any]]:
        states = settled(decision, confidence)
        for task, outcome, is_settled in zip(tasks, judging.outcomes(decision), states, strict=True):
            yield (
                task,
                _number(outcome.answer) if is_number else outcome.answer,
                outcome.confidence,
                outcome.answers,
                outcome.agreement,
                "settled" if is_settled else "undecided",
                outcome.tie,
                *([outcome.is_gold] if has_gold else []),
                *outcome.extras.values(),
            )

    writing.write(file_format, columns, rows(), out)


def write_results_file(decision: Decision, tasks: Sequence[str], *, confidence: float, path: Path) -> None:
    """Write them to a file, in the format of its ending. What was there stays until all is written.

    Raises `Invalid` where the file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as out:
            write_results(decision, tasks, confidence=confidence, file_format=ENDINGS[path.suffix], out=out)
        unfinished.replace(path)
    except OSError as error:
        raise Invalid({"file": [f"{path}: The file cannot be written ({error.strerror})."]}) from None
    finally:
        unfinished.unlink(missing_ok=True)


def settled(decision: Decision, confidence: float) -> BoolArray:
    """Which tasks are settled, (tasks,): those that have an answer whose confidence reaches `confidence`."""
    return decision.verdicts.has_answer & (decision.verdicts.confidence >= confidence)


def _number(text: str | None) -> int | float | None:
    """The number in a canonical text, whole where it is."""
    if text is None:
        return None
    number = float(text)
    return int(number) if number.is_integer() else number
