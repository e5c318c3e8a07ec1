"""`example.json`: an item, an answer that is taken, one that is refused, and the votes that the first casts."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from marshmallow import fields

from microtask.catalogue.faults import REQUIRED, Fault, Table, load
from microtask.catalogue.manifest import load_answer
from microtask.catalogue.template import Example, TaskTemplate, asked
from microtask.errors import Invalid
from microtask.kinds.kind import Kind, Material, Question
from microtask.kinds.registry import KINDS


class _Example(Table):
    item = fields.Dict(keys=fields.String(), **REQUIRED)
    question = fields.String(load_default=None)
    answer = fields.Dict(load_default=dict)
    valid = fields.Raw(**REQUIRED)
    invalid = fields.Raw(**REQUIRED)
    votes = fields.Dict(keys=fields.String(), values=fields.Integer(strict=True), **REQUIRED)


def read_example(path: Path, manifest: Mapping[str, Any]) -> tuple[Example | None, list[Fault]]:
    """The example of the template with this (loaded) manifest, and every fault of its form."""
    file = f"{path.parent.name}/{path.name}"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return None, [Fault(file, "", f"It cannot be read: {error}.")]
    except json.JSONDecodeError as error:
        return None, [Fault(file, f"line {error.lineno}", f"It is not JSON: {error.msg}.")]
    example, faults = load(_Example(), raw, file)
    if faults or not manifest:
        return None, faults
    chosen_from = KINDS[manifest["kind"]].question_fields()
    for key in ("question", "answer") if chosen_from else ("question",):
        if bool(manifest[key]) == bool(example[key]):
            has = "has it" if manifest[key] else "leaves it to the owner"
            mend = "Take it out." if manifest[key] else "Write it."
            faults.append(Fault(file, key, f"The manifest {has}. {mend}"))
    if example["answer"]:
        example["answer"], more = load_answer(manifest["kind"], example["answer"], file)
        faults += more
    if faults:
        return None, faults
    return Example(**example | {key: manifest[key] or example[key] for key in ("question", "answer")}), []


def check_example(template: TaskTemplate) -> list[Fault]:
    """Every way in which the example does not do what it says."""
    return [Fault(f"{template.id}/example.json", key, sentence) for key, sentence in _faults_of_example(template)]


def _faults_of_example(template: TaskTemplate) -> Iterator[tuple[str, str]]:
    example = template.example
    kind, question = asked(template.kind, example.answer)
    for column in template.columns_missing_from(example.item):
        yield f"item.{column.name}", "The template needs this column, and the item lacks it. Write it."
    try:
        kind.parse(example.invalid, question)
    except Invalid:
        pass
    else:
        yield "invalid", "The question takes this answer. Give one that it refuses."
    try:
        text = kind.parse(example.valid, question)
    except Invalid as error:
        yield "valid", f"The question refuses this answer. {error}"
    else:
        cast = _votes_cast(text, kind, question)
        if cast != example.votes:
            yield "votes", f"The valid answer casts {json.dumps(cast, ensure_ascii=False)}. Write that."


def _votes_cast(text: str, kind: Kind, question: Question) -> dict[str, int]:
    """The votes, by label, of one volunteer who gives the answer `text` to one task."""
    one = np.zeros(1, dtype=np.int64)
    votes = kind.votes(Material(one, one, [text], 1), question, {})
    return next(iter(kind.distributions(votes, question)))
