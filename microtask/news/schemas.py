"""What comes in and goes out about webhooks."""

from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from microtask.outbox.rules import EVENTS, LONGEST_URL

NO_URL = "Enter the address to call, such as https://host.example/hook."
NO_EVENTS = "Select at least one thing to be called about."


class NewWebhook(Schema):
    """A webhook that somebody asks for; without `events`, about everything."""

    url = fields.String(
        required=True,
        validate=[
            validate.Length(min=1, error=NO_URL),
            validate.Length(max=LONGEST_URL, error=f"Keep the address to {LONGEST_URL:,} characters."),
        ],
        error_messages={"required": NO_URL},
        metadata={"description": "An https address on the public internet."},
    )
    events = fields.List(
        fields.String(validate=validate.OneOf(EVENTS, error=f"Name one of: {', '.join(EVENTS)}.")),
        load_default=list(EVENTS),
        validate=validate.Length(min=1, error=NO_EVENTS),
        metadata={"description": "What to be called about."},
    )

    @pre_load
    def strip(self, sent: Any, **_: Any) -> Any:
        """Blanks around an address that was copied are no part of it. What is no object is left to be refused."""
        if isinstance(sent, dict) and isinstance(sent.get("url"), str):
            return sent | {"url": sent["url"].strip()}
        return sent


class ShownWebhook(Schema):
    """A webhook, as its owner sees it; its secret is shown once, when it is made."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    events = fields.List(fields.String(validate=validate.OneOf(EVENTS)), required=True)
    state = fields.String(
        required=True,
        validate=validate.OneOf(("on", "resting", "off")),
        metadata={"description": "`resting` after a failure, until it is tried again; `off` after too many."},
    )
    failure = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Why the last attempt failed, in a word; null where it did not."},
    )
    created_at = fields.AwareDateTime(required=True)


class MadeWebhook(ShownWebhook):
    """One that was just made, with its secret."""

    secret = fields.String(
        required=True,
        metadata={"description": "What its calls are signed with (Standard Webhooks): keep it, it is not shown again."},
    )
