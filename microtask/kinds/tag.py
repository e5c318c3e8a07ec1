"""Tag: any number of labels of a list. The value is a list of labels.

The canonical text joins the labels by `|` in the options' order; it is empty where no tag applies.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from marshmallow import fields

from microtask.consensus.votes import TagVerdicts, TagVotes, Votes
from microtask.kinds.kind import Material, Question, codes, given, refuse
from microtask.kinds.options import SEPARATOR, Options, find_label, named_counts

VOTES: type[Votes] = TagVotes


def question_fields() -> dict[str, fields.Field[Any]]:
    """One option or more."""
    return {"options": Options(least=1, required=True)}


def parse(value: object, question: Question) -> str:
    """A list of labels, which may be empty; of a form, one label alone too."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
        refuse("Give the answer as a list of labels. The list is empty where none applies.")
    return _joined({find_label(label, question) for label in value}, question)


def parse_text(text: str, question: Question) -> str:
    """Labels joined by `|`; blanks around them and empty ones do not matter."""
    return _joined({find_label(label, question) for label in text.split(SEPARATOR) if label.strip()}, question)


def to_value(text: str, question: Question) -> list[str]:  # noqa: ARG001
    """The labels."""
    return text.split(SEPARATOR) if text else []


def votes(material: Material, question: Question, known: Mapping[int, str]) -> TagVotes:
    """A row of marks for each answer."""
    tasks, volunteers, texts = given(material)
    code_of = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    marks_of = np.array([_marks(text, question) for text in code_of], dtype=bool).reshape(-1, len(question.options))
    known_marks = np.zeros((material.n_tasks, len(question.options)), dtype=bool)
    is_known = np.zeros(material.n_tasks, dtype=bool)
    for task, text in known.items():
        known_marks[task] = _marks(text, question)
        is_known[task] = True
    return TagVotes(
        tasks=tasks,
        volunteers=volunteers,
        n_tasks=material.n_tasks,
        marks=marks_of[codes(texts, code_of)],
        known=known_marks if known else None,
        is_known=is_known if known else None,
    )


def answer_texts(verdicts: TagVerdicts, question: Question) -> list[str]:
    """The tags of each task. A task without an answer has the text of one that no tag applies to: see its answers."""
    return [
        SEPARATOR.join(label for label, applies in zip(question.options, row, strict=True) if applies)
        for row in verdicts.applies.tolist()
    ]


def distributions(votes: TagVotes, question: Question) -> Iterator[dict[str, int]]:
    """How many volunteers gave each tag, in the options' order."""
    counts = [np.bincount(votes.tasks[marks], minlength=votes.n_tasks) for marks in votes.marks.T]
    return named_counts(np.stack(counts, axis=1), question)


def columns(verdicts: TagVerdicts, question: Question) -> dict[str, list[float | None]]:
    """`p:LABEL` for each tag: the probability that it applies."""
    has_answers = verdicts.has_answer.tolist()
    return {
        f"p:{label}": [p if has_answer else None for p, has_answer in zip(column, has_answers, strict=True)]
        for label, column in zip(question.options, verdicts.probability.T.tolist(), strict=True)
    }


def _joined(labels: set[str], question: Question) -> str:
    return SEPARATOR.join(label for label in question.options if label in labels)


def _marks(text: str, question: Question) -> list[bool]:
    labels = set(to_value(text, question))
    return [label in labels for label in question.options]
