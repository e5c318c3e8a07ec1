"""Rate: a whole number on a scale. The value is the number, and the canonical text is the number in digits.

A question without a scale, as files of ratings have them, takes any number; a verdict is a mean or a median, given to
4 decimal places at most, without an exponent, and without noughts at the end.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from marshmallow import ValidationError, fields

from microtask.consensus.votes import NumberVerdicts, NumberVotes, Votes
from microtask.kinds.kind import Material, Question, Scale, given, refuse
from microtask.kinds.words import fault_of_text, shown

VOTES: type[Votes] = NumberVotes
MOST_POINTS = 101
FURTHEST = 1_000_000  # from 0, of either end of a scale
LONGEST = 200  # characters of a label
PLACES = 4
LARGEST = 1e15  # of a number without a scale: means and their squares are far from overflowing

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)


class ScaleField(fields.Field[dict[str, Any]]):
    """{"min", "max", "labels"}: whole numbers, and words for some. Loads to the same, the keys of labels as text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG002
        if not isinstance(value, dict) or not value.keys() <= {"min", "max", "labels"}:
            raise ValidationError('Give the scale as {"min": 1, "max": 5, "labels": {"1": "…"}}.')
        least, most = _whole(value.get("min")), _whole(value.get("max"))
        if least is None or most is None:
            raise ValidationError("The ends of the scale are whole numbers. Give “min” and “max”, such as 1 and 5.")
        if max(abs(least), abs(most)) > FURTHEST:
            raise ValidationError(f"The ends of the scale are at most {FURTHEST:,} from 0. Give numbers nearer to it.")
        if not least < most < least + MOST_POINTS:
            raise ValidationError(f"Give a “max” above “min”, and a scale of at most {MOST_POINTS} points.")
        labels = value.get("labels") or {}
        if not isinstance(labels, dict):
            raise ValidationError('Give the labels as {"1": "Not at all", "5": "Very"}.')
        faults = [fault for point, label in labels.items() for fault in _faults(point, label, least, most)]
        if faults:
            raise ValidationError(faults)
        return {"min": least, "max": most, "labels": {str(_whole(key)): text.strip() for key, text in labels.items()}}


def question_fields() -> dict[str, fields.Field[Any]]:
    """A scale."""
    return {"scale": ScaleField(required=True)}


def scale_of(scale: Mapping[str, Any]) -> Scale:
    """The scale that `ScaleField` loaded."""
    return Scale(scale["min"], scale["max"], {int(point): text for point, text in scale["labels"].items()})


def scale_between(ends: Sequence[str]) -> Scale | None:
    """The scale with these ends, whole numbers in digits, the least first; or with these points, every one of them.

    None where they are neither.
    """
    points = [point for end in ends if (point := _whole(end)) is not None]
    if not 2 <= len(points) == len(ends) or points[0] >= points[-1]:
        return None
    is_whole = len(points) == 2 or points == list(range(points[0], points[0] + len(points)))
    return Scale(points[0], points[-1], {}) if is_whole else None


def parse(value: object, question: Question) -> str:
    """A whole number, or its digits, alone or in a list."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is None or value in ("", []):
        refuse("Select a number.")
    number = _whole(value)
    if number is None:
        refuse("Give the answer as a whole number.")
    return _on_scale(number, question)


def parse_text(text: str, question: Question) -> str:
    """A number in a cell: 4 and 4.0 are the same."""
    cell = text.strip()
    number = float(cell) if _NUMBER.fullmatch(cell) else math.inf
    if not math.isfinite(number):
        refuse(f"“{shown(cell)}” is not a number. Write it in digits, such as 4 or 3.5.")
    if abs(number) > LARGEST:
        refuse(f"“{shown(cell)}” is too large to reckon with. Numbers go up to {LARGEST:,.0f}.")
    if question.scale is None:
        return _digits(number)
    if not number.is_integer():
        refuse(f"“{shown(cell)}” is not a whole number.")
    return _on_scale(int(number), question)


def to_value(text: str, question: Question) -> int | float:
    """The number."""
    return float(text) if question.scale is None else int(text)


def votes(material: Material, question: Question, known: Mapping[int, str]) -> NumberVotes:  # noqa: ARG001
    """A number for each answer."""
    tasks, volunteers, texts = given(material)
    known_numbers = np.full(material.n_tasks, np.nan)
    for task, text in known.items():
        known_numbers[task] = float(text)
    return NumberVotes(
        tasks=tasks,
        volunteers=volunteers,
        n_tasks=material.n_tasks,
        numbers=np.fromiter(map(float, texts), dtype=np.float64, count=len(texts)),
        known=known_numbers if known else None,
    )


def answer_texts(verdicts: NumberVerdicts, question: Question) -> list[str]:  # noqa: ARG001
    """The number of each task, to 4 places."""
    return ["" if math.isnan(number) else _digits(round(number, PLACES)) for number in verdicts.answer.tolist()]


def distributions(votes: NumberVotes, question: Question) -> Iterator[dict[str, int]]:  # noqa: ARG001
    """How many volunteers gave each number, from the least."""
    numbers = votes.numbers[np.lexsort((votes.numbers, votes.tasks))]
    ends = np.cumsum(votes.answers)
    for end, answers in zip(ends.tolist(), votes.answers.tolist(), strict=True):
        yield dict(Counter(map(_digits, numbers[end - answers : end].tolist())))


def columns(verdicts: NumberVerdicts, question: Question) -> dict[str, list[float | None]]:
    """`low` and `high`: the 90 % interval, to 4 places, as far as the scale reaches where there is one.

    No mean of answers lies beyond the scale, so what is cut off holds none. How wide an interval is, by which a task
    settles, is not changed by that: near an end of the scale people agree no more for not being able to go further.
    """
    scale = question.scale
    least, most = (scale.minimum, scale.maximum) if scale is not None else (-math.inf, math.inf)
    return {
        name: [
            round(number, PLACES) if math.isfinite(number) else None for number in numbers.clip(least, most).tolist()
        ]
        for name, numbers in (("low", verdicts.low), ("high", verdicts.high))
    }


def _on_scale(number: int, question: Question) -> str:
    scale = question.scale
    if scale is not None and not scale.minimum <= number <= scale.maximum:
        refuse(
            f"{shown(str(number))} is not on the scale. Give a whole number from {scale.minimum} to {scale.maximum}."
        )
    return str(number)


def _whole(value: object) -> int | None:
    """The whole number that a JSON value or the text of a form is; None where it is none."""
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _faults(point: object, label: object, least: int, most: int) -> Iterator[str]:
    """What is wrong with the words for one point of a scale, in sentences."""
    number = _whole(point)
    if number is None or not least <= number <= most:
        yield f"“{shown(str(point))}” is not a point of the scale from {least} to {most}."
    if not isinstance(label, str):
        yield f"The label of “{shown(str(point))}” is not a text."
    elif (fault := fault_of_text(label.strip(), longest=LONGEST)) is not None:
        yield f"The label of “{shown(str(point))}” {fault}"


def _digits(number: float) -> str:
    """The shortest digits that are this number, without an exponent; nought has no sign."""
    return np.format_float_positional(number + 0.0, trim="-")
