"""The options of a question: what may stand in the list, and how an answer is looked up in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from marshmallow import ValidationError, fields

from microtask.consensus.votes import IntArray
from microtask.kinds.kind import Question, refuse
from microtask.kinds.words import fault_of_text, shown

MOST = 100
LONGEST = 200  # characters of a label
LONGEST_DEFINITION = 2000  # characters
EXPLANATIONS = ("definition", "example")  # what an option may have besides its label
SEPARATOR = "|"  # between the tags of one answer, so in no label
MOST_SHOWN = 10
BATCH = 10_000  # tasks

Option = str | dict[str, str]


class Options(fields.Field[list[Option]]):
    """A list of labels, or of {"label", "definition", "example"}. Loads to the same list, without blanks around texts.

    All faults are told at once, each in a sentence that says which option it is.
    """

    def __init__(self, *, least: int, **arguments: Any):
        super().__init__(**arguments)
        self.least = least

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> list[Option]:  # noqa: ARG002
        if not isinstance(value, list):
            raise ValidationError("Give the options as a list.")
        if not self.least <= len(value) <= MOST:
            raise ValidationError(f"Give {self.least} to {MOST} options: there are {len(value)}.")
        options = [_trimmed(option) for option in value]
        faults = [f"Option {place}: {fault}" for place, option in enumerate(options, 1) for fault in _faults(option)]
        if faults:
            raise ValidationError(faults)
        twins = [label for label, count in Counter(labels_of(options)).items() if count > 1]
        if twins:
            raise ValidationError([f"“{shown(label)}” stands twice. Give each option once." for label in twins])
        return options


def labels_of(options: Sequence[Option]) -> tuple[str, ...]:
    """The labels of loaded options, in their order."""
    return tuple(option if isinstance(option, str) else option["label"] for option in options)


def find_label(text: str, question: Question) -> str:
    """The option that is `text`, blanks around it apart. Raises `Invalid` where there is none."""
    label = text.strip()
    if label not in question.options:
        offered = ", ".join(f"“{shown(option)}”" for option in question.options[:MOST_SHOWN])
        more = "" if len(question.options) <= MOST_SHOWN else f", or one of {len(question.options) - MOST_SHOWN} more"
        refuse(f"“{shown(label)}” is not an option of this question. Choose {offered}{more}.")
    return label


def named_counts(counts: IntArray, question: Question) -> Iterator[dict[str, int]]:
    """Each row of `counts` (tasks, options) as label to count, without the noughts, in the options' order."""
    for start in range(0, len(counts), BATCH):
        for row in counts[start : start + BATCH].tolist():
            yield {label: count for label, count in zip(question.options, row, strict=True) if count}


def _trimmed(option: Any) -> Any:
    """The option without blanks around its texts; a definition or example that says nothing is left out."""
    if isinstance(option, str):
        return option.strip()
    if not isinstance(option, dict):
        return option
    trimmed = {key: value.strip() if isinstance(value, str) else value for key, value in option.items()}
    kept = {key: value for key, value in trimmed.items() if value != "" or key not in EXPLANATIONS}
    return kept.get("label") if kept.keys() == {"label"} else kept


def _faults(option: Any) -> Iterator[str]:
    """What is wrong with one option, in sentences."""
    if isinstance(option, dict):
        if not option.keys() <= {"label", *EXPLANATIONS}:
            yield "it may have a “label”, a “definition” and an “example”, and nothing else."
        for name in EXPLANATIONS:
            if isinstance(option.get(name), str):
                fault = fault_of_text(option[name], longest=LONGEST_DEFINITION)
                if fault is not None:
                    yield f"its {name} {fault}"
            elif name in option:
                yield f"its {name} is not a text."
        option = option.get("label")
    if not isinstance(option, str):
        yield "it is not a text. Give it a label."
    elif SEPARATOR in option:
        yield f"its label has a “{SEPARATOR}”, which stands between labels in files. Use another sign."
    elif (fault := fault_of_text(option, longest=LONGEST)) is not None:
        yield f"its label {fault}"
