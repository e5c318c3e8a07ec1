"""The kinds of question by name."""

from collections.abc import Mapping, Sequence
from typing import Any

from microtask.kinds import compare, rate, review, tag
from microtask.kinds.kind import Kind, Question
from microtask.kinds.options import Option, labels_of

KINDS: Mapping[str, Kind] = {
    "review": review,
    "tag": tag,
    "rate": rate,
    "compare": compare,
}


def question(kind: str, *, options: Sequence[Option] = (), scale: Mapping[str, Any] | None = None) -> Question:
    """The question as answers depend on it, from options and scale as their fields loaded them."""
    return Question(kind, labels_of(options), None if scale is None else rate.scale_of(scale))
