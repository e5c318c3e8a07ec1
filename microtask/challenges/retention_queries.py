"""Which challenges' texts have been kept for long enough."""

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# An owner may have said an earlier date; a challenge that is still asked about keeps its items all the same.
_TO_EMPTY = """
SELECT id FROM challenges
WHERE state = 'closed' AND emptied_at IS NULL AND (closed_at < :before OR keep_until < :today)
"""
_WITH_IDEAS = """
SELECT c.id FROM challenges c JOIN contributions k ON k.challenge_id = c.id AND k.payload::text <> '{}'
WHERE c.state = 'closed' AND c.closed_at < :before
"""


def find_to_empty(session: Session, *, before: datetime, today: date) -> int | None:
    """A challenge whose imported items are due to be emptied."""
    found: int | None = session.scalar(text(f"{_TO_EMPTY} ORDER BY id LIMIT 1"), {"before": before, "today": today})
    return found


def count_to_empty(session: Session, *, before: datetime, today: date) -> int:
    """How many imported items are due to be emptied."""
    statement = f"""
        SELECT count(*) FROM items WHERE origin = 'imported' AND challenge_id IN ({_TO_EMPTY})
          AND EXISTS (SELECT FROM json_each_text(payload) WHERE value <> '')
        """  # noqa: S608 (a constant of this module)
    return int(session.scalar(text(statement), {"before": before, "today": today}) or 0)


def find_with_ideas(session: Session, *, before: datetime) -> int | None:
    """A challenge whose ideas from colleagues are due to be emptied."""
    found: int | None = session.scalar(text(f"{_WITH_IDEAS} ORDER BY c.id LIMIT 1"), {"before": before})
    return found


def count_old_ideas(session: Session, *, before: datetime) -> int:
    """How many ideas from colleagues are due to be emptied."""
    statement = f"SELECT count(*) FROM ({_WITH_IDEAS}) old"  # noqa: S608 (a constant of this module)
    return int(session.scalar(text(statement), {"before": before}) or 0)


def count_old_requests(session: Session, *, before: datetime) -> int:
    """How many requests to find out who is behind a random name are due to be deleted."""
    statement = text("SELECT count(*) FROM reidentifications WHERE asked_at < :before")
    return int(session.scalar(statement, {"before": before}) or 0)
