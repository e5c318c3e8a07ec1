"""What comes in and goes out about challenges, their stages and known answers, and the wording of its faults."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from microtask.challenges.rules import LICENCES, STATES
from microtask.challenges.words import (
    LONGEST_LINE,
    LONGEST_QUESTION,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Address,
    Body,
    Sharing,
    Skill,
    Term,
    number,
    words,
)
from microtask.kinds.options import Options
from microtask.kinds.rate import ScaleField
from microtask.people.rules import MARKINGS

MOST_TERMS = 50
MOST_ANSWERS = 100
MOST_STAGES = 10
MOST_DEPARTMENTS = 500
MOST_SKILLS = 20
MOST_PEOPLE = 500

_DAY = "Give a day, such as 2030-01-31."
_AT = "Give a date and time with its offset from UTC, such as 2030-01-31T17:00:00Z."
GO_ELSEWHERE = "Keep it where it is, and ask your department's security team which system is approved for it."
TOO_HIGH = f"Nothing above OFFICIAL may be put into this service. {GO_ELSEWHERE}"
_EFFECT = 'Give the effect as {"pass": [labels]}, {"drop": [labels]} or {"pass": {"top": 10}}.'


class Redundancy(Body):
    """How many answers a task gets, and how sure the result must be; what is left out is the template's.

    For compare: in how many comparisons each item takes part, and how sure its place in the ranking must be.
    """

    min = number(1, MOST_ANSWERS)
    max = number(1, MOST_ANSWERS)
    confidence = fields.Float(
        validate=validate.Range(
            0.5, 1, min_inclusive=False, max_inclusive=False, error="Give a number above 0.5 and below 1."
        )
    )
    precision = fields.Float(
        validate=validate.Range(
            0, 1_000_000, min_inclusive=False, error="Give a number above 0, in points of the scale."
        ),
        metadata={"description": "Rate alone: the half-width of the 90 % interval, in points of the scale."},
    )


class Audience(Body):
    """Who is asked: the departments by slug, or everyone."""

    departments = fields.List(
        fields.String(),
        allow_none=True,
        validate=validate.Length(
            1, MOST_DEPARTMENTS, error=f"Name 1 to {MOST_DEPARTMENTS} departments, or give null for everyone."
        ),
    )
    skills = fields.List(
        Skill(),
        allow_none=True,
        validate=validate.Length(max=MOST_SKILLS, error=f"Name at most {MOST_SKILLS} skills."),
        metadata={"description": "Of them only the experts in one of these; null is everybody."},
    )
    people = fields.List(
        Address(),
        allow_none=True,
        validate=validate.Length(1, MOST_PEOPLE, error=f"Name 1 to {MOST_PEOPLE} people, or give null for everybody."),
        metadata={"description": "Of them only whoever has one of these e-mail addresses; null is everybody."},
    )
    exclude_own = fields.Boolean(truthy={True}, falsy={False})
    min_departments = number(1, MOST_ANSWERS)


class EffectField(fields.Field[dict[str, Any]]):
    """What settling does: {"pass": [labels]}, {"drop": [labels]} or {"pass": {"top": n}}."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG002
        if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= {"pass", "drop"}:
            raise ValidationError(_EFFECT)
        [(verb, what)] = value.items()
        if isinstance(what, dict):
            self._check_top(verb, what)
        elif not isinstance(what, list) or not what or not all(isinstance(label, str) for label in what):
            raise ValidationError(_EFFECT)
        return value

    def _check_top(self, verb: str, what: dict[str, Any]) -> None:
        top = what.get("top")
        if verb != "pass" or what.keys() != {"top"} or not isinstance(top, int) or isinstance(top, bool):
            raise ValidationError(_EFFECT)
        if not 1 <= top <= 1_000_000:
            raise ValidationError("Pass on at least 1 item and at most 1,000,000.")


class StageBody(Body):
    """One stage as it is asked for; what is left out is the template's."""

    template = fields.String(
        metadata={"description": "Its id; `review`, `tag`, `rate` and `compare` are the plain ones."}
    )
    question = words(LONGEST_QUESTION, least=1)
    guidance = words(LONGEST_TEXT, metadata={"description": "How to answer: shown with every task."})
    glossary = fields.List(
        fields.Nested(Term),
        validate=validate.Length(max=MOST_TERMS, error=f"Explain at most {MOST_TERMS} words."),
        metadata={"description": "Words that not every profession knows."},
    )
    columns = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        allow_none=True,
        metadata={"description": "Which column of the items feeds each column of the template, where names differ."},
    )
    options = Options(
        least=0,  # how many there must be is for the kind to say
        allow_none=True,
        metadata={"description": 'Labels, or {"label", "definition"}: for review and tag.', "type": "array"},
    )
    scale = ScaleField(
        allow_none=True, metadata={"description": '{"min", "max", "labels"}: for rate.', "type": "object"}
    )
    redundancy = fields.Nested(Redundancy, allow_none=True)
    audience = fields.Nested(Audience, allow_none=True)
    effect = EffectField(allow_none=True, metadata={"description": _EFFECT, "type": ["object", "null"]})


STAGE_FIELDS = tuple(StageBody().fields)


