"""The four things that can be wrong with a request; each face has one small table for them.

An error is an answer to a person: its message is a full sentence that can be shown as it stands.
"""


class MicrotaskError(Exception):
    """The parent of every expected failure. `message` is one sentence for the person who asked."""

    message = "The service could not do that."

    def __init__(self, message: str | None = None):
        self.message = message or self.message
        super().__init__(self.message)


class NotFound(MicrotaskError):  # noqa: N818 (an answer, not an alarm)
    """There is no such thing, or the person may not know that there is."""

    message = "There is nothing here with that name."


class NotAllowed(MicrotaskError):  # noqa: N818 (an answer, not an alarm)
    """The person may know of the thing, but may not do this to it."""

    message = "You are not allowed to do that."


class Conflict(MicrotaskError):  # noqa: N818 (an answer, not an alarm)
    """The request was fine once, but the state has moved on."""

    message = "That is no longer possible, because something has changed."


class Invalid(MicrotaskError):  # noqa: N818 (an answer, not an alarm)
    """What was sent cannot be used. `fields` maps a field's name to its sentences."""

    message = "Some of what was sent cannot be used."

    def __init__(self, fields: dict[str, list[str]], message: str | None = None):
        self.fields = fields
        first = next((sentences[0] for sentences in fields.values() if sentences), None)
        super().__init__(message or first)
