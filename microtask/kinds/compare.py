"""Compare: which of two things, `a` or `b`, or that they are the same. Value and canonical text are that word."""

from microtask.kinds.kind import Question, refuse

CHOICES = ("a", "b", "same")


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


def to_value(text: str, question: Question) -> str:  # noqa: ARG001
    """The word."""
    return text
