"""How long what is kept, and what becomes of it then: the one table that the privacy notice shows and jobs go by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from microtask.errors import Invalid

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
    Kept("session", "When you signed in, and until when", 4 * DAY, "you sign in", "deleted", by_itself=True),
    Kept("seconds", "How long an answer took", DAY, "you answer", "folded into a median, and deleted", by_itself=True),
    Kept("weights", "How much answers weigh, under random names", timedelta(0), "a challenge closes", "erased",
         by_itself=True),
    Kept("link", "Which answers are yours", 90 * DAY, "the last release of a challenge",
         "the link is destroyed; the answers stay under a random name, with dates in place of times", by_itself=True),
    Kept("link_unreleased", "Which answers are yours, where there was no release", 365 * DAY, "a challenge closes",
         "as above", by_itself=True),
    Kept("sitting", "When you sat down to do tasks", 90 * DAY, "the sitting ends", "deleted, but for your last one",
         by_itself=True),
    Kept("items", "The text of items", 365 * DAY, "a challenge closes, or its owner’s shorter date",  # noqa: RUF001
         "deleted; keys, results and counts stay", by_itself=True),
    Kept("ideas", "The text of ideas that colleagues sent in", 730 * DAY, "a challenge closes", "deleted",
         by_itself=True),
    Kept("account", "Your account", 365 * DAY, "you last signed in", "made anonymous", by_itself=True),
    Kept("audit", "Who did what: sign-ins, roles, challenges, downloads", 730 * DAY, "the month in which it was done",
         "deleted, a month at a time", by_itself=True),
    Kept("found_out", "That two administrators asked who is behind a random name", 730 * DAY, "they ask", "deleted",
         by_itself=True),
    Kept("feedback", "What you tell us as feedback", 730 * DAY, "you write", "deleted", by_itself=True),
    Kept("mail", "That an e-mail or a webhook’s call was sent, without address or text", 30 * DAY,  # noqa: RUF001
         "it is written", "deleted", by_itself=True),
    Kept("release", "The files of a release", 7 * 365 * DAY, "it is made",
         "deleted; that it was made stays", by_itself=True),
)  # fmt: skip
# The audit is there for half a year whatever is set: the database sees to that.
# What has been written once must not be written again while it is still due.
# Whoever was found out about is told for 90 days.
LEAST_DAYS = {"audit": 183, "mail": 30, "found_out": 97}
FIXED = ("session", "seconds", "weights")


def kept_for(days: Mapping[str, int]) -> tuple[Kept, ...]:
    """The table as it is here: `days` are the periods, by name, that this deployment has chosen for itself.

    Raises `Invalid` for a name that is none, or a period that is fixed or too short.
    """
    names = {each.name for each in RETENTION} - set(FIXED)
    for name, count in days.items():
        if name not in names:
            known = ", ".join(sorted(names))
            raise Invalid({"days": [f"“{name}” has no period that can be set. Those that have: {known}."]})
        if count < LEAST_DAYS.get(name, 1):
            raise Invalid({"days": [f"“{name}” is kept for {LEAST_DAYS.get(name, 1)} days at least."]})
    return tuple(replace(each, period=days[each.name] * DAY) if each.name in days else each for each in RETENTION)


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