class ChallengeChanges(StageBody):
    """What may be changed. A challenge of one stage takes its stage's fields at the top level too."""

    title = words(LONGEST_TITLE, least=1)
    summary = words(LONGEST_TEXT)
    why = words(LONGEST_TEXT, metadata={"description": "Why it matters."})
    benefits = words(LONGEST_TEXT, metadata={"description": "Who will be better off."})
    sponsor = words(LONGEST_LINE, metadata={"description": "Who stands behind it."})
    contact = words(LONGEST_LINE, metadata={"description": "Whom colleagues may ask."})
    promise = words(LONGEST_TEXT, metadata={"description": "What will be done with the answers."})
    promise_by = fields.Date(allow_none=True, error_messages={"invalid": _DAY})
    promise_most = fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.Range(1, 1_000_000, error="Give a whole number from 1 to 1,000,000."),
        error_messages={"invalid": "Give a whole number from 1 to 1,000,000."},
        metadata={"description": "On how many of the items the department can act."},
    )
    takes_contributions = fields.Boolean(
        truthy={True}, falsy={False}, metadata={"description": "Whether colleagues may send in ideas, as new items."}
    )
    drop_ins = words(LONGEST_TEXT, metadata={"description": "When questions are answered live: a line a session."})
    sharing = fields.Nested(Sharing, allow_none=True)
    keep_until = fields.Date(allow_none=True, error_messages={"invalid": _DAY})
    marking = fields.String(validate=validate.OneOf(MARKINGS, error=TOO_HIGH))
    licence = fields.String(validate=validate.OneOf(LICENCES, error="Choose one of: {choices}."))
    closes_at = fields.AwareDateTime(
        allow_none=True,
        error_messages=dict.fromkeys(("invalid", "invalid_awareness", "format"), _AT),
    )
    stages = fields.List(
        fields.Nested(StageBody),
        validate=validate.Length(1, MOST_STAGES, error=f"Give 1 to {MOST_STAGES} stages."),
    )

    @validates_schema
    def _describe_stages_once(self, data: dict[str, Any], **_: Any) -> None:
        twice = [name for name in STAGE_FIELDS if name in data] if "stages" in data else []
        if twice:
            raise ValidationError({name: ["Give this in “stages”, or leave “stages” out."] for name in twice})


class NewChallenge(ChallengeChanges):
    """A draft. `promise` is needed before publishing; a template brings the rest where it has it."""

    title = words(LONGEST_TITLE, least=1, required=True, error_messages={"required": "Give the challenge a name."})


class ShownRedundancy(Schema):
    """When a task settles. `precision` is there for rate."""

    min = fields.Integer(required=True)
    max = fields.Integer(required=True)
    confidence = fields.Float(required=True)
    precision = fields.Float()


class ShownAudience(Schema):
    """Who is asked; null departments are everyone. Of named people, all but the owners are shown themselves alone."""

    departments = fields.List(fields.String(), allow_none=True, required=True)
    skills = fields.List(fields.String(), allow_none=True, required=True)
    people = fields.List(fields.String(), allow_none=True, required=True)
    exclude_own = fields.Boolean(required=True)
    min_departments = fields.Integer(required=True)


class ShownStage(Schema):
    """One stage. `options` is there for review and tag, `scale` for rate."""

    template = fields.String(required=True)
    kind = fields.String(required=True)
    question = fields.String(required=True)
    options = fields.List(fields.Raw())
    scale = fields.Dict()
    guidance = fields.String(required=True)
    glossary = fields.List(fields.Nested(Term), required=True)
    columns = fields.Dict(allow_none=True, required=True)
    redundancy = fields.Nested(ShownRedundancy, required=True)
    audience = fields.Nested(ShownAudience, required=True)
    effect = fields.Dict(allow_none=True, required=True)


class Progress(Schema):
    """How far the work has come."""

    items = fields.Integer(required=True)
    tasks = fields.Integer(required=True)
    settled = fields.Integer(required=True)
    undecided = fields.Integer(required=True)
    answers = fields.Integer(required=True)
    volunteers = fields.Integer(required=True)
    answers_per_task = fields.Float(required=True)


class ShownChallenge(Schema):
    """A challenge, its stages and its progress."""

    id = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    title = fields.String(required=True)
    summary = fields.String(required=True)
    why = fields.String(required=True)
    benefits = fields.String(required=True)
    sponsor = fields.String(required=True)
    contact = fields.String(required=True)
    promise = fields.String(required=True)
    promise_by = fields.Date(allow_none=True, required=True)
    promise_most = fields.Integer(allow_none=True, required=True)
    takes_contributions = fields.Boolean(required=True)
    drop_ins = fields.String(required=True)
    marking = fields.String(required=True)
    licence = fields.String(required=True)
    department = fields.String(required=True, metadata={"description": "The slug of the department it belongs to."})
    created_at = fields.AwareDateTime(required=True)
    published_at = fields.AwareDateTime(allow_none=True, required=True)
    opened_at = fields.AwareDateTime(allow_none=True, required=True)
    closes_at = fields.AwareDateTime(allow_none=True, required=True)
    closed_at = fields.AwareDateTime(allow_none=True, required=True)
    outcome = fields.String(allow_none=True, required=True)
    stages = fields.List(fields.Nested(ShownStage), required=True)
    progress = fields.Nested(Progress, required=True)


class State(Schema):
    """A challenge and where it is in its life."""

    id = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))


class Rejection(Schema):
    """A row that could not be taken; the good rows around it were."""

    row = fields.Integer(required=True)
    reason = fields.String(required=True)


class ShownKnown(Schema):
    """What became of the rows: stored, known already, or not taken; and how many items have a known answer now."""

    accepted = fields.Integer(required=True)
    repeated = fields.Integer(required=True)
    rejected = fields.List(fields.Nested(Rejection), required=True)
    check_items = fields.Integer(required=True)


class ChallengesQuery(Schema):
    """Which challenges to list."""

    state = fields.String(load_default=None, validate=validate.OneOf(STATES, error="Choose one of: {choices}."))
