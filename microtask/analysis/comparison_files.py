"""Comparisons in files, as `microtask aggregate --type compare` takes them: which of two things, or that they are same.

Beside the columns of any file of answers there are `left` and `right`, the names of two things; the answer is the name
of one of the two, or `same`. Where it is empty the volunteer was not sure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from microtask.analysis.answer_files import first_of_each
from microtask.analysis.answer_rows import JOINT, NOT_SURE, number_rows
from microtask.analysis.files import Advance, fault_at, open_table
from microtask.consensus.comparisons import LEFT, RIGHT, SAME, Comparisons
from microtask.errors import Invalid
from microtask.kinds.compare import SAME_WORD
from microtask.kinds.words import shown

PAIR = ("left", "right")


@dataclass(frozen=True, eq=False)
class Compared:
    """The comparisons of a file, of each volunteer and task the first; `left_out` counts the others.

    `things` has the name of each thing in `comparisons`. `not_sure` counts the answers without a choice.
    """

    things: Sequence[str]
    comparisons: Comparisons
    volunteers: int
    not_sure: int
    left_out: int


def read_comparisons(path: Path, *, stage: int | None = None, advance: Advance = lambda _: None) -> Compared:
    """The comparisons in a file; with `stage`, those of that stage alone. Raises `Invalid`, naming file and line."""
    with open_table(path, advance) as table:
        rows = number_rows(table, stage, beside=PAIR)
    kept = first_of_each(rows.task_column, rows.volunteer_column)
    texts = rows.text_column[kept]
    things: dict[str, int] = {}
    choices = [_choice(text, path, line, things) for text, line in zip(rows.texts, rows.lines, strict=True)]
    made = [choices[text] for text in texts.tolist() if text != NOT_SURE]
    columns = np.array([each for each in made if each is not None], dtype=np.int64).reshape(-1, 3)
    if not len(columns):
        of_stage = "" if stage is None else f" of stage {stage}"
        raise Invalid({"file": [f"{path}: There is no comparison{of_stage} in the file."]})
    left, right, choice = columns.T
    return Compared(
        things=list(things),
        comparisons=Comparisons(left=left, right=right, choice=choice, n_things=len(things)),
        volunteers=len(np.unique(rows.volunteer_column[kept])),
        not_sure=len(texts) - len(columns),
        left_out=len(rows.text_column) - len(texts),
    )


def _choice(text: str, path: Path, line: int, things: dict[str, int]) -> tuple[int, int, int] | None:
    """The numbers of the two things and which of them was chosen; None for a volunteer who was not sure."""
    parts = [part.strip() for part in text.split(JOINT)]
    if len(parts) > 3:
        raise fault_at(path, line, "A cell holds the control character U+001F. Take it out.")
    left, right, answer = parts
    for name, cell in zip(PAIR, (left, right), strict=True):
        if not cell:
            raise fault_at(path, line, f"The cell in “{name}” is empty. Name the thing, or delete the row.")
    if left == right:
        raise fault_at(path, line, f"“{shown(left)}” is compared with itself. Name two things, or delete the row.")
    if not answer:
        return None
    if answer == SAME_WORD and SAME_WORD in (left, right):
        sentence = f"“{SAME_WORD}” is one of the two things, and also says that they are alike. "
        raise fault_at(path, line, f"{sentence}Call the thing something else in all of the file.")
    choice = {SAME_WORD: SAME, right: RIGHT, left: LEFT}.get(answer)
    if choice is None:
        sentence = f"The answer “{shown(answer)}” is neither “{shown(left)}” nor “{shown(right)}”. "
        raise fault_at(path, line, f"{sentence}Write one of the two, or “{SAME_WORD}”.")
    number = [things.setdefault(name, len(things)) for name in (left, right)]
    return number[0], number[1], choice
