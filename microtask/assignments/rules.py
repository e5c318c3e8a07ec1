"""What an assignment may become, how long it lasts, and how many fit in a sitting."""

from datetime import datetime, timedelta

STATES = ("live", "answered", "skipped", "reported", "expired", "returned")
SKIP_REASONS = ("not_my_area", "too_long", "upsetting", "other")
REPORT_REASONS = ("personal_details", "too_sensitive", "broken", "offensive", "other")

TRAY_SIZE = 10
GRACE_MINUTES = 20
LOW_TRAY = 2
SHORTEST_WAIT_SECONDS = 120
REPORTS_A_DAY = 20
LONGEST_MINUTES = 120


def choose_tray_size(minutes: int, median_seconds: float) -> int:
    """How many tasks fit in a sitting: at least one, at most ten."""
    return max(1, min(TRAY_SIZE, int(minutes * 60 / median_seconds)))


def choose_expiry(now: datetime, minutes: int) -> datetime:
    """An assignment lasts the sitting's minutes plus twenty."""
    return now + timedelta(minutes=minutes + GRACE_MINUTES)
