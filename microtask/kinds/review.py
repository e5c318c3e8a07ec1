"""Review: one label of a list. The value is the label, and so is the canonical text."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from marshmallow import fields

from microtask.consensus.votes import NOBODY, LabelVerdicts, LabelVotes, Votes
from microtask.kinds.kind import Material, Question, codes, given, refuse
from microtask.kinds.options import Options, find_label, named_counts

VOTES: type[Votes] = LabelVotes


def question_fields() -> dict[str, fields.Field[Any]]:
    """Two options or more."""
    return {"options": Options(least=2, required=True)}


def parse(value: object, question: Question) -> str:
    """A text, or a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is None or value in ("", []):
        refuse("Select an answer.")
    if not isinstance(value, str):
        refuse("Give the answer as one label.")
    return find_label(value, question)


def parse_text(text: str, question: Question) -> str:
    """One label, in a cell."""
    return find_label(text, question)


def to_value(text: str, question: Question) -> str:  # noqa: ARG001
    """The label."""
    return text


def votes(material: Material, question: Question, known: Mapping[int, str]) -> LabelVotes:
    """A vote for each label given."""
    code_of = {label: code for code, label in enumerate(question.options)}
    tasks, volunteers, texts = given(material)
    known_codes = np.full(material.n_tasks, NOBODY)
    for task, text in known.items():
        known_codes[task] = code_of[text]
    return LabelVotes(
        tasks=tasks,
        volunteers=volunteers,
        n_tasks=material.n_tasks,
        labels=codes(texts, code_of),
        n_labels=len(question.options),
        known=known_codes if known else None,
    )


def answer_texts(verdicts: LabelVerdicts, question: Question) -> list[str]:
    """The label of each task."""
    texts = [*question.options, ""]  # the last is where NOBODY, -1, points
    return [texts[code] for code in verdicts.answer.tolist()]


def distributions(votes: LabelVotes, question: Question) -> Iterator[dict[str, int]]:
    """The votes of each label, in the options' order."""
    return named_counts(votes.counts, question)


def columns(verdicts: LabelVerdicts, question: Question) -> dict[str, list[float | None]]:  # noqa: ARG001
    """None."""
    return {}
