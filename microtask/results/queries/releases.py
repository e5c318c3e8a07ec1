"""Releases and their files, and what the files of one are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    created_at: Any
    finished_at: Any


_RELEASE = "SELECT id, challenge_id, number, state, demonstration, created_at, finished_at FROM releases"


def list_releases(session: Session, challenge_id: int) -> list[ReleaseView]:
    """Every release of the challenge, the newest first."""
    rows = session.execute(
        text(f"{_RELEASE} WHERE challenge_id = :challenge ORDER BY number DESC"), {"challenge": challenge_id}
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
    """The files of a release: name, rows, bytes, SHA-256 and blob, in the order a reader wants them."""
    return session.execute(
        text("SELECT name, rows, bytes, sha256, blob_id FROM release_files WHERE release_id = :id ORDER BY position"),
        {"id": release_id},
    ).all()


def list_unfinished_releases(session: Session) -> list[int]:
    """Releases whose step may have been lost."""
    return list(session.scalars(text("SELECT id FROM releases WHERE state = 'making' ORDER BY id")))


def list_release_stages(session: Session, release_id: int, *, dirty: bool) -> list[int]:
    """The stages of a release's challenge, in order; with `dirty`, those with answers that no pass has seen."""
    return list(
        session.scalars(
            text(
                """
                SELECT s.id FROM stages s JOIN releases r ON r.challenge_id = s.challenge_id
                WHERE r.id = :release AND (NOT :dirty OR EXISTS (
                    SELECT FROM answers x JOIN tasks t ON t.id = x.task_id
                    WHERE x.stage_id = s.id AND x.decided_at IS NULL AND NOT t.hidden))
                ORDER BY s.position
                """
            ),
            {"release": release_id, "dirty": dirty},
        )
    )
