"""Forms: what was sent, kept as filled; what is wrong with it, as the GOV.UK error summary; and answers read back.

A view renders `Form.blank()`; when the storey raises `Invalid`, it renders `Form.refused(…)` with the same template.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from microtask.errors import Invalid
from microtask.text import N_
from microtask.web.filters import LONDON

# No label holds the separator of a tag answer, so these two can never be one.
NOT_SURE = "|not-sure"
NONE_OF_THESE = "|none"
SEPARATOR = "|"
LONGEST_NUMBER = 19  # digits

Option = str | Mapping[str, str]
Choice = tuple[str, str] | tuple[str, str, str]

REFUSALS = (Invalid, ValidationError)

SELECT_ONE = N_("Select an answer, or select ‘I’m not sure’")  # noqa: RUF001 (typographic quotes are meant)
SELECT_ANY = N_("Select all that apply, or select ‘None of these’ or ‘I’m not sure’")  # noqa: RUF001
NOTHING_SELECTED = {"review": SELECT_ONE, "tag": SELECT_ANY, "rate": SELECT_ONE, "compare": SELECT_ONE}
SELECT_EITHER = N_("Select either what applies, or ‘None of these’, or ‘I’m not sure’")  # noqa: RUF001


@dataclass(frozen=True)
class Form:
    """One form as it is shown: the text or texts of each field, and the sentences about those that need mending.

    `messages` has the fields in the order of the form; a sentence about no one field stands under the name "".
    """

    values: Mapping[str, str | list[str]] = field(default_factory=dict)
    messages: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def blank(cls, **values: Any) -> "Form":
        """A form not yet sent; `values` fill some fields in."""
        return cls({name: _as_typed(value) for name, value in values.items() if value is not None})

    @classmethod
    def refused(cls, sent: "MultiDict[str, str]", messages: Mapping[Any, Any], fields: Sequence[str]) -> "Form":
        """The form as it was sent, with marshmallow's messages about it.

        `fields` names the form's fields in their order on the page. Messages that lie deeper than a field (of one
        option, of a stage) are shown at the field that holds them; those about no field of this page at the top.
        """
        values = {name: texts if len(texts) > 1 else texts[0] for name, texts in sent.lists()}
        found: dict[str, list[str]] = {name: [] for name in [*fields, ""]}
        for name, sentence in _sentences(messages, fields):
            if sentence not in found[name]:
                found[name].append(sentence)
        return cls(values, {name: sentences for name, sentences in found.items() if sentences})

    def text(self, name: str) -> str:
        """What stands in a field of one line or of many; empty where nothing does."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else value[0]

    def has(self, name: str, value: Any) -> bool:
        """Whether the radio or checkbox `value` of field `name` is on."""
        chosen = self.values.get(name, ())
        return str(value) in ([chosen] if isinstance(chosen, str) else chosen)

    def error(self, name: str) -> str | None:
        """What is wrong with one field, as the sentences beside it; None where nothing is."""
        return " ".join(self.messages[name]) if name in self.messages else None

    @property
    def errors(self) -> list[tuple[str | None, str]]:
        """The error summary: a link to the field, or None, and the sentence, in the order of the form."""
        return [(f"#{name}" if name else None, text) for name, texts in self.messages.items() for text in texts]


def messages_of(error: Invalid | ValidationError) -> Mapping[Any, Any]:
    """What `Form.refused` takes of one of `REFUSALS`: a storey's own, or its schema's."""
    return error.fields if isinstance(error, Invalid) else error.messages_dict


def read_number(text: str | None) -> int | str | None:
    """A field that a schema takes as a whole number: None where it is empty, as typed where it is no number."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else text or None


def choices_of(options: Sequence[Option], scale: Mapping[str, Any] | None) -> list[Choice]:
    """What the task page offers: (value, label) or (value, label, meaning), "I'm not sure" apart.

    A point of a scale is shown in words alone where every point has some, else as its number with its words.
    """
    if scale is None:
        return [(option, option) if isinstance(option, str) else _choice(option) for option in options]
    points = range(scale["min"], scale["max"] + 1)
    words = scale["labels"]
    if all(str(point) in words for point in points):
        return [(str(point), words[str(point)]) for point in points]
    return [(str(point), f"{point} {words.get(str(point), '')}".strip()) for point in points]


def choices_of_pair(thing: str) -> list[Choice]:
    """What the task page offers about a pair: one, the other, or neither above the other."""
    return [("a", f"{thing} A"), ("b", f"{thing} B"), ("same", "About the same")]


def read_answer(sent: "MultiDict[str, str]") -> dict[str, Any]:
    """The answer of the task page as the answers' schema takes it: `value` or `not_sure`, and `note`.

    `value` is the list of what was selected, of which every kind takes its own; without any there is none. Raises
    `Invalid` where what was selected does not go together.
    """
    chosen = sent.getlist("value")
    note = {"note": sent.get("note", "").strip()}
    if len(chosen) > 1 and (NOT_SURE in chosen or NONE_OF_THESE in chosen):
        raise Invalid({"value": [SELECT_EITHER]})
    if chosen == [NOT_SURE]:
        return {"not_sure": True} | note
    return {"value": [] if chosen == [NONE_OF_THESE] else chosen or None} | note


def show_answer(value: Any, *, not_sure: bool = False, note: str | None = None) -> Form:
    """The task page's form with an earlier answer filled in, for a person who changes it."""
    if not_sure:
        return Form.blank(value=NOT_SURE, note=note)
    return Form.blank(value=value if value != [] else NONE_OF_THESE, note=note)


def read_day(sent: "MultiDict[str, str]", name: str) -> datetime | None:
    """The last second, in London, of the day in the boxes `name-day`, `name-month` and `name-year`.

    None if all are empty. Raises `Invalid` for what is no day of the calendar.
    """
    parts = [sent.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        year, month, day = (int(part) for part in parts)
        return datetime.combine(datetime(year, month, day, tzinfo=LONDON), time(23, 59, 59), LONDON)
    except (ValueError, OverflowError):
        raise Invalid({name: ["Enter a real date, such as 27 3 2027"]}) from None


def write_day(name: str, when: datetime | None) -> dict[str, str]:
    """The three boxes that `read_day` reads back, as values for `Form.blank`; none for no date."""
    if when is None:
        return {}
    day = when.astimezone(LONDON)
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def _choice(option: Mapping[str, str]) -> Choice:
    label, meaning, example = option["label"], option.get("definition"), option.get("example")
    told = [meaning] if meaning else []
    told += [f"For example: {example}"] if example else []
    return (label, label, ". ".join(told)) if told else (label, label)


def _as_typed(value: Any) -> str | list[str]:
    if isinstance(value, bool):
        return "1" if value else ""
    return [str(each) for each in value] if isinstance(value, list | tuple) else str(value)


def _sentences(messages: Any, fields: Sequence[str], place: str = "") -> Iterator[tuple[str, str]]:
    """Each sentence of messages, nested or by dotted path, with the innermost field of the page that it lies under."""
    if isinstance(messages, Mapping):
        for name, deeper in messages.items():
            parts = reversed(str(name).split("."))
            yield from _sentences(deeper, fields, next((part for part in parts if part in fields), place))
    elif isinstance(messages, str):
        yield place, _without_full_stop(messages)
    else:
        for deeper in messages:
            yield from _sentences(deeper, fields, place)


def _without_full_stop(sentence: str) -> str:
    """A single sentence as GOV.UK error messages have it; the API shows the same one with its full stop."""
    return sentence if ". " in sentence else sentence.removesuffix(".")
