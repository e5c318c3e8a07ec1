"""Compare: which of two things, `a` or `b`, or that they are the same. Value and canonical text are that word.

A task is a pair. What settles is not the pair but the ranking of the things (`analysis.ranking`), so a verdict is a
thing's place in it; the votes of a pair are what agreement is measured on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from marshmallow import fields

from microtask.consensus.comparisons import LEFT, RIGHT, SAME, Comparisons
from microtask.consensus.votes import NOBODY, IntArray, LabelVerdicts, LabelVotes, Votes
from microtask.kinds import review
from microtask.kinds.kind import Material, Question, refuse

VOTES: type[Votes] = LabelVotes
SAME_WORD = "same"
CHOICES = ("a", "b", SAME_WORD)

_CODES: Mapping[str | None, int] = {"a": LEFT, "b": RIGHT, "same": SAME, None: NOBODY}
_TURNED: Mapping[str, str] = {"a": "b", "b": "a"}
_PLACE = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)
_PAIR = Question("compare", CHOICES)


def question_fields() -> dict[str, fields.Field[Any]]:
    """None: what may be answered is always the same."""
    return {}


def parse(value: object, question: Question) -> str:  # noqa: ARG001
    """`a`, `b` or `same`, alone or in a list. Raises `Invalid` for anything else."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is None or value in ("", []):
        refuse("Select one of the two, or that they are the same.")
    if value not in CHOICES:
        refuse("Give the answer as “a”, “b” or “same”.")
    return str(value)


def parse_text(text: str, question: Question) -> str:
    """The same, in a cell."""
    return parse(text.strip(), question)


def parse_place(value: object) -> str:
    """The place of a thing in a ranking, as an expert decides it: a whole number from 1, or its digits."""
    text = "" if isinstance(value, bool) or not isinstance(value, int | str) else str(value).strip()
    if not _PLACE.fullmatch(text):
        refuse("Give the place in the ranking as a whole number from 1.")
    return text


def to_value(text: str, question: Question) -> str:  # noqa: ARG001
    """The word."""
    return text


def turn(text: str) -> str:
    """The same choice, where the two things change places."""
    return _TURNED.get(text, text)


def comparisons(left: IntArray, right: IntArray, answers: Sequence[str | None], n_things: int) -> Comparisons:
    """What the answers say of the things `left` (shown as `a`) and `right`; those of the not sure are left out."""
    choice = np.array([_CODES[answer] for answer in answers], dtype=np.int64)
    said = choice != NOBODY
    return Comparisons(left=left[said], right=right[said], choice=choice[said], n_things=n_things)


def votes(material: Material, question: Question, known: Mapping[int, str]) -> LabelVotes:  # noqa: ARG001
    """A vote on its pair for each choice."""
    return review.votes(material, _PAIR, known)


def answer_texts(verdicts: LabelVerdicts, question: Question) -> list[str]:  # noqa: ARG001
    """The choice of each pair."""
    return review.answer_texts(verdicts, _PAIR)


def distributions(votes: LabelVotes, question: Question) -> Iterator[dict[str, int]]:  # noqa: ARG001
    """The votes for each choice of a pair."""
    return review.distributions(votes, _PAIR)


def columns(verdicts: LabelVerdicts, question: Question) -> dict[str, list[float | None]]:  # noqa: ARG001
    """None."""
    return {}
