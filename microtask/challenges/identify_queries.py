"""Read who asked for the person behind a random name, what was decided, and what people are told of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.challenges.identify_rules import TOLD_FOR
from microtask.errors import NotFound
from microtask.people.rules import Identity, choose_departments

# Nobody sees a request about themselves, and who owns the challenge has no part in it.
_REQUESTS = """
SELECT q.id, q.challenge_id, c.title, c.department_id, q.participant_id, p.pseudonym, p.person_id IS NOT NULL AS linked,
       q.reason, q.is_told, q.asked_at, q.asked_by, a.name AS asker, q.decision, q.decided_at, q.decided_by,
       d.name AS decider
FROM reidentifications q JOIN challenges c ON c.id = q.challenge_id
LEFT JOIN participants p ON p.id = q.participant_id
LEFT JOIN people a ON a.id = q.asked_by
LEFT JOIN people d ON d.id = q.decided_by
WHERE (CAST(:departments AS bigint[]) IS NULL OR c.department_id = ANY (:departments))
  AND p.person_id IS DISTINCT FROM :me
  AND NOT EXISTS (SELECT FROM challenge_owners o WHERE o.challenge_id = c.id AND o.person_id = :me)
"""


def list_requests(session: Session, *, by: Identity, limit: int) -> Sequence[Row[Any]]:
    """The requests that `by` may know of, the newest first."""
    return session.execute(text(f"{_REQUESTS} ORDER BY q.id DESC LIMIT :limit"), _of(by) | {"limit": limit}).all()


def count_waiting(session: Session, *, by: Identity, since: datetime) -> int:
    """How many requests made since then wait for `by` to decide: those of others."""
    waiting = f"SELECT count(*) FROM ({_REQUESTS} AND q.decided_at IS NULL AND q.asked_at > :since) q"  # noqa: S608
    return int(session.scalar(text(f"{waiting} WHERE q.asked_by <> :me"), _of(by) | {"since": since}) or 0)


def get_request(session: Session, request_id: int, *, by: Identity) -> Row[Any]:
    """One request. Raises `NotFound` where there is none that `by` may know of."""
    found = session.execute(text(f"{_REQUESTS} AND q.id = :id"), _of(by) | {"id": request_id}).one_or_none()
    if found is None:
        raise NotFound("There is no such request.")
    return found


def find_participant(session: Session, challenge_id: int, pseudonym: str) -> Row[Any] | None:
    """The random name of a challenge: `id`, and `person_id`, None where the link is destroyed or there was none."""
    return session.execute(
        text("SELECT id, person_id FROM participants WHERE challenge_id = :challenge AND pseudonym = :name"),
        {"challenge": challenge_id, "name": pseudonym},
    ).one_or_none()


def find_person_behind(session: Session, request_id: int) -> Row[Any] | None:
    """Who is behind the random name of a request: `id`, `name`, `email`, `department`; None without a link."""
    return session.execute(
        text(
            """
            SELECT h.id, h.name, h.email, d.name AS department
            FROM reidentifications q JOIN participants p ON p.id = q.participant_id JOIN people h ON h.id = p.person_id
            JOIN departments d ON d.id = h.department_id WHERE q.id = :id
            """
        ),
        {"id": request_id},
    ).one_or_none()


def list_told(session: Session, person_id: int, *, now: datetime | None = None) -> Sequence[Row[Any]]:
    """When two administrators found out who is behind a random name of this person, in which challenge and why.

    With `now`, only what was lately. Where the law forbids telling, it is not here.
    """
    return session.execute(
        text(
            """
            SELECT q.decided_at, q.reason, q.challenge_id, c.title, d.name AS department
            FROM reidentifications q JOIN challenges c ON c.id = q.challenge_id
            JOIN departments d ON d.id = c.department_id
            WHERE q.person_id = :person AND (CAST(:since AS timestamptz) IS NULL OR q.decided_at > :since)
            ORDER BY q.id DESC
            """
        ),
        {"person": person_id, "since": None if now is None else now - TOLD_FOR},
    ).all()


def _of(by: Identity) -> dict[str, Any]:
    departments = choose_departments("find out who answered", by)
    return {"departments": None if departments is None else sorted(departments), "me": by.person_id}
