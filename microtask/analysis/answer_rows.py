"""The columns of a file of answers, and its rows as numbers: any format, one row at a time.

What is wrong is told here, with the line; `answer_blocks` is quicker, and gives the same numbers.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from microtask.analysis.files import Table
from microtask.consensus.votes import IntArray
from microtask.kinds.words import shown

TASK = ("task", "item", "key", "task_id")
VOLUNTEER = ("volunteer", "worker", "user", "volunteer_id")
ANSWER = ("answer", "label", "response", "value")
YES = frozenset({"true", "1", "yes"})
NO = frozenset({"false", "0", "no", ""})

NOT_SURE = -1
JOINT = "\x1f"  # the unit separator of ASCII


@dataclass(frozen=True, eq=False)
class Numbered:
    """The rows of a file as numbers, in order of first appearance: task, volunteer and text of each.

    `tasks` and `texts` are what the numbers stand for; the text of a row is `NOT_SURE` where its volunteer was not.
    `lines` has the line on which each text first stood.
    """

    tasks: list[str]
    texts: list[str]
    lines: Sequence[int]
    task_column: IntArray
    volunteer_column: IntArray
    text_column: IntArray


def number_rows(table: Table, stage: int | None, *, beside: Sequence[str] = ()) -> Numbered:
    """The rows, with `stage` those of that stage alone. Raises `Invalid` for the first that cannot be counted.

    The text of a row is its answer, after the cells of the columns `beside`; a `JOINT` stands between two of them.
    """
    rows = _Rows(table, stage, beside)
    task, volunteer, text = np.frombuffer(rows.numbers, dtype=np.int32).reshape(-1, 3).T.copy()
    return Numbered(list(rows.tasks), list(rows.texts), rows.lines, task, volunteer, text)


class _Codes(dict[str, int]):
    """Texts numbered in order of first appearance."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


class _Names(_Codes):
    """The same, of texts that must say something: raises `_Empty` for one that does not."""

    def __missing__(self, text: str) -> int:
        if not text:
            raise _Empty
        return super().__missing__(text)


class _Empty(Exception):  # noqa: N818
    """A cell that names a task or a volunteer is empty."""


class _Rows:
    """The rows of a table as numbers: task, volunteer and text of each, one after the other."""

    def __init__(self, table: Table, stage: int | None, beside: Sequence[str]):
        self.tasks, self.volunteers, self.texts = _Names(), _Names(), _Codes()
        self.numbers, self.lines = array("i"), array("q")
        task, volunteer, answer = (table.column(*names) for names in (TASK, VOLUNTEER, ANSWER))
        parts = [*(table.column(name) for name in beside), answer]
        self._not_sure = table.find_column("not_sure")
        stage_column = table.find_column("stage") if stage is None else table.column("stage")
        first_stage = None if stage is None else str(stage)
        for line, cells in table:
            if stage_column is not None and (of := cells[stage_column].strip()) != first_stage:
                if stage is not None:
                    continue
                if first_stage is not None:
                    stages = f"{first_stage or '(none)'} and {shown(of) or '(none)'}"
                    table.refuse(line, f"The file has answers of stages {stages}. Choose one by --stage.")
                first_stage = of
            text = self.texts[JOINT.join(cells[part] for part in parts) if beside else cells[answer]]
            if text == len(self.lines):
                self.lines.append(line)
            if self._not_sure is not None and self._is_not_sure(line, cells[self._not_sure], table):
                text = NOT_SURE
            try:
                self.numbers.extend((self.tasks[cells[task].strip()], self.volunteers[cells[volunteer].strip()], text))
            except _Empty:
                column = volunteer if cells[task].strip() else task
                table.refuse(line, f"The cell in “{column}” is empty. Fill it in, or delete the row.")

    def _is_not_sure(self, line: int, cell: str, table: Table) -> bool:
        word = cell.strip().casefold()
        if word not in YES and word not in NO:
            table.refuse(
                line, f"“{shown(cell)}” in “{self._not_sure}” is neither true nor false. Write one of the two."
            )
        return word in YES
