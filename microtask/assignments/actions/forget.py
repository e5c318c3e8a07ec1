"""Forget who was asked what and when, once nobody may know any more."""

from datetime import datetime

from sqlalchemy import text

from microtask.assignments.queries import OLD_SITTINGS
from microtask.unit_of_work import UnitOfWork

_UNLINK = """
UPDATE assignments SET sitting_id = NULL, dealt_at = date_trunc('day', dealt_at, 'UTC'),
                       expires_at = date_trunc('day', expires_at, 'UTC'), ended_at = date_trunc('day', ended_at, 'UTC')
WHERE participant_id = ANY (:participants)
"""


def unlink(unit: UnitOfWork, participants: list[int]) -> None:
    """Take from the assignments of these participants in which sitting they were dealt; of times, dates are left."""
    at = {"participants": participants}
    unit.session.execute(text(_UNLINK), at)
    unit.session.execute(text("DELETE FROM cursors WHERE participant_id = ANY (:participants)"), at)


def remove_sittings(unit: UnitOfWork, *, before: datetime, limit: int = 5000) -> int:
    """Delete sittings that ended before then, so many at once; answers how many.

    The last one of each person stays: what is new since then is told from it.
    """
    statement = f"DELETE FROM sittings WHERE id IN ({OLD_SITTINGS} ORDER BY id LIMIT :limit) RETURNING id"  # noqa: S608
    return len(unit.session.scalars(text(statement), {"before": before, "limit": limit}).all())
