"""Drop-in sessions: lines of text that may begin with a day and a time, and what a calendar makes of one. Pure.

A challenge keeps them as its owner or the API wrote them, a line a session: `2030-01-31 10:00 By video`, in London
time. A line that does not begin so is shown as it stands, and has no file for a calendar (RFC 5545).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from microtask.web.filters import LONDON

MEDIA_TYPE = "text/calendar"
LENGTH = timedelta(minutes=30)  # of a session, which nobody has to say
LONGEST_LINE = 75  # bytes, as calendars want it

_LINE = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) (.*)")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?", re.IGNORECASE)


@dataclass(frozen=True)
class DropIn:
    """One session: when it begins (None where its line does not say so that a program can read it), and the words."""

    at: datetime | None
    words: str

    def write(self) -> str:
        """The line that `read_drop_ins` reads this from."""
        return self.words if self.at is None else f"{self.at.astimezone(LONDON):%Y-%m-%d %H:%M} {self.words}"


def read_drop_ins(text: str) -> list[DropIn]:
    """The sessions in the order of their lines; empty lines are none."""
    return [_read(line.strip()) for line in text.splitlines() if line.strip()]


def read_time(text: str) -> tuple[int, int] | None:
    """Hour and minute of `10am`, `2.30pm`, `14:30`; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return (hour, minute) if hour < 24 and minute < 60 else None


def write_calendar(drop_in: DropIn, *, uid: str, title: str, now: datetime) -> str:
    """The session as a file for a calendar. Raises `ValueError` for one whose time is not known."""
    if drop_in.at is None:
        raise ValueError("only a session whose time is known has a place in a calendar")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Microtask//Drop-in sessions//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_stamp(now)}",
        f"DTSTART:{_stamp(drop_in.at)}",
        f"DTEND:{_stamp(drop_in.at + LENGTH)}",
        f"SUMMARY:{_escape(title)}",
        f"DESCRIPTION:{_escape(drop_in.words)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _read(line: str) -> DropIn:
    found = _LINE.fullmatch(line)
    try:
        at = datetime.fromisoformat(f"{found[1]} {found[2]}").replace(tzinfo=LONDON) if found else None
    except ValueError:
        return DropIn(None, line)
    return DropIn(at, found[3] if found else line)


def _stamp(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text)


def _fold(line: str) -> str:
    """Lines of at most so many bytes, none of which ends within a character."""
    folded, length = "", 0
    for character in line:
        size = len(character.encode())
        if length + size > LONGEST_LINE:
            folded, length = f"{folded}\r\n ", 1
        folded, length = folded + character, length + size
    return folded
