"""What comes in and goes out about people."""

from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from microtask.people.rules import ROLES, SCOPES, TOKEN_DAYS

LONGEST_TOKEN_NAME = 60
UNNAMED = "Say what the token is for, such as “monthly report”."
NO_SCOPE = "Select what the token may do."
NO_DAYS = "Select how long the token counts."


class ShownDepartment(Schema):
    """A department, as others see it."""

    slug = fields.String(required=True)
    name = fields.String(required=True)


class Me(Schema):
    """The caller."""

    id = fields.Integer(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    department = fields.Nested(ShownDepartment, required=True)
    roles = fields.List(fields.String(validate=validate.OneOf(ROLES)), required=True)


class NewToken(Schema):
    """A token that somebody asks for: what they will know it by, what it lets through, and for how many days."""

    name = fields.String(
        required=True,
        validate=[
            validate.Length(min=1, error=UNNAMED),
            validate.Length(max=LONGEST_TOKEN_NAME, error=f"Keep the name to {LONGEST_TOKEN_NAME} characters."),
            validate.Predicate("isprintable", error="Write the name on one line."),
        ],
    )
    scope = fields.String(
        required=True,
        validate=validate.OneOf(SCOPES, error=NO_SCOPE),
        error_messages={"required": NO_SCOPE},
    )
    days = fields.Integer(
        required=True,
        validate=validate.OneOf(TOKEN_DAYS, error=NO_DAYS),
        error_messages={"required": NO_DAYS, "invalid": NO_DAYS},
    )

    @pre_load
    def strip(self, sent: dict[str, Any], **_: Any) -> dict[str, Any]:
        """A name is what is left without the blanks around it."""
        return sent | {"name": sent.get("name", "").strip()}
