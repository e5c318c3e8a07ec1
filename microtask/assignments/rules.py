"""What an assignment may become, how long it lasts, and how many fit in a sitting."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")

STATES = ("live", "answered", "skipped", "reported", "expired", "returned")
SKIP_REASONS = ("not_my_area", "too_long", "upsetting", "other")
REPORT_REASONS = ("personal_details", "too_sensitive", "broken", "offensive", "other")
REPORT_DECISIONS = ("restore", "redact", "remove")

TRAY_SIZE = 10
GRACE_MINUTES = 20
LOW_TRAY = 2
SHORTEST_WAIT_SECONDS = 120
REPORTS_A_DAY = 20
LONGEST_MINUTES = 120
BREAK_EVERY = 10  # answers
SUGGESTED = 3  # challenges
NEARLY_DONE = 50  # tasks that are left
SHORT_SECONDS = 30
MILESTONES = (1, 10, 100)  # answers of one person, said once to them alone
GOLD_EVERY = 10  # tasks: of so many, one at most has a known answer


def choose_tray_size(minutes: int, median_seconds: float) -> int:
    """How many tasks fit in a sitting: at least one, at most ten."""
    return max(1, min(TRAY_SIZE, int(minutes * 60 / median_seconds)))


def choose_expiry(now: datetime, minutes: int) -> datetime:
    """An assignment lasts the sitting's minutes plus twenty."""
    return now + timedelta(minutes=minutes + GRACE_MINUTES)


def is_gold_due(dealt: int, more: int, *, gold_at: int) -> bool:
    """Whether one of the next `more` tasks of somebody who has been dealt `dealt` may have a known answer."""
    return dealt + more >= gold_at


def choose_next_gold(dealt: int, *, gold_at: int) -> int:
    """Which task may be the next with a known answer, after one of the first `dealt` was: each is twice as far on."""
    return 2 * max(dealt, gold_at)


def choose_places(recent: Sequence[bool], room: int) -> range:
    """Among the next `room` tasks of somebody, where one with a known answer may stand: at most one in ten has one.

    `recent` says of the last nine that they were dealt, the newest first, which had one.
    """
    since = recent.index(True) if True in recent else len(recent)
    if since + room < GOLD_EVERY:
        return range(0)
    return range(max(0, GOLD_EVERY - 1 - since) if True in recent else 0, room)


def is_time_for_a_break(answers: int, *, minutes: int, median_seconds: float) -> bool:
    """Whether a sitting with so many answers comes to a natural break, which its volunteer may pass over.

    The first is where its minutes are over, by how long an answer usually takes; and there is one after every ten.
    """
    return answers > 0 and (answers % BREAK_EVERY == 0 or answers == choose_tray_size(minutes, median_seconds))


def choose_reason(*, begun: bool, open_tasks: int, seconds: float | None) -> str:
    """Why a challenge is suggested, as one word for the page: `begun`, `nearly_done`, `short` or `new`."""
    if begun:
        return "begun"
    if open_tasks <= NEARLY_DONE:
        return "nearly_done"
    return "short" if seconds is not None and seconds <= SHORT_SECONDS else "new"


def find_milestone(before: int, after: int) -> int | None:
    """The highest milestone that the answers of a sitting reached, which took a person from `before` to `after`."""
    return next((each for each in reversed(MILESTONES) if before < each <= after), None)


def choose_order(first: T, second: T, *, swapped: bool) -> tuple[T, T]:
    """The two things of a pair as one person sees them, `a` and then `b`."""
    return (second, first) if swapped else (first, second)


def is_wanted(*, task_state: str, hidden: bool, challenge_state: str) -> bool:
    """Whether an answer to a task still helps: one that has settled, is hidden or was closed is asked of nobody."""
    return task_state == "open" and not hidden and challenge_state in ("open", "paused", "closing")
