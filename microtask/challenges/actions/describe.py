"""Describe: from what an owner asked for to the columns of stages. The template brings what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError
from sqlalchemy.orm import Session

from microtask.catalogue import Catalogue, TaskTemplate
from microtask.challenges.schemas import STAGE_FIELDS
from microtask.errors import Invalid, NotFound
from microtask.kinds.options import labels_of
from microtask.kinds.registry import KINDS
from microtask.people.queries import find_department

Columns = dict[str, Any]


@dataclass
class Faults:
    """What is wrong with each field, by its dotted path."""

    found: dict[str, list[str]] = field(default_factory=dict)
    path: str = ""

    def at(self, path: str) -> "Faults":
        """The same faults, for the fields under `path`."""
        return Faults(self.found, f"{self.path}{path}.")

    def add(self, name: str, sentence: str) -> None:
        """Something is wrong with the field `name`."""
        self.found.setdefault(f"{self.path}{name}", []).append(sentence)

    def check(self) -> None:
        """Raise `Invalid` where anything is wrong."""
        if self.found:
            raise Invalid(self.found)


def describe(
    session: Session, body: Mapping[str, Any], *, catalogue: Catalogue, unfinished: bool = False
) -> list[Columns]:
    """The columns of the stages that a loaded body asks for, in their order.

    `unfinished`: a question, and what to choose from, may be left for later. Raises `Invalid` with every fault of every
    stage, by its path, such as `stages.0.options`.
    """
    faults = Faults()
    if "stages" in body:
        listed = enumerate(body["stages"])
        stages = [
            _describe(session, stage, catalogue, faults.at(f"stages.{place}"), unfinished) for place, stage in listed
        ]
    else:
        alone = {name: body[name] for name in STAGE_FIELDS if name in body}
        stages = [_describe(session, alone, catalogue, faults, unfinished)]
    faults.check()
    return stages


def _describe(
    session: Session, given: Mapping[str, Any], catalogue: Catalogue, faults: Faults, unfinished: bool
) -> Columns:
    template = _choose_template(given, catalogue, faults)
    if template is None:
        return {}
    question = given.get("question") or template.question
    if question is None and not unfinished:
        faults.add("question", "Write the question that colleagues are asked about each item.")
    answer = _choose_answer(given, template, faults, unfinished)
    redundancy = _choose_redundancy(given.get("redundancy") or {}, template, faults)
    audience = _choose_audience(session, given.get("audience") or {}, redundancy["max_answers"], faults)
    effect = given.get("effect")
    if effect is not None:
        _check_effect(effect, template.kind, answer, faults)
    return {
        "template": template.id,
        "kind": template.kind,
        "question": question or "",
        "guidance": given.get("guidance", ""),
        "glossary": given.get("glossary", []),
        "columns": given.get("columns") or None,
        "options": answer.get("options", []),
        "scale": answer.get("scale"),
        "effect": effect,
        "median_seconds": float(template.median_seconds),
        **redundancy,
        **audience,
    }


def _choose_template(given: Mapping[str, Any], catalogue: Catalogue, faults: Faults) -> TaskTemplate | None:
    name = given.get("template")
    if name is None:
        faults.add("template", "Name a task template: review, tag, rate and compare are the plain ones.")
    else:
        try:
            return catalogue.get(name)
        except NotFound as unknown:
            faults.add("template", unknown.message)
    return None


def _choose_answer(
    given: Mapping[str, Any], template: TaskTemplate, faults: Faults, unfinished: bool
) -> dict[str, Any]:
    """The options or the scale: the owner's, else the template's."""
    answer: dict[str, Any] = {}
    wanted = KINDS[template.kind].question_fields()
    for name in ("options", "scale"):
        value = given.get(name)
        if name not in wanted:
            if value is not None:
                faults.add(name, f"A {template.kind} question has no {name}. Leave this out.")
            continue
        value = template.answer.get(name) if value is None else value
        if value is None and unfinished:
            continue
        if value is None:
            faults.add(name, f"Give the {name} that colleagues choose from.")
            continue
        try:
            answer[name] = wanted[name].deserialize(value)
        except ValidationError as wrong:
            for sentence in wrong.messages:
                faults.add(name, str(sentence))
    return answer


def _choose_redundancy(given: Mapping[str, Any], template: TaskTemplate, faults: Faults) -> Columns:
    usual, is_rate = template.redundancy, template.kind == "rate"
    least = given.get("min", min(usual.minimum, given.get("max", usual.minimum)))
    most = given.get("max", max(usual.maximum, least))
    if least > most:
        faults.add("redundancy.max", "Give a number that is not below “min”.")
    if template.kind == "compare" and most < 2:
        faults.add("redundancy.max", "Each item must be compared at least twice, or no ranking holds together.")
    if "precision" in given and not is_rate:
        faults.add("redundancy.precision", "Only a rate question has a precision. Leave this out.")
    return {
        "min_answers": least,
        "max_answers": most,
        "confidence": given.get("confidence", usual.confidence),
        "precision": given.get("precision", usual.precision) if is_rate else None,
    }


def _choose_audience(session: Session, given: Mapping[str, Any], most_answers: int, faults: Faults) -> Columns:
    spread = given.get("min_departments", 1)
    if spread > most_answers:
        faults.add(
            "audience.min_departments",
            f"At most {most_answers} people answer about each item, so they cannot come from {spread} departments.",
        )
    slugs = given.get("departments")
    departments = None if slugs is None else _find_departments(session, slugs, faults)
    return {
        "department_ids": departments,
        "exclude_own": given.get("exclude_own", False),
        "skills": sorted(set(given.get("skills") or ())) or None,
        "people": sorted(set(given.get("people") or ())) or None,
        "min_departments": spread,
    }


def _find_departments(session: Session, slugs: list[str], faults: Faults) -> list[int]:
    found: dict[int, None] = {}
    for slug in slugs:
        department = find_department(session, slug)
        if department is None:
            faults.add("audience.departments", f"There is no department “{slug[:60]}”.")
        else:
            found[department.id] = None
    return list(found)


def _check_effect(effect: Mapping[str, Any], kind: str, answer: Mapping[str, Any], faults: Faults) -> None:
    [(verb, what)] = effect.items()
    puts_in_order = kind in ("rate", "compare")
    if isinstance(what, dict):
        if not puts_in_order:
            faults.add("effect", f"A {kind} question puts nothing in order: pass or drop labels.")
        return
    if puts_in_order:
        faults.add(
            "effect", f'A {kind} question has no labels: pass on the first ones, as in {{"pass": {{"top": 10}}}}.'
        )
        return
    labels = labels_of(answer.get("options", []))
    for label in what:
        if labels and label not in labels:
            faults.add("effect", f"“{label[:60]}” is not one of the options, so nothing can {verb} by it.")
