"""The smallest parts of what comes in about a challenge: texts and numbers with their limits, terms, sharing."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from microtask.challenges.brief_rules import SECTIONS
from microtask.people.rules import is_email, is_slug

LONGEST_TITLE, LONGEST_LINE, LONGEST_QUESTION, LONGEST_TEXT = 200, 200, 500, 10_000  # characters


class Words(fields.String):
    """A text without the blanks around it."""

    default_error_messages = {"invalid": "Write a text.", "null": "Write a text, or leave this out."}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> str:
        return str(super()._deserialize(value, attr, data, **rest)).strip()


class Skill(Words):
    """The name of a skill, in the form of a slug."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> str:
        skill = super()._deserialize(value, attr, data, **rest)
        if not is_slug(skill):
            raise ValidationError("Write a skill in small letters, digits and hyphens, such as benefits-letters.")
        return skill


class Address(Words):
    """The e-mail address of somebody who may be asked, in small letters; whether there is such a person is not told."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> str:
        address = super()._deserialize(value, attr, data, **rest).lower()
        if not is_email(address):
            raise ValidationError(f"“{address[:60]}” is not an e-mail address.")
        return address


class Body(Schema):
    """A body whose misspelt fields are told."""

    error_messages = {"unknown": "There is no such field. Check its spelling, or leave it out."}


def words(longest: int, *, least: int = 0, **arguments: Any) -> Words:
    """A text of at most `longest` characters, and of `least` at least."""
    sentence = f"Write {least} to {longest:,} characters." if least else f"Keep this to {longest:,} characters."
    return Words(validate=validate.Length(least, longest, error=sentence), **arguments)


def number(least: int, most: int) -> fields.Integer:
    """A whole number between the two."""
    sentence = f"Give a whole number from {least} to {most}."
    return fields.Integer(
        strict=True, validate=validate.Range(least, most, error=sentence), error_messages={"invalid": sentence}
    )


class Term(Body):
    """A word, and what it means in plain English."""

    term = words(LONGEST_LINE, least=1, required=True)
    meaning = words(LONGEST_QUESTION, least=1, required=True)


class Comments(Body):
    """What should change before a challenge is approved, by section of its brief."""

    comments = fields.Dict(
        keys=fields.String(validate=validate.OneOf(SECTIONS, error="Choose one of: {choices}.")),
        values=words(LONGEST_TEXT),
        required=True,
        error_messages={"required": "Say by section what should change."},
    )


class Sharing(Body):
    """What the owner says about sharing the items; an administrator reads it before they approve."""

    allowed_by = words(LONGEST_LINE, metadata={"description": "Who said that these departments may see the items."})
    personal = fields.String(validate=validate.OneOf(("no", "yes"), error="Say yes or no."))
    harm = fields.String(validate=validate.OneOf(("no", "yes"), error="Say yes or no."))
    ours = fields.String(validate=validate.OneOf(("no", "yes"), error="Say yes or no."))


class NewOwner(Body):
    """Whom to make an owner too."""

    email = words(LONGEST_LINE, least=1, required=True, error_messages={"required": "Give their work email address."})


class NewCoordinator(Body):
    """Who is to look after the paper of a challenge."""

    email = words(LONGEST_LINE, least=1, required=True, error_messages={"required": "Give their work email address."})


class ShownOwner(Schema):
    """One owner of a challenge, or one coordinator."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    department = fields.String(required=True, metadata={"description": "The name of the department they work for."})


class ShownOwners(Schema):
    """All owners of a challenge."""

    owners = fields.List(fields.Nested(ShownOwner), required=True)


class ShownCoordinators(Schema):
    """All who look after the paper of a challenge."""

    coordinators = fields.List(fields.Nested(ShownOwner), required=True)
