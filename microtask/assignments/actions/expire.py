"""Expire: an assignment whose time has passed gives its slot back; the stub stays, for an answer that comes late."""

from sqlalchemy import text

from microtask.assignments.actions.free import free_slots
from microtask.assignments.rules import GRACE_MINUTES
from microtask.unit_of_work import UnitOfWork

BATCH = 1000


def expire(unit: UnitOfWork) -> bool:
    """Expire one batch of assignments, and end sittings that nobody sits in; answers whether there may be more."""
    expired = unit.session.scalars(
        text(
            "SELECT id FROM assignments WHERE state = 'live' AND expires_at < :now"
            " ORDER BY id LIMIT :batch FOR NO KEY UPDATE SKIP LOCKED"
        ),
        {"now": unit.now, "batch": BATCH},
    ).all()
    free_slots(unit, list(expired), state="expired")
    unit.session.execute(
        text(
            """
            UPDATE sittings s SET ended_at = :now
            WHERE s.ended_at IS NULL AND s.started_at + make_interval(mins => s.minutes + :grace) < :now
              AND NOT EXISTS (SELECT FROM assignments a WHERE a.sitting_id = s.id AND a.state = 'live')
            """
        ),
        {"now": unit.now, "grace": GRACE_MINUTES},
    )
    return len(expired) == BATCH
