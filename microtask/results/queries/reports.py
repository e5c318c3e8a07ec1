"""Reports of items: what waits for an administrator, with its age, and what was decided. Never who reported."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.errors import NotFound
from microtask.people.rules import Identity, choose_departments

# An item that several people reported waits once, since the first of them, for all their reasons.
_REPORTS = """
SELECT min(r.id) AS id, r.item_id, i.key, i.payload, i.state, c.id AS challenge_id, c.title, c.marking,
       d.name AS department, min(r.reported_at) AS reported_at, array_agg(DISTINCT r.reason) AS reasons
FROM reports r JOIN items i ON i.id = r.item_id JOIN challenges c ON c.id = r.challenge_id
JOIN departments d ON d.id = c.department_id
WHERE r.decided_at IS NULL AND (:everywhere OR c.department_id = ANY(:departments)) {which}
GROUP BY r.item_id, i.id, c.id, d.id HAVING min(r.id) > :after ORDER BY min(r.id) {limit}
"""
_DECIDED = """
SELECT max(r.id) AS id, i.key, c.title, r.decision, r.decision_reason, r.decided_at, p.name AS decided_by
FROM reports r JOIN items i ON i.id = r.item_id JOIN challenges c ON c.id = r.challenge_id
LEFT JOIN people p ON p.id = r.decided_by
WHERE r.decided_at IS NOT NULL AND (:everywhere OR c.department_id = ANY(:departments))
GROUP BY r.item_id, i.key, c.title, r.decision, r.decision_reason, r.decided_at, p.name
ORDER BY r.decided_at DESC, 1 DESC LIMIT :limit
"""


def list_reports(session: Session, *, by: Identity, limit: int, after: int = 0) -> Sequence[Row[Any]]:
    """The reported items that wait for `by` to decide, the oldest first: `limit` of those after the report `after`."""
    reports = text(_REPORTS.format(which="", limit="LIMIT :limit"))
    return session.execute(reports, _reach(by) | {"limit": limit, "after": after}).all()


def list_decided_reports(session: Session, *, by: Identity, limit: int) -> Sequence[Row[Any]]:
    """What was decided lately where `by` may decide: on which item, what, when, why and by whom; the newest first."""
    return session.execute(text(_DECIDED), _reach(by) | {"limit": limit}).all()


def count_reports(session: Session, *, by: Identity) -> int:
    """How many reported items wait for `by` to decide."""
    counted = text(
        "SELECT count(DISTINCT r.item_id) FROM reports r JOIN challenges c ON c.id = r.challenge_id"
        " WHERE r.decided_at IS NULL AND (:everywhere OR c.department_id = ANY(:departments))"
    )
    return session.scalar(counted, _reach(by)) or 0


def count_hidden_items(session: Session, challenge_id: int) -> int:
    """How many items of the challenge are hidden until somebody has decided on a report."""
    counted = text("SELECT count(DISTINCT item_id) FROM reports WHERE challenge_id = :id AND decided_at IS NULL")
    return session.scalar(counted, {"id": challenge_id}) or 0


def get_report(session: Session, report_id: int, *, by: Identity) -> Row[Any]:
    """The reported item that waits under this number. Raises `NotFound` where it does not wait for `by`."""
    which = "AND r.item_id = (SELECT item_id FROM reports WHERE id = :id)"
    found = session.execute(
        text(_REPORTS.format(which=which, limit="")), _reach(by) | {"id": report_id, "after": 0}
    ).one_or_none()
    if found is None:
        raise NotFound("There is no report with that number, or somebody has decided on it.")
    return found


def _reach(by: Identity) -> dict[str, Any]:
    """Where `people.rules.may_check_reports` lets `by` decide: a test holds the two together."""
    departments = choose_departments("check reports", by)
    return {"everywhere": departments is None, "departments": list(departments or ())}
