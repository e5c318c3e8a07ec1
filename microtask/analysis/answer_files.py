"""Answers and known answers in files, as `microtask aggregate` takes them.

Nothing is lost without a word. A row that names no task or no volunteer, or whose answer the question does not have,
ends the reading with a sentence that names its line; second answers of a volunteer to a task are counted. Where an
answer to a review or a rating is empty, the volunteer was not sure.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from microtask.analysis.files import Advance, Table, fault_at, open_table
from microtask.consensus.votes import IntArray
from microtask.errors import Invalid
from microtask.kinds.kind import Material, Question
from microtask.kinds.options import SEPARATOR
from microtask.kinds.registry import KINDS
from microtask.kinds.words import shown

TASK = ("task", "item", "key", "task_id")
VOLUNTEER = ("volunteer", "worker", "user", "volunteer_id")
ANSWER = ("answer", "label", "response", "value")
YES = frozenset({"true", "1", "yes"})
NO = frozenset({"false", "0", "no", ""})

_NOT_SURE = -1


@dataclass(frozen=True, eq=False)
class Answers:
    """The rows of a file, as they stand there: of each volunteer and task the first. `left_out` counts the others.

    `tasks` names the tasks in order of first appearance. The columns have a number a row: task, volunteer, and the
    place of the answer among `texts`, -1 for not sure. `lines` has the line on which each text first stood.
    """

    path: Path
    tasks: list[str]
    task_column: IntArray
    volunteer_column: IntArray
    text_column: IntArray
    texts: list[str]
    lines: Sequence[int]
    left_out: int

    @property
    def n_volunteers(self) -> int:
        """How many volunteers answered."""
        return int(self.volunteer_column.max()) + 1


@dataclass(frozen=True)
class Known:
    """A task whose answer is known, as a line of a file has it."""

    path: Path
    line: int
    task: str
    answer: str


def read_answers(path: Path, *, stage: int | None = None, advance: Advance = lambda _: None) -> Answers:
    """The answers in a file; with `stage`, those of that stage alone. Raises `Invalid`, naming file and line."""
    with open_table(path, advance) as table:
        rows = _Rows(table, stage)
    if not rows.numbers:
        of_stage = "" if stage is None else f" of stage {stage}"
        raise Invalid({"file": [f"{path}: There is no answer{of_stage} in the file."]})
    numbers = np.frombuffer(rows.numbers, dtype=np.int32).reshape(-1, 3)
    kept = _first_of_each(numbers[:, 0], numbers[:, 1])
    task, volunteer, text = (np.ascontiguousarray(column) for column in numbers[kept].T)
    return Answers(
        path=path,
        tasks=list(rows.tasks),
        task_column=task,
        volunteer_column=volunteer,
        text_column=text,
        texts=list(rows.texts),
        lines=rows.lines,
        left_out=len(numbers) - len(kept),
    )


def read_gold(path: Path) -> list[Known]:
    """The known answers in a file. Raises `Invalid`, naming file and line, also where a task has two of them."""
    gold: dict[str, Known] = {}
    with open_table(path) as table:
        task, answer = table.column(*TASK), table.column(*ANSWER)
        for line, cells in table:
            known = gold.setdefault(cells[task], Known(path, line, cells[task], cells[answer]))
            if known.answer != cells[answer]:
                table.refuse(
                    line, f"“{shown(known.task)}” has another answer on line {known.line}. Keep one of the two."
                )
    return list(gold.values())


def question_of(answers: Answers, *, kind: str | None, options: Sequence[str], known: Sequence[Known]) -> Question:
    """The question that the answers are to. Without `kind`: tag where any answer has a `|`, else review.

    Without `options`, they are all labels of answers and known answers, sorted.
    """
    if kind is None:
        kind = "tag" if any(SEPARATOR in text for text in answers.texts) else "review"
    if kind == "rate":
        return Question(kind)
    texts = [*answers.texts, *(each.answer for each in known)]
    labels = {part.strip() for text in texts for part in (text.split(SEPARATOR) if kind == "tag" else [text])}
    return Question(kind, tuple(options) or tuple(sorted(labels - {""})))


def material_of(answers: Answers, question: Question) -> Material:
    """The answers as the question understands them. Raises `Invalid` for the first that it does not have."""
    canonical: list[str | None] = []
    for text, line in zip(answers.texts, answers.lines, strict=True):
        if question.kind != "tag" and not text.strip():
            canonical.append(None)
        else:
            canonical.append(_parsed(text, question, answers.path, line))
    canonical.append(None)  # where -1 points
    return Material(
        tasks=answers.task_column,
        volunteers=answers.volunteer_column,
        answers=[canonical[place] for place in answers.text_column.tolist()],
        n_tasks=len(answers.tasks),
    )


def known_answers(answers: Answers, question: Question, known: Sequence[Known]) -> dict[int, str]:
    """The canonical known answers by the number of their task; tasks that nobody answered are passed over."""
    number_of = {name: number for number, name in enumerate(answers.tasks)}
    return {
        number_of[each.task]: _parsed(each.answer, question, each.path, each.line)
        for each in known
        if each.task in number_of
    }


class _Codes(dict[str, int]):
    """Texts numbered in order of first appearance."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


class _Names(_Codes):
    """The same, of texts that must say something: raises `_Empty` for one that does not."""

    def __missing__(self, text: str) -> int:
        if not text.strip():
            raise _Empty
        return super().__missing__(text)


class _Empty(Exception):  # noqa: N818
    """A cell that names a task or a volunteer is empty."""


class _Rows:
    """The rows of a table as numbers: task, volunteer and text of each, one after the other."""

    def __init__(self, table: Table, stage: int | None):
        self.tasks, self.volunteers, self.texts = _Names(), _Names(), _Codes()
        self.numbers, self.lines = array("i"), array("q")
        task, volunteer, answer = (table.column(*names) for names in (TASK, VOLUNTEER, ANSWER))
        self._not_sure = table.find_column("not_sure")
        stage_column = table.find_column("stage") if stage is None else table.column("stage")
        first_stage = None if stage is None else str(stage)
        for line, cells in table:
            if stage_column is not None and (of := cells[stage_column].strip()) != first_stage:
                if stage is not None:
                    continue
                if first_stage is not None:
                    table.refuse(line, f"The file has answers of stages {first_stage} and {of}. Choose one by --stage.")
                first_stage = of
            text = self.texts[cells[answer]]
            if text == len(self.lines):
                self.lines.append(line)
            if self._not_sure is not None and self._is_not_sure(line, cells[self._not_sure], table):
                text = _NOT_SURE
            try:
                self.numbers.extend((self.tasks[cells[task]], self.volunteers[cells[volunteer]], text))
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


def _first_of_each(tasks: IntArray, volunteers: IntArray) -> IntArray:
    """The rows that are the first of their task and volunteer, in their order."""
    pairs = tasks.astype(np.int64) * (int(volunteers.max()) + 1) + volunteers
    first: IntArray = np.unique(pairs, return_index=True)[1]
    return np.sort(first)


def _parsed(text: str, question: Question, path: Path, line: int) -> str:
    try:
        return KINDS[question.kind].parse_text(text, question)
    except Invalid as error:
        raise fault_at(path, line, str(error)) from None
