"""Answers and known answers in files, as `microtask aggregate` takes them.

Nothing is lost without a word. A row that names no task or no volunteer, or whose answer the question does not have,
ends the reading with a sentence that names its line; second answers of a volunteer to a task are counted. Where an
answer to a review or a rating is empty, the volunteer was not sure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from microtask.analysis import answer_lists
from microtask.analysis.answer_blocks import number_blocks
from microtask.analysis.answer_kinds import KINDS
from microtask.analysis.answer_rows import ANSWER, NOT_SURE, TASK, Numbered, number_rows
from microtask.analysis.files import Advance, fault_at, open_plain, open_table
from microtask.consensus.votes import IntArray
from microtask.errors import Invalid
from microtask.kinds import rate
from microtask.kinds.kind import Material, Question, Repeated
from microtask.kinds.options import SEPARATOR
from microtask.kinds.words import shown
from microtask.tables.plain_csv import NotPlain

MOST_LABELS = 1_000  # of a question: what is reckoned with has as many columns
ENDING_OF_OPTIONS = f" Or name all labels in --options, with a {SEPARATOR} between two of them."


@dataclass(frozen=True, eq=False)
class Answers:
    """The rows of a file, as they stand there: of each volunteer and task the first. `left_out` counts the others.

    `tasks` names the tasks in order of first appearance. The columns have a number a row: task, volunteer, and the
    place of the answer among `texts`, -1 for not sure. `lines` has the line on which each text first stood. `has_lists`
    says that some answers were lists, of which `texts` has the labels joined by `|`.
    """

    path: Path
    tasks: list[str]
    task_column: IntArray
    volunteer_column: IntArray
    text_column: IntArray
    texts: list[str]
    lines: Sequence[int]
    left_out: int
    has_lists: bool = False

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


def read_answers(
    path: Path, *, kind: str | None = None, stage: int | None = None, advance: Advance = lambda _: None
) -> Answers:
    """The answers in a file, to a question of the kind; with `stage`, those of that stage alone.

    Raises `Invalid`, naming file and line.
    """
    may_have_lists = False
    try:
        with open_plain(path, advance) as file:
            rows = number_blocks(file, stage)
    except NotPlain:
        with open_table(path, advance) as table:
            rows, may_have_lists = number_rows(table, stage), table.has_lists and kind != "text"
    if not len(rows.task_column):
        of_stage = "" if stage is None else f" of stage {stage}"
        raise Invalid({"file": [f"{path}: There is no answer{of_stage} in the file."]})
    lists = _join_lists(rows, kind, path) if may_have_lists else {}
    kept = first_of_each(rows.task_column, rows.volunteer_column)
    return Answers(
        path=path,
        tasks=rows.tasks,
        task_column=rows.task_column[kept],
        volunteer_column=rows.volunteer_column[kept],
        text_column=rows.text_column[kept],
        texts=[lists.get(text, text) for text in rows.texts] if lists else rows.texts,
        lines=rows.lines,
        left_out=len(rows.task_column) - len(rows.task_column[kept]),
        has_lists=bool(lists),
    )


def read_gold(path: Path, *, kind: str | None = None) -> list[Known]:
    """The known answers in a file, to a question of the kind.

    Raises `Invalid`, naming file and line, also where a task has two of them.
    """
    gold: dict[str, Known] = {}
    with open_table(path) as table:
        task, answer = table.column(*TASK), table.column(*ANSWER)
        for line, cells in table:
            name, text = cells[task].strip(), cells[answer].strip()
            if not name:
                table.refuse(line, f"The cell in “{task}” is empty. Fill it in, or delete the row.")
            if table.has_lists and kind != "text":
                text = _joined(text, kind, path, line) or text
            known = gold.setdefault(name, Known(path, line, name, text))
            if known.answer != text:
                table.refuse(line, f"“{shown(name)}” has another answer on line {known.line}. Keep one of the two.")
    return list(gold.values())


def question_of(answers: Answers, *, kind: str | None, options: Sequence[str], known: Sequence[Known]) -> Question:
    """The question that the answers are to. Without `kind`: tag where any answer has a `|` or is a list, else review.

    Without `options`, they are all labels of answers and known answers, sorted; of ratings they are the two ends of the
    scale, and without them any number will do. Raises `Invalid` where there is no label, or more than 1,000, and for an
    answer that looks like a list but is a text.
    """
    if kind is None:
        kind = "tag" if answers.has_lists or any(SEPARATOR in text for text in answers.texts) else "review"
    if kind in ("rate", "text"):
        return Question(kind, scale=rate.scale_between(options))
    if not options:
        answer_lists.refuse_what_looks_like_one(answers.texts, answers.lines, answers.path)
    texts = [*answers.texts, *(each.answer for each in known)]
    labels = {part.strip() for text in texts for part in (text.split(SEPARATOR) if kind == "tag" else [text])} - {""}
    if not (options or labels):
        sentence = "Nobody chose anything, so it is not known between what. Name the answers by --options."
        raise Invalid({"file": [f"{answers.path}: {sentence}"]})
    if len(options or labels) > MOST_LABELS:
        many = f"There are {len(options or labels):,} different labels, and one question has at most {MOST_LABELS:,}."
        raise Invalid({"file": [f"{answers.path}: {many} Are they numbers (--type rate) or texts (--type text)?"]})
    return Question(kind, tuple(options) or tuple(sorted(labels)))


def material_of(answers: Answers, question: Question) -> Material:
    """The answers as the question understands them. Raises `Invalid` for the first that it does not have."""
    canonical: list[str | None] = []
    for text, line in zip(answers.texts, answers.lines, strict=True):
        if question.kind != "tag" and not text.strip():
            canonical.append(None)
        else:
            canonical.append(_parsed(text, question, answers.path, line))
    canonical.append(None)  # for who was not sure
    return Material(
        tasks=answers.task_column,
        volunteers=answers.volunteer_column,
        answers=Repeated(canonical, np.where(answers.text_column == NOT_SURE, len(answers.texts), answers.text_column)),
        n_tasks=len(answers.tasks),
    )


def known_answers(answers: Answers, question: Question, known: Sequence[Known]) -> dict[int, str]:
    """The canonical known answers by the number of their task; tasks that nobody answered are passed over.

    That may be all of them: a release has its known items, whether or not somebody came to answer one.
    """
    number_of = {name: number for number, name in enumerate(answers.tasks)}
    parsed = {}
    for each in known:
        if each.task in number_of:
            if question.kind != "tag" and not each.answer:
                raise fault_at(each.path, each.line, "The known answer is empty. Fill it in, or delete the row.")
            parsed[number_of[each.task]] = _parsed(each.answer, question, each.path, each.line)
    return parsed


def first_of_each(tasks: IntArray, volunteers: IntArray) -> IntArray | slice:
    """The rows that are the first of their task and volunteer, in their order; quick where, as mostly, all are."""
    pairs = tasks.astype(np.int64) * (int(volunteers.max(initial=0)) + 1) + volunteers
    in_order = np.sort(pairs)
    if (in_order[1:] != in_order[:-1]).all():
        return slice(None)
    first: IntArray = np.unique(pairs, return_index=True)[1]
    return np.sort(first)


def _join_lists(rows: Numbered, kind: str | None, path: Path) -> dict[str, str]:
    """What the lists among the texts become, by the text that they had. Raises `Invalid`, see `answer_lists`."""
    found = {text: _joined(text, kind, path, line) for text, line in zip(rows.texts, rows.lines, strict=True)}
    lists = {text: labels for text, labels in found.items() if labels is not None}
    if lists and "" in rows.texts and (rows.text_column == rows.texts.index("")).any():
        sentence = "Some answers are lists, and some are empty or null. Write [] where no tag applies, and true in"
        raise Invalid({"file": [f"{path}: {sentence} “not_sure” where the volunteer was not sure."]})
    return lists


def _joined(text: str, kind: str | None, path: Path, line: int) -> str | None:
    try:
        return answer_lists.joined(text, kind)
    except Invalid as error:
        raise fault_at(path, line, str(error)) from None


def _parsed(text: str, question: Question, path: Path, line: int) -> str:
    try:
        return KINDS[question.kind].parse_text(text, question)
    except Invalid as error:
        # Options that nobody named are all labels that there are, so one that is missing was not named.
        hint = ENDING_OF_OPTIONS if question.options else ""
        raise fault_at(path, line, f"{error}{hint}") from None
