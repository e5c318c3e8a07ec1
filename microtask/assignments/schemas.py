"""What comes in and goes out about sittings and assignments."""

from marshmallow import Schema, fields, validate

from microtask.assignments.rules import LONGEST_MINUTES, REPORT_REASONS, SKIP_REASONS

ID = {"minimum": 1, "maximum": 2**63 - 1}


class NewStint(Schema):
    """How long somebody has, and what they would like to work on."""

    minutes = fields.Integer(
        load_default=5,
        strict=True,
        validate=validate.Range(1, LONGEST_MINUTES, error=f"Give 1 to {LONGEST_MINUTES} minutes."),
    )
    challenge = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(1, ID["maximum"], error="Give the number of a challenge."),
    )


class Assigned(Schema):
    """One task that waits for an answer: `options` for review and tag, `scale` for rate; `key` is the item's.

    For compare `payload` and `keys` have those of the two items, as `a` and `b`, in an order drawn by lot.
    """

    id = fields.Integer(required=True)
    task = fields.Integer(required=True)
    challenge = fields.Integer(required=True)
    challenge_title = fields.String(required=True)
    marking = fields.String(required=True)
    template = fields.String(required=True)
    kind = fields.String(required=True)
    question = fields.String(required=True)
    options = fields.List(fields.Raw())
    scale = fields.Dict()
    key = fields.String(metadata={"description": "Of the item; for compare see `keys`."})
    pair_keys = fields.Dict(keys=fields.String(), values=fields.String(), data_key="keys")
    payload = fields.Dict(required=True)
    estimated_seconds = fields.Integer(required=True)
    expires_at = fields.AwareDateTime(required=True)


class Stint(Schema):
    """A sitting, and what is waiting in its tray."""

    id = fields.Integer(required=True)
    minutes = fields.Integer(required=True)
    assignments = fields.List(fields.Nested(Assigned), required=True)


class Stopped(Schema):
    """What the sitting achieved for the work."""

    answers = fields.Integer(required=True)
    settled = fields.Integer(required=True)


class Skipped(Schema):
    """Why a task was skipped, if the volunteer says."""

    reason = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(SKIP_REASONS, error="Choose one of: {choices}.")
    )


class Reported(Schema):
    """What is wrong with an item."""

    reason = fields.String(
        required=True,
        validate=validate.OneOf(REPORT_REASONS, error="Choose one of: {choices}."),
        error_messages={"required": "Select what the problem is."},
    )


class Next(Schema):
    """The next task of the sitting; null where nothing is left."""

    next = fields.Nested(Assigned, allow_none=True, required=True)
