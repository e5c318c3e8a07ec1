"""What comes in and goes out about results, releases, decisions and outcomes, and the wording of its faults."""

from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, fields, post_dump, validate, validates_schema

from microtask.assignments.rules import REPORT_DECISIONS
from microtask.challenges.schemas import Progress
from microtask.results.rules import RELEASE_STATES, STATES, UNDECIDED_BECAUSE
from microtask.tables.formats import Format

JSON = "json"
MOST_STAGES = 1000
MOST_ANSWERS = 100  # to one item
LEAST_PERCENTAGE = 50  # a probability from here on is a percentage
HOW_SURE = "Give a percentage from 50% to 100%, such as 95%."
LONGEST_REASON, LONGEST_OUTCOME, LONGEST_TEXT = 2000, 10_000, 1_000_000  # characters

_FORMATS = (JSON, *Format)


class StageQuery(Schema):
    """Which stage is meant."""

    stage = fields.Integer(
        load_default=None,
        validate=validate.Range(1, MOST_STAGES, error="Give the number of a stage, from 1."),
        metadata={"description": "The stage by its place, from 1; without it, the last."},
    )


class ResultsQuery(StageQuery):
    """Which stage, and in which format."""

    format = fields.String(
        load_default=JSON,
        validate=validate.OneOf(_FORMATS, error="Choose one of: {choices}."),
        metadata={"description": "json is a list, page by page; the others are files of all rows."},
    )


class FileQuery(Schema):
    """What a file is wanted for."""

    reason = fields.String(
        load_default=None,
        validate=validate.Length(max=LONGEST_REASON, error="Keep the reason to {max} characters."),
        metadata={"description": "What the answers are wanted for; it is recorded. Needed where the marking asks."},
    )


class AnswersQuery(ResultsQuery, FileQuery):
    """Which stage, in which format, and for what."""


class _Sureness(fields.Float):
    """A probability, which people also write as a percentage: 0.95, 95% or 95."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> float:
        written = value.strip() if isinstance(value, str) else value
        is_percentage = isinstance(written, str) and written.endswith("%")
        number: float = super()._deserialize(written[:-1] if is_percentage else written, attr, data, **rest)
        return number / 100 if is_percentage or number >= LEAST_PERCENTAGE else number


class SupposedRule(Schema):
    """Another rule to try on the answers that there are: one of the two."""

    agree = fields.Integer(
        load_default=None,
        validate=validate.Range(1, MOST_ANSWERS, error="Give a whole number from {min} to {max}."),
        error_messages={"invalid": "Give a whole number, such as 4."},
    )
    confidence = _Sureness(
        load_default=None,
        validate=validate.Range(0.5, 1, error=HOW_SURE),
        error_messages={"invalid": HOW_SURE, "special": HOW_SURE},
    )


class _Row(Schema):
    """A row of a table: the columns that are always there, and further ones that differ from stage to stage."""

    class Meta:
        unknown = INCLUDE

    @post_dump(pass_original=True)
    def _add_further_columns(self, data: dict[str, Any], original: dict[str, Any], **_: Any) -> dict[str, Any]:
        return original | data


class ShownResult(_Row):
    """What the answers about one item amount to, then columns by kind, then those of the item."""

    key = fields.String(required=True)
    answer = fields.Raw(
        required=True, allow_none=True, metadata={"description": "A label; for tags, labels joined by |; or a number."}
    )
    confidence = fields.Float(required=True, allow_none=True)
    answers = fields.Integer(required=True)
    agreement = fields.Float(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    distribution = fields.Dict(required=True)
    tie = fields.Boolean(required=True)
    not_sure = fields.Integer(required=True)
    live = fields.Boolean(
        required=True, metadata={"description": "The next full pass has yet to confirm or correct this."}
    )
    decided_by = fields.String(required=True)
    crowd_answer = fields.Raw(required=True, allow_none=True)
    undecided_because = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(UNDECIDED_BECAUSE),
        metadata={"description": " ".join(f"`{word}`: {words}" for word, words in UNDECIDED_BECAUSE.items())},
    )
    decision_reason = fields.String(required=True, allow_none=True)


class ShownAnswer(_Row):
    """What one volunteer said about one item."""

    task = fields.String(required=True, metadata={"description": "The key of the item."})
    volunteer = fields.String(required=True, metadata={"description": "A pseudonym, of this challenge alone."})
    answer = fields.Raw(required=True, allow_none=True)
    not_sure = fields.Boolean(required=True)
    stage = fields.Integer(required=True)
    answered_on = fields.String(required=True, metadata={"format": "date"})


class _Day(Schema):
    day = fields.Date(required=True)
    answers = fields.Integer(required=True)


class ShownSummary(Schema):
    """A challenge in figures, or the stage that was asked for; `alpha` and `answers_per_settled_task` are a stage's."""

    stage = fields.Integer(required=True)
    progress = fields.Nested(Progress, required=True)
    alpha = fields.Float(
        required=True, allow_none=True, metadata={"description": "That of Krippendorff, at the last full pass."}
    )
    answers_per_settled_task = fields.Float(required=True, allow_none=True)
    volunteer_minutes = fields.Float(required=True, metadata={"description": "An estimate, from the median."})
    over_time = fields.List(fields.Nested(_Day), required=True, metadata={"description": "Answers a day, in UTC."})


