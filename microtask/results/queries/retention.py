"""What is due to be forgotten of challenges, and when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

# A challenge's last release, where it has one whose files were made; else it counts from its closing.
_TO_UNLINK = """
SELECT c.id FROM challenges c
LEFT JOIN LATERAL (SELECT max(finished_at) AS released_at FROM releases r
                   WHERE r.challenge_id = c.id AND r.state = 'ready') l ON true
WHERE c.state = 'closed' AND c.unlinked_at IS NULL
  AND CASE WHEN l.released_at IS NULL THEN c.closed_at < :closed_before ELSE l.released_at < :released_before END
"""
_LINKED = "challenge_id = :challenge AND (person_id IS NOT NULL OR name_digest IS NOT NULL)"
_OLD_FILES = """
FROM release_files f JOIN releases r ON r.id = f.release_id
WHERE f.blob_id IS NOT NULL AND r.state = 'ready' AND r.finished_at < :before
"""


def find_to_unlink(session: Session, *, released_before: datetime, closed_before: datetime) -> int | None:
    """A challenge whose links between people and answers are due to be destroyed."""
    at = {"released_before": released_before, "closed_before": closed_before}
    found: int | None = session.scalar(text(f"{_TO_UNLINK} ORDER BY c.id LIMIT 1"), at)
    return found


def count_to_unlink(session: Session, *, released_before: datetime, closed_before: datetime) -> int:
    """How many links are due to be destroyed."""
    at = {"released_before": released_before, "closed_before": closed_before}
    statement = f"""
        SELECT count(*) FROM participants
        WHERE (person_id IS NOT NULL OR name_digest IS NOT NULL) AND challenge_id IN ({_TO_UNLINK})
        """  # noqa: S608 (constants of this module)
    return int(session.scalar(text(statement), at) or 0)


def list_linked(session: Session, challenge_id: int, *, limit: int) -> list[int]:
    """Some participants of the challenge who can still be linked to somebody, locked."""
    statement = f"SELECT id FROM participants WHERE {_LINKED} ORDER BY id LIMIT :limit FOR UPDATE"  # noqa: S608
    return list(session.scalars(text(statement), {"challenge": challenge_id, "limit": limit}))


def list_old_files(session: Session, *, before: datetime, limit: int) -> list[int]:
    """Some stored files of releases that were made before then."""
    statement = f"SELECT f.blob_id {_OLD_FILES} ORDER BY r.id, f.position LIMIT :limit"
    return list(session.scalars(text(statement), {"before": before, "limit": limit}))


def count_old_files(session: Session, *, before: datetime) -> int:
    """How many such files there are."""
    return int(session.scalar(text(f"SELECT count(*) {_OLD_FILES}"), {"before": before}) or 0)


def list_schedule(session: Session, *, departments: Collection[int] | None, limit: int) -> Sequence[Row[Any]]:
    """The closed challenges of some departments (None: of all) of which something is still to be forgotten.

    Each has `id`, `title`, `department`, `closed_at`, `keep_until`, `released_at` (of the last release), `unlinked_at`,
    `emptied_at`, and `stored_since`, when the oldest release was made whose files are still there.
    """
    return session.execute(
        text(
            """
            SELECT c.id, c.title, d.name AS department, c.closed_at, c.keep_until, c.unlinked_at, c.emptied_at,
                   l.released_at, l.stored_since
            FROM challenges c
            JOIN departments d ON d.id = c.department_id
            LEFT JOIN LATERAL (
                SELECT max(r.finished_at) AS released_at,
                       min(r.finished_at) FILTER (WHERE EXISTS (
                           SELECT FROM release_files f WHERE f.release_id = r.id AND f.blob_id IS NOT NULL)
                       ) AS stored_since
                FROM releases r WHERE r.challenge_id = c.id AND r.state = 'ready') l ON true
            WHERE c.state = 'closed'
              AND (CAST(:departments AS bigint[]) IS NULL OR c.department_id = ANY (:departments))
              AND (c.unlinked_at IS NULL OR c.emptied_at IS NULL OR l.stored_since IS NOT NULL)
            ORDER BY c.closed_at, c.id LIMIT :limit
            """
        ),
        {"departments": None if departments is None else sorted(departments), "limit": limit},
    ).all()
