"""How long what is kept, and what becomes of it then: the one table that the privacy notice shows and jobs go by."""

from dataclasses import dataclass
from datetime import timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data: `after` says from when `period` counts, `then` what happens at its end.

    `by_itself` tells whether the service does that today without anybody asking: the privacy notice says which are
    done by itself and which by the team that runs it.
    """

    name: str
    what: str
    period: timedelta
    after: str
    then: str
    by_itself: bool


RETENTION = (
    Kept("session", "That you are signed in", timedelta(hours=20), "you sign in", "deleted", by_itself=True),
    Kept("seconds", "How long an answer took", DAY, "you answer", "folded into a median, and deleted", by_itself=True),
    Kept("weights", "How much answers weigh, under random names", timedelta(0), "a challenge closes", "erased",
         by_itself=True),
    Kept("link", "Which answers are yours", 90 * DAY, "the last release of a challenge",
         "the link is destroyed; the answers stay under a random name, with dates in place of times", by_itself=False),
    Kept("link_unreleased", "Which answers are yours, where there was no release", 365 * DAY, "a challenge closes",
         "as above", by_itself=False),
    Kept("items", "The text of items", 365 * DAY, "a challenge closes, or its owner’s shorter date",  # noqa: RUF001
         "deleted; keys, results and counts stay", by_itself=False),
    Kept("account", "Your account", 365 * DAY, "you last signed in", "made anonymous", by_itself=False),
    Kept("feedback", "What you tell us as feedback", 730 * DAY, "you write", "deleted", by_itself=False),
    Kept("release", "The files of a release", 7 * 365 * DAY, "it is made",
         "deleted; that it was made stays", by_itself=False),
)  # fmt: skip


def in_words(period: timedelta) -> str:
    """`at once`, `20 hours`, `90 days`, `12 months`, `7 years`: a period as the notice says it."""
    days = period.days
    if not period:
        return "at once"
    if days < 1:
        return _plural(round(period.total_seconds() / 3600), "hour")
    if days % 365:
        return _plural(days, "day")
    return _plural(days // 365 * 12, "month") if days <= 730 else _plural(days // 365, "year")


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
