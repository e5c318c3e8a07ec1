"""What somebody who gives feedback sends."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates

from microtask.people.rules import is_email

LONGEST = 2000  # characters
LONGEST_ADDRESS = 200


class NewMessage(Schema):
    """`text` says it; `page` is where the writer came from; `reply_to` an e-mail address, or empty for no reply."""

    text = fields.String(load_default="")
    page = fields.String(load_default="")
    reply_to = fields.String(load_default="")

    @validates("text")
    def _check_text(self, text: str, **_: Any) -> None:
        if not text.strip():
            raise ValidationError("Write what you want to tell us.")
        if len(text) > LONGEST or "\x00" in text:
            raise ValidationError(f"Keep it to {LONGEST:,} characters.")

    @validates("reply_to")
    def _check_address(self, address: str, **_: Any) -> None:
        if address.strip() and (len(address) > LONGEST_ADDRESS or not is_email(address.strip())):
            raise ValidationError("Enter an e-mail address, such as name@example.gov.uk, or leave it empty.")

    @post_load
    def _tidy(self, sent: dict[str, str], **_: Any) -> dict[str, str]:
        page = sent["page"] if sent["page"].startswith("/") and sent["page"].isprintable() else ""
        return {"text": sent["text"].strip(), "page": page[:LONGEST_ADDRESS], "reply_to": sent["reply_to"].strip()}
