"""The form of a challenge: what stands in its fields, and the body that its schema loads."""

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError
from werkzeug.datastructures import MultiDict

from microtask.catalogue import TaskTemplate
from microtask.challenges.models import Challenge
from microtask.challenges.rules import cares_for, find_care
from microtask.errors import Invalid
from microtask.kinds.registry import KINDS
from microtask.web import forms
from microtask.web.forms import Form

FIELDS = (
    "title",
    "summary",
    "promise",
    "question",
    "options",
    "departments",
    "exclude_own",
    "min_departments",
    "care",
    "closes_at",
)
NEEDED = {
    "title": "Give the challenge a title.",
    "question": "Write the question that colleagues are asked about each item.",
    "options": "Write what colleagues choose from, one a line.",
}
# Where the page shows what the schema and the actions say about these.
SHOWN_AT = {"scale": "options", "redundancy": "care", "template": ""}


def blank(template: TaskTemplate) -> Form:
    """A new challenge: what the template brings is filled in, and may be changed."""
    return Form.blank(question=template.question, options=_write_answer(template.answer), min_departments=1)


def filled(challenge: Challenge, stage: Mapping[str, Any]) -> Form:
    """The challenge as it stands; `stage` is its only one, as `queries.describe_stages` gives it."""
    audience = stage["audience"]
    return Form.blank(
        title=challenge.title,
        summary=challenge.summary,
        promise=challenge.promise,
        question=stage["question"],
        options=_write_answer(stage),
        departments=audience["departments"],
        exclude_own=audience["exclude_own"],
        min_departments=audience["min_departments"],
        care=find_care(stage["redundancy"], stage["kind"]),
        **forms.write_day("closes_at", challenge.closes_at),
    )


def read(schema: Schema, sent: "MultiDict[str, str]", template: TaskTemplate, *, before: Form | None) -> dict[str, Any]:
    """The body of what was sent, loaded by `schema`. Raises `ValidationError` with all that is wrong at once.

    `before` is the form as it was opened: options and a closing time that nobody has touched are left out, so that what
    a text area or three boxes cannot show of them stays.
    """
    body, faults = _read(sent, template, is_new=before is None)
    if before is not None:
        unchanged, _ = _read(MultiDict(before.values), template, is_new=False)
        for name in ("options", "scale", "closes_at"):
            if name in body and body[name] == unchanged.get(name):
                del body[name]
    loaded: dict[str, Any] = {}
    try:
        loaded = schema.load(body)
    except ValidationError as error:
        faults = error.messages_dict | faults
    if faults:
        raise ValidationError(faults)
    return loaded


def refused(sent: "MultiDict[str, str]", messages: Mapping[Any, Any]) -> Form:
    """The form as it was sent, with what is wrong at the field where its owner can mend it."""
    named = {SHOWN_AT.get(str(name).partition(".")[0], name): faults for name, faults in messages.items()}
    return Form.refused(sent, named, FIELDS)


def _read(
    sent: "MultiDict[str, str]", template: TaskTemplate, *, is_new: bool
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The body, and what is wrong before any schema has seen it."""
    needed = {name for name in NEEDED if name != "options" or KINDS[template.kind].question_fields()}
    faults = {name: [NEEDED[name]] for name in NEEDED if name in needed and not sent.get(name, "").strip()}

    def checked(reader: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return reader(*arguments)
        except Invalid as error:
            faults.update(error.fields)
            return None

    words = ("title", "summary", "promise", "question")
    body: dict[str, Any] = {name: sent.get(name, "").strip() for name in words if name not in faults}
    body["template"] = template.id
    body["audience"] = _read_audience(sent)
    if "options" in needed and "options" not in faults:
        if template.kind == "rate":
            body["scale"] = checked(forms.read_scale, sent["options"])
        else:
            body["options"] = forms.read_options(sent["options"])
    cares = cares_for(template.kind)
    if sent.get("care") in cares:
        body["redundancy"] = dict(cares[sent["care"]])
    elif is_new:
        faults["care"] = ["Select how careful the answers must be."]
    closes_at = checked(forms.read_day, sent, "closes_at")
    if closes_at is not None or not is_new:
        body["closes_at"] = closes_at.isoformat() if closes_at else None
    return body, faults


def _read_audience(sent: "MultiDict[str, str]") -> dict[str, Any]:
    least = forms.read_number(sent.get("min_departments"))
    return {
        "departments": sent.getlist("departments") or None,
        "exclude_own": "exclude_own" in sent,
        **({} if least is None else {"min_departments": least}),
    }


def _write_answer(answer: Mapping[str, Any]) -> str:
    if answer.get("scale"):
        return forms.write_scale(answer["scale"])
    return forms.write_options(answer.get("options", ()))
