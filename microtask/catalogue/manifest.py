"""`manifest.toml`: what each of its keys may be."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from marshmallow import ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf, Range

from microtask.catalogue.faults import REQUIRED, Fault, Table, load
from microtask.consensus.methods import RANKING_METHODS, names_for
from microtask.kinds.registry import KINDS

MOST_ANSWERS = 100
LONGEST_EXPIRY = 24 * 60  # minutes
LONGEST_TASK = 60 * 60  # seconds


def _text(longest: int, **arguments: Any) -> fields.String:
    sentence = f"Write 1 to {longest} characters."
    return fields.String(validate=Length(1, longest, error=sentence), **arguments)


def _number(least: int, most: int, **arguments: Any) -> fields.Integer:
    sentence = f"Give a whole number from {least} to {most}."
    messages = {**arguments.pop("error_messages", {}), "invalid": sentence}
    return fields.Integer(
        strict=True, validate=Range(least, most, error=sentence), error_messages=messages, **arguments
    )


def _columns() -> fields.Dict:
    return fields.Dict(keys=_text(200), values=_text(200), load_default=dict)


class _Item(Table):
    needs = _columns()
    shows = _columns()

    @validates_schema
    def _name_a_column_once(self, data: dict[str, Any], **_: Any) -> None:
        twice = data["needs"].keys() & data["shows"].keys()
        if twice:
            sentence = "This column is needed already. Name it once."
            raise ValidationError({"shows": {name: [sentence] for name in sorted(twice)}})


class _Redundancy(Table):
    min = _number(1, MOST_ANSWERS, **REQUIRED)
    max = _number(1, MOST_ANSWERS, **REQUIRED)
    confidence = fields.Float(
        validate=Range(0.5, 1, min_inclusive=False, max_inclusive=False, error="Give a number above 0.5 and below 1."),
        **REQUIRED,
    )
    precision = fields.Float(
        validate=Range(0, min_inclusive=False, error="Give a number above 0, in points of the scale."),
        load_default=None,
    )

    @validates_schema
    def _order_the_bounds(self, data: dict[str, Any], **_: Any) -> None:
        if data["min"] > data["max"]:
            raise ValidationError("Give a number that is not below “min”.", "max")


class _Consensus(Table):
    method = fields.String(**REQUIRED)


class _Practice(Table):
    item = fields.Dict(keys=fields.String(), **REQUIRED)
    other = fields.Dict(keys=fields.String(), load_default=None)
    answer = fields.Raw(**REQUIRED)
    why = _text(400, **REQUIRED)


class _Manifest(Table):
    title = _text(60, **REQUIRED)
    kind = fields.String(validate=OneOf(KINDS, error="Choose one of: {choices}."), **REQUIRED)
    question = _text(200, load_default=None)
    help = _text(120, **REQUIRED)
    thing = _text(20, load_default=None)
    median_seconds = _number(1, LONGEST_TASK, **REQUIRED)
    expires_after_minutes = _number(1, LONGEST_EXPIRY, **REQUIRED)
    item = fields.Nested(_Item, load_default=lambda: {"needs": {}, "shows": {}})
    answer = fields.Dict(load_default=dict)
    redundancy = fields.Nested(_Redundancy, **REQUIRED)
    consensus = fields.Nested(_Consensus, **REQUIRED)
    practice = fields.List(fields.Nested(_Practice), load_default=list)


def read_manifest(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    """The manifest as it loaded, the defaults filled in, and every fault; nothing has loaded where there is one."""
    file = f"{path.parent.name}/{path.name}"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return {}, [Fault(file, "", f"It cannot be read: {error}.")]
    except tomllib.TOMLDecodeError as error:
        return {}, [Fault(file, "", f"It is not TOML: {error}.")]
    manifest, faults = load(_Manifest(), raw, file)
    kind, answer = raw.get("kind"), raw.get("answer")
    if isinstance(kind, str) and kind in KINDS:
        if isinstance(answer, dict):
            manifest["answer"], more = load_answer(kind, answer, file)
            faults += more
        faults += [Fault(file, key, sentence) for key, sentence in _faults_of_kind(kind, raw)]
    return ({} if faults else manifest), faults


def load_answer(kind: str, answer: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[Fault]]:
    """The options or the scale in `answer` as the fields of `kind` load them, and every fault."""
    return load(Table.from_dict(dict(KINDS[kind].question_fields()))(), answer, file, "answer")


def _faults_of_kind(kind: str, raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What goes with some kinds alone: a method reads their votes, precision says how exact a mean must be."""
    redundancy, consensus = raw.get("redundancy"), raw.get("consensus")
    if isinstance(redundancy, dict) and kind == "rate" and "precision" not in redundancy:
        yield "redundancy.precision", "This key is missing. Write it: 0.5 is half a point of the scale."
    if isinstance(redundancy, dict) and kind != "rate" and "precision" in redundancy:
        yield "redundancy.precision", "Only a rate template has this key. Take it out."
    if kind == "compare" and "thing" not in raw:
        yield "thing", "This key is missing. Write what one of the two is called: “Idea” makes “Idea A” and “Idea B”."
    if kind != "compare" and "thing" in raw:
        yield "thing", "Only a compare template has this key. Take it out."
    methods = RANKING_METHODS if kind == "compare" else names_for(KINDS[kind].VOTES)
    if isinstance(consensus, dict) and consensus.get("method", "auto") not in methods:
        yield "consensus.method", f"Choose one of: {', '.join(methods)}."
