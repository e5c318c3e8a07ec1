"""The tables of a release that tell of departments: their figures, and answers with the department of each. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from microtask.kinds.kind import Question
from microtask.privacy.suppression import SMALLEST_GROUP
from microtask.results.departments import ALL, ANSWER, NOT_SURE, POOLED, UNKNOWN
from microtask.results.sheets import Described, Sheet, answers_sheet
from microtask.tables.columns import Column, ColumnType

DEPARTMENTS_SHEET = Sheet(
    (
        Described(
            Column("department"),
            f"Whose answers are counted; “{POOLED}” are those that are not told apart, all together.",
        ),
        Described(
            Column("what"),
            f"{ANSWER}: those that say what the next column says. {NOT_SURE}: those that are not sure. {ALL}: all.",
        ),
        Described(Column("answer"), "An option, a tag or a point of the scale; empty where all are counted."),
        Described(Column("answers", ColumnType.INTEGER), "How many answers."),
    ),
    lambda row: [row.department, row.what, row.answer, row.answers],
    ("department", "what", "answer"),
)


def released_answers_sheet(question: Question, places: Mapping[str, str]) -> Sheet:
    """The answers of a stage with the department of each, which the live ones lack; rows as those of the other sheet.

    `places` has what is called the department of each volunteer, by their random name.
    """
    plain = answers_sheet(question)
    column = Described(
        Column("department"),
        f"The department of the volunteer, when they answered; “{POOLED}” where it is not told apart: fewer than"
        f" {SMALLEST_GROUP} of it answered, or gave one of the answers. “{UNKNOWN}” for answers collected elsewhere.",
    )

    def cells(row: Any) -> Sequence[Any]:
        return [*plain.cells(row), places[row[1]]]

    return Sheet((*plain.described, column), cells, plain.key, plain.of_items)
