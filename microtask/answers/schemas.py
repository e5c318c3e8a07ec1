"""What comes in and goes out about answers."""

from marshmallow import Schema, fields, validate

from microtask.assignments.schemas import Assigned
from microtask.challenges.schemas import Rejection

LONGEST_NOTE = 2000  # characters


class NewAnswer(Schema):
    """What somebody says: `value` (a label, a list of labels, a whole number, or `a`, `b` or `same`) or `not_sure`."""

    value = fields.Raw(load_default=None, allow_none=True)
    not_sure = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    seconds = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, error="Give the seconds as a whole number from 0."),
    )
    note = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_NOTE, error="Keep the note to {max} characters."),
    )


class Answered(Schema):
    """The stored answer, and the next task of the sitting; null where nothing is left."""

    answer = fields.Integer(required=True)
    next = fields.Nested(Assigned, allow_none=True, required=True)


class Changed(Schema):
    """The changed answer."""

    answer = fields.Integer(required=True)


class ShownCollected(Schema):
    """What became of the rows: stored, said before, or not taken."""

    accepted = fields.Integer(required=True)
    repeated = fields.Integer(required=True)
    rejected = fields.List(fields.Nested(Rejection), required=True)
