"""Why somebody was not signed in: a word of code each, and one sentence for the person."""

from collections.abc import Mapping

from microtask.errors import MicrotaskError

# What went wrong: the code is what the audit keeps, the sentence what the person reads.
REASONS: Mapping[str, str] = {
    "state": "You came back from your organisation too late, or twice, or in another browser than you set out from.",
    "denied": "Your organisation did not let you in, or you turned back there.",
    "away": "We could not reach your organisation’s sign-in just now.",  # noqa: RUF001 (a typographic apostrophe)
    "code": "The sign-in had expired, or had been used before.",
    "token": "What your organisation sent us about you could not be trusted, so we did not use it.",
    "no_email": "Your organisation did not tell us your work email address.",
    "unverified": "Your organisation did not say that your email address is yours.",
    "elsewhere": "Your email address is of no department that takes part here.",
    "taken": "There is an account with your email address already, and it belongs to another sign-in.",
    "closed": "The account with your email address is closed.",
    "other_way": "You sign in through your organisation, and not with a link.",
    "link": "The link has been used before, or is older than 15 minutes.",
}


class Refused(MicrotaskError):  # noqa: N818 (named like the four of `errors`)
    """Somebody could not be signed in; `reason` is one of `REASONS`. Raises `KeyError` for any other."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(REASONS[reason])