class ShownReleaseFile(Schema):
    """One file of a release, and what is needed to check it."""

    name = fields.String(required=True)
    rows = fields.Integer(required=True, allow_none=True, metadata={"description": "Null where it is no table."})
    bytes = fields.Integer(required=True)
    sha256 = fields.String(required=True)


class ShownRelease(Schema):
    """A numbered release. Its files are there once it is ready, and never change."""

    number = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(RELEASE_STATES))
    demonstration = fields.Boolean(required=True)
    created_at = fields.AwareDateTime(required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    files = fields.List(fields.Nested(ShownReleaseFile), required=True)


class ReportDecision(Schema):
    """What an administrator decides about a reported item, and why."""

    decision = fields.String(
        required=True,
        validate=validate.OneOf(REPORT_DECISIONS, error="Select what should happen to the item."),
        error_messages={"required": "Select what should happen to the item."},
    )
    reason = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_REASON, error="Say why, in at most {max} characters."),
        error_messages={"required": "Say in a sentence why you decide so."},
    )


class NewReportDecision(ReportDecision):
    """The same, with what a redacted item says from now on."""

    texts = fields.Dict(
        keys=fields.String(),
        values=fields.String(validate=validate.Length(max=LONGEST_TEXT, error="Keep a text to {max} characters.")),
        load_default=dict,
        metadata={"description": "For `redact`: the columns that change, with their new text. Others stay."},
    )


class ShownReport(Schema):
    """A reported item that waits for an administrator."""

    id = fields.Integer(required=True)
    challenge = fields.Integer(required=True)
    title = fields.String(required=True, metadata={"description": "That of the challenge."})
    department = fields.String(required=True)
    marking = fields.String(required=True)
    key = fields.String(required=True)
    payload = fields.Dict(required=True, metadata={"description": "All columns of the item."})
    reasons = fields.List(fields.String(), required=True)
    reported_at = fields.AwareDateTime(required=True)
    days = fields.Integer(required=True, metadata={"description": "For how many whole days it has waited."})


class ShownReportDecision(Schema):
    """What was decided about a reported item."""

    id = fields.Integer(required=True)
    challenge = fields.Integer(required=True)
    key = fields.String(required=True)
    decision = fields.String(required=True, validate=validate.OneOf(REPORT_DECISIONS))


class NewDecision(Schema):
    """What somebody decides about an item: `answer`, or `undecided` where it cannot be decided; and why."""

    answer = fields.Raw(load_default=None, allow_none=True)
    undecided = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    reason = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_REASON, error="Say why, in at most {max} characters."),
        error_messages={"required": "Say in a sentence why you decide so. It appears in the release."},
    )

    @validates_schema
    def _decide_one_way(self, data: dict[str, Any], **_: Any) -> None:
        if data["undecided"] == (data["answer"] is not None):
            raise ValidationError("Give an answer, or say that it cannot be decided.", "answer")


class ShownDecision(Schema):
    """An item after somebody has decided."""

    key = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    answer = fields.Raw(required=True, allow_none=True)


class Outcome(Schema):
    """What was done because of the answers, what was not, and why."""

    outcome = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_OUTCOME, error="Write 1 to {max} characters."),
        error_messages={"required": "Say what was done, what was not, and why."},
    )
    outcome_at = fields.AwareDateTime(dump_only=True)


class MyData(Schema):
    """Everything that is held about the caller, for the caller: a list a table, in the order in which it was stored."""

    account = fields.Dict(keys=fields.String(), required=True)
    roles_held = fields.List(fields.Dict(), required=True)
    owns = fields.List(fields.Dict(), required=True)
    looks_after_paper_of = fields.List(fields.Dict(), required=True)
    sign_ins = fields.List(fields.Dict(), required=True)
    signs_in_at = fields.List(fields.Dict(), required=True)
    tokens = fields.List(fields.Dict(), required=True)
    emails = fields.List(fields.Dict(), required=True)
    webhooks = fields.List(fields.Dict(), required=True)
    names_in_challenges = fields.List(fields.Dict(), required=True)
    found_out = fields.List(fields.Dict(), required=True)
    named_by = fields.List(fields.Dict(), required=True)
    sittings = fields.List(fields.Dict(), required=True)
    given = fields.List(fields.Dict(), required=True)
    answers = fields.List(fields.Dict(), required=True)
    unanswered = fields.List(fields.Dict(), required=True)
    ideas = fields.List(fields.Dict(), required=True)


class Withdrawal(Schema):
    """Whose challenge's answers to take back."""

    challenge = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(1, 2**63 - 1, error="Give the number of a challenge."),
        metadata={"description": "Its number; without one, the answers to all challenges are taken back."},
    )


class Withdrawn(Schema):
    """How many answers were taken back just now."""

    answers = fields.Integer(required=True)
