"""Releases and their files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.errors import NotFound


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release with the number that people know it by."""

    id: int
    challenge_id: int
    number: int
    state: str
    demonstration: bool
    created_at: datetime
    finished_at: datetime | None


_RELEASE = "SELECT id, challenge_id, number, state, demonstration, created_at, finished_at FROM releases"


def list_releases(
    session: Session, challenge_id: int, *, before: int | None = None, limit: int | None = None
) -> list[ReleaseView]:
    """The releases of the challenge, the newest first; with `before`, those with a smaller number."""
    rows = session.execute(
        text(
            f"{_RELEASE} WHERE challenge_id = :challenge AND (CAST(:before AS bigint) IS NULL OR number < :before)"
            " ORDER BY number DESC LIMIT :limit"
        ),
        {"challenge": challenge_id, "before": before, "limit": limit},
    )
    return [ReleaseView(*row) for row in rows]


def get_release(session: Session, challenge_id: int, number: int) -> ReleaseView:
    """One release by its number. Raises `NotFound`."""
    row = session.execute(
        text(f"{_RELEASE} WHERE challenge_id = :challenge AND number = :number"),
        {"challenge": challenge_id, "number": number},
    ).one_or_none()
    if row is None:
        raise NotFound("The challenge has no release with that number.")
    return ReleaseView(*row)


def list_release_files(session: Session, release_id: int) -> Sequence[Row[Any]]:
    """The files of a release that is ready: name, rows, bytes, SHA-256 and blob, in the order a reader wants them."""
    return session.execute(
        text(
            """
            SELECT f.name, f.rows, f.bytes, f.sha256, f.blob_id
            FROM release_files f JOIN releases r ON r.id = f.release_id
            WHERE f.release_id = :id AND r.state = 'ready' ORDER BY f.position
            """
        ),
        {"id": release_id},
    ).all()


def count_withdrawn_since(session: Session, release_id: int) -> int:
    """How many answers to the release's challenge have been taken back since it was asked for: its files keep them."""
    found = session.scalar(
        text(
            """
            SELECT count(*) FROM releases r JOIN stages s ON s.challenge_id = r.challenge_id
            JOIN answers x ON x.stage_id = s.id AND x.withdrawn_at > r.created_at WHERE r.id = :release
            """
        ),
        {"release": release_id},
    )
    return int(found or 0)


def find_first_digest(session: Session, challenge_id: int) -> Row[Any] | None:
    """The `answers_digest` of the first release that the challenge had; None before there is one.

    It is empty where that release was made before digests were kept.
    """
    statement = """
        SELECT answers_digest FROM releases WHERE challenge_id = :challenge AND state = 'ready'
        ORDER BY finished_at, number LIMIT 1
        """
    return session.execute(text(statement), {"challenge": challenge_id}).one_or_none()


def find_twin(session: Session, challenge_id: int, *, now: datetime) -> int | None:
    """The number of the newest release where one that is asked for at `now` would be no other: None where it would.

    It is being made, or was until after `now`, and of what it is made of nothing has changed since it was asked for.
    """
    statement = """
        SELECT r.number FROM releases r
        WHERE r.challenge_id = :challenge AND (r.state = 'making' OR r.state = 'ready' AND r.finished_at >= :now)
          AND r.number = (SELECT max(number) FROM releases WHERE challenge_id = :challenge)
          AND NOT EXISTS (SELECT FROM reports p WHERE p.challenge_id = r.challenge_id
                          AND greatest(p.reported_at, p.decided_at) > r.created_at)
          AND NOT EXISTS (SELECT FROM stages s JOIN results v ON v.stage_id = s.id
                          WHERE s.challenge_id = r.challenge_id AND v.changed_at > r.created_at)
          AND NOT EXISTS (SELECT FROM stages s JOIN answers x ON x.stage_id = s.id
                          WHERE s.challenge_id = r.challenge_id
                            AND greatest(x.answered_at, x.withdrawn_at) > r.created_at)
        """
    found: int | None = session.scalar(text(statement), {"challenge": challenge_id, "now": now})
    return found


def list_unfinished_releases(session: Session) -> list[int]:
    """Releases whose step may have been lost."""
    return list(session.scalars(text("SELECT id FROM releases WHERE state = 'making' ORDER BY id")))


def list_release_stages(session: Session, release_id: int, *, dirty: bool) -> list[int]:
    """The stages of a release's challenge, in order; with `dirty`, those that a pass has yet to finish with."""
    return list(
        session.scalars(
            text(
                """
                SELECT s.id FROM stages s JOIN releases r ON r.challenge_id = s.challenge_id
                WHERE r.id = :release AND (NOT :dirty OR EXISTS (
                    SELECT FROM answers x JOIN tasks t ON t.id = x.task_id
                    WHERE x.stage_id = s.id AND x.decided_at IS NULL AND NOT t.hidden) OR EXISTS (
                    SELECT FROM stage_states k WHERE k.stage_id = s.id AND k.unstored_pass IS NOT NULL))
                ORDER BY s.position
                """
            ),
            {"release": release_id, "dirty": dirty},
        )
    )
