"""What comes in and goes out about a challenge's files of items: how to read one, what became of it, what it holds."""

from marshmallow import Schema, fields, validate

from microtask.challenges.rules import FINDINGS_DECISIONS, IMPORT_STATES
from microtask.challenges.schemas import Rejection
from microtask.privacy.finding import Kind


class Received(Schema):
    """A file that has arrived: look at its import to see what became of it."""

    id = fields.Integer(required=True, data_key="import")


class Found(Schema):
    """One kind of private data that a file seems to hold, in how many of its items."""

    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in Kind]))
    items = fields.Integer(required=True)
    examples = fields.List(
        fields.String(), required=True, metadata={"description": "Masked: `AB ** ** ** C`; at most three."}
    )


class FindingsDecision(Schema):
    """What is decided on the private data that a file seems to hold."""

    decision = fields.String(
        required=True,
        validate=validate.OneOf(FINDINGS_DECISIONS, error="Choose one of: {choices}."),
        metadata={"description": "`leave_out` removes the items with findings; `keep` says that they were checked."},
    )


class ShownImport(Schema):
    """What became of a file."""

    id = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(IMPORT_STATES))
    format = fields.String(required=True)
    rows = fields.Integer(required=True, metadata={"description": "Read so far, without the header."})
    accepted = fields.Integer(required=True)
    rejected = fields.List(fields.Nested(Rejection), required=True)
    rejected_count = fields.Integer(
        required=True, metadata={"description": "All of them; the list has the first 10,000."}
    )
    failure = fields.String(
        allow_none=True, required=True, metadata={"description": "Why the file as a whole could not be read."}
    )
    findings = fields.List(
        fields.Nested(Found),
        allow_none=True,
        required=True,
        metadata={"description": "Private data that was found; null until all items have been scanned."},
    )
    flagged = fields.Integer(required=True, metadata={"description": "How many items have any."})
    findings_decision = fields.String(allow_none=True, required=True, validate=validate.OneOf(FINDINGS_DECISIONS))
    findings_decided_at = fields.AwareDateTime(allow_none=True, required=True)
    created_at = fields.AwareDateTime(required=True)
    finished_at = fields.AwareDateTime(allow_none=True, required=True)


class ItemsQuery(Schema):
    """How to read the file."""

    key = fields.String(
        load_default=None,
        validate=validate.Length(1, 1000, error="Name a column."),
        metadata={"description": "The column that names each item; without it, the first."},
    )
