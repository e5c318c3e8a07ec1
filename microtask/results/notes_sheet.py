"""The notes that volunteers wrote beside their answers, as releases for internal use have them. Pure.

A note stands by itself: neither who wrote it nor what they answered is beside it, nor in which order they came.
"""

from microtask.kinds.options import SEPARATOR
from microtask.results.sheets import Described, Sheet
from microtask.tables.columns import Column, ColumnType

NOTES_SHEET = Sheet(
    (
        Described(
            Column("key"),
            f"The key of the item that the note is about; of a comparison those of both, with a “{SEPARATOR}” between.",
        ),
        Described(Column("stage", ColumnType.INTEGER), "Which question it is about: stages are counted from 1."),
        Described(Column("note"), "What a volunteer wrote. It may name people: keep it to those who need it."),
        Described(
            Column("state"),
            "What became of the item at this stage: settled, undecided, open, or adjudicated (somebody decided).",
        ),
    ),
    lambda row: row[:4],
)
