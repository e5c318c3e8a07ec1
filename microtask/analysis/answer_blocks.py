"""The rows of a plain CSV file of answers as numbers, a block at a time: what `answer_rows` gives, many times quicker.

A file in which anything is out of order is not read here: `NotPlain` sends it to `answer_rows`, which says what it is.
"""

from array import array
from collections.abc import Sequence
from operator import ne

import numpy as np

from microtask.analysis.answer_rows import ANSWER, NO, NOT_SURE, TASK, VOLUNTEER, YES, Numbered
from microtask.analysis.files import find_column
from microtask.consensus.votes import BoolArray, IntArray
from microtask.tables.numbering import Numbering
from microtask.tables.plain_csv import NotPlain, PlainCsv, Words, texts_of


def number_blocks(file: PlainCsv, stage: int | None) -> Numbered:
    """The rows, with `stage` those of that stage alone. Raises `NotPlain` for what must be read row by row."""
    names = TASK, VOLUNTEER, ANSWER, ("not_sure",), ("stage",)
    columns = [find_column(file.columns, *of_column) for of_column in names]
    if None in columns[:3] or (stage is not None and columns[4] is None):
        raise NotPlain
    blocks = _Blocks(stage, has_not_sure=columns[3] is not None, has_stage=columns[4] is not None)
    for cells in file.blocks([column for column in columns if column is not None]):
        blocks.add(cells)
    return blocks.numbered()


class _Blocks:
    """What has been read so far."""

    def __init__(self, stage: int | None, *, has_not_sure: bool, has_stage: bool):
        self._stage = None if stage is None else str(stage)
        self._has_not_sure, self._has_stage = has_not_sure, has_stage
        self._tasks, self._volunteers, self._texts = Numbering(), Numbering(), Numbering()
        self._not_sure, self._stages = Numbering(), Numbering()
        self._lines = array("q")
        self._line = 2
        self._columns: list[list[IntArray]] = [[], [], []]

    def add(self, cells: list[Words]) -> None:
        """Number one block: the cells of task, volunteer and answer, of not sure and of stage where they are there."""
        rows = cells[0].shape[1]
        lines = np.arange(self._line, self._line + rows)
        self._line += rows
        if self._has_stage:
            kept = self._of_stage(cells.pop())
            if not kept.all():
                cells, lines = [words[:, kept] for words in cells], lines[kept]
        task, volunteer, text = cells[:3]
        known = self._texts.size
        numbers = self._texts.number(text)
        fresh = np.flatnonzero(numbers >= known)
        self._lines.extend(lines[fresh[np.unique(numbers[fresh], return_index=True)[1]]].tolist())
        if self._has_not_sure:
            numbers = np.where(self._is_not_sure(cells[3]), np.int32(NOT_SURE), numbers)
        self._columns[0].append(self._tasks.number(task))
        self._columns[1].append(self._volunteers.number(volunteer))
        self._columns[2].append(numbers)

    def numbered(self) -> Numbered:
        """All that was read. Raises `NotPlain` where a task or volunteer has no name, or blanks around it."""
        tasks = texts_of(self._tasks.words)
        for names in (tasks, texts_of(self._volunteers.words)):
            if "" in names or any(map(ne, names, map(str.strip, names))):
                raise NotPlain
        return Numbered(tasks, texts_of(self._texts.words), self._lines, *map(_joined, self._columns))

    def _of_stage(self, words: Words) -> BoolArray:
        """Which rows are of the stage that is asked for; raises where none is, and there are several."""
        numbers = self._stages.number(words)
        stages = [text.strip() for text in texts_of(self._stages.words)]
        if self._stage is None and len(set(stages)) > 1:
            raise NotPlain
        return np.array([self._stage in (None, stage) for stage in stages], dtype=bool)[numbers]

    def _is_not_sure(self, words: Words) -> BoolArray:
        """Which rows say that their volunteer was not sure; raises where one says neither yes nor no."""
        numbers = self._not_sure.number(words)
        said = [text.strip().casefold() for text in texts_of(self._not_sure.words)]
        if not YES.union(NO).issuperset(said):
            raise NotPlain
        return np.array([word in YES for word in said], dtype=bool)[numbers]


def _joined(blocks: Sequence[IntArray]) -> IntArray:
    return np.concatenate(blocks) if blocks else np.empty(0, dtype=np.int32)
