"""Who is to be told of what: those who take part still, whom the service has not made up, and who want it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.people.permissions import list_enough

# Simulated people have no address; who has left is not written to.
_REACHABLE = "p.left_at IS NULL AND p.forgotten_at IS NULL AND NOT p.simulated"
# Who is named as an owner and may be one no more is told nothing as one, and nor are their programs.
_POSTING = ", ".join(f"'{role}'" for role in sorted(list_enough("post challenges")))
_POSTS = f"EXISTS (SELECT FROM roles r WHERE r.person_id = p.id AND r.role IN ({_POSTING}))"

_ABOUT = """
SELECT c.id, c.title, c.marking, c.state, c.outcome, d.name AS department
FROM challenges c JOIN departments d ON d.id = c.department_id WHERE c.id = :challenge
"""
_HELPED = f"""
SELECT h.id AS reached, p.id, p.email
FROM participants h JOIN people p ON p.id = h.person_id LEFT JOIN mail_choices m ON m.person_id = p.id
WHERE h.challenge_id = :challenge AND h.id > :after AND {_REACHABLE} AND coalesce(m.outcomes, true)
  AND (EXISTS (SELECT FROM answers x WHERE x.participant_id = h.id AND x.withdrawn_at IS NULL)
       OR EXISTS (SELECT FROM contributions k WHERE k.participant_id = h.id AND k.state = 'accepted'))
ORDER BY h.id LIMIT :limit
"""  # noqa: S608 (constants of this module)
_OWNERS = f"""
SELECT p.id, p.email
FROM challenge_owners o JOIN people p ON p.id = o.person_id LEFT JOIN mail_choices m ON m.person_id = p.id
WHERE o.challenge_id = :challenge AND {_REACHABLE} AND {_POSTS} AND coalesce(m.challenges, true)
ORDER BY p.id
"""  # noqa: S608
_APPROVERS = f"""
SELECT DISTINCT p.id, p.email, p.name, coalesce(m.challenges, true) AS is_wanted
FROM challenges c
JOIN departments d ON d.id = c.department_id
JOIN roles r ON r.department_id IN (d.id, d.successor_id) AND r.role = 'admin'
JOIN people p ON p.id = r.person_id
LEFT JOIN mail_choices m ON m.person_id = p.id
WHERE c.id = :challenge AND {_REACHABLE}
  AND NOT EXISTS (SELECT FROM challenge_owners o WHERE o.challenge_id = c.id AND o.person_id = p.id)
ORDER BY p.name, p.id
"""  # noqa: S608
# The administrators of the challenge's department, or of the one that it has become part of; where there is no other,
# those of the service: never who asked, who is asked about, or who owns the challenge.
_WHO_DECIDE = f"""
WITH other AS (
    SELECT DISTINCT p.id, p.email, r.role, coalesce(m.challenges, true) AS is_wanted
    FROM reidentifications q
    JOIN challenges c ON c.id = q.challenge_id
    JOIN departments d ON d.id = c.department_id
    LEFT JOIN participants h ON h.id = q.participant_id
    JOIN roles r ON r.role = 'service-admin' OR (r.role = 'admin' AND r.department_id IN (d.id, d.successor_id))
    JOIN people p ON p.id = r.person_id
    LEFT JOIN mail_choices m ON m.person_id = p.id
    WHERE q.id = :request AND q.decided_at IS NULL AND {_REACHABLE}
      AND p.id <> q.asked_by AND p.id IS DISTINCT FROM h.person_id
      AND NOT EXISTS (SELECT FROM challenge_owners o WHERE o.challenge_id = c.id AND o.person_id = p.id))
SELECT id, email FROM other
WHERE is_wanted AND (role = 'admin' OR NOT EXISTS (SELECT FROM other WHERE role = 'admin'))
ORDER BY id
"""  # noqa: S608
_LISTENING = f"""
SELECT w.id
FROM webhooks w
JOIN challenge_owners o ON o.person_id = w.person_id AND o.challenge_id = :challenge
JOIN people p ON p.id = w.person_id
WHERE w.disabled_at IS NULL AND :event = ANY (w.events) AND p.left_at IS NULL AND p.forgotten_at IS NULL AND {_POSTS}
ORDER BY w.id
"""  # noqa: S608
_SETTLED = """
SELECT s.position AS stage, i.key, r.state, coalesce(r.decision, r.answer) AS answer, r.confidence
FROM results r
JOIN stages s ON s.id = r.stage_id
JOIN items i ON i.id = r.item_id
WHERE r.stage_id = :stage AND r.item_id = ANY (:items) AND r.state IN ('settled', 'adjudicated') AND i.state = 'live'
ORDER BY i.id
"""
_WITHOUT_OUTCOME = """
SELECT id, closed_at FROM challenges
WHERE state = 'closed' AND outcome_at IS NULL AND closed_at <= :before AND closed_at > :after ORDER BY id
"""
_DIGESTS = f"""
SELECT p.id FROM mail_choices m JOIN people p ON p.id = m.person_id
WHERE m.digest_day = :day AND m.digest_hour <= :hour AND (m.digest_at IS NULL OR m.digest_at < :before) AND {_REACHABLE}
ORDER BY p.id LIMIT :limit
"""  # noqa: S608


def find_about(session: Session, challenge_id: int) -> Row[Any] | None:
    """The challenge that an event is about: `title`, `department`, `marking`, `state` and `outcome`."""
    return session.execute(text(_ABOUT), {"challenge": challenge_id}).one_or_none()


def list_who_helped(session: Session, challenge_id: int, *, after: int, limit: int) -> Sequence[Row[Any]]:
    """`id` and `email` of those whose answers stand, or whose idea was taken, and who want to hear what came of it.

    `after` is where the last batch has `reached`.
    """
    return session.execute(text(_HELPED), {"challenge": challenge_id, "after": after, "limit": limit}).all()


def list_owners(session: Session, challenge_id: int) -> Sequence[Row[Any]]:
    """`id` and `email` of its owners who want mail about it."""
    return session.execute(text(_OWNERS), {"challenge": challenge_id}).all()


def list_approvers(session: Session, challenge_id: int) -> Sequence[Row[Any]]:
    """`id`, `email` and `name` of those who may approve it, and whether mail about it `is_wanted`."""
    return session.execute(text(_APPROVERS), {"challenge": challenge_id}).all()


def list_who_decide(session: Session, request_id: int) -> Sequence[Row[Any]]:
    """`id` and `email` of those who may agree that two administrators find out who is behind a random name.

    Nobody, once it has been decided.
    """
    return session.execute(text(_WHO_DECIDE), {"request": request_id}).all()


def find_who_is_told(session: Session, request_id: int) -> Row[Any] | None:
    """`id` and `email` of whoever two administrators have found out about; None where they are not to be told."""
    found = "SELECT p.id, p.email FROM reidentifications q JOIN people p ON p.id = q.person_id WHERE q.id = :request"
    return session.execute(text(f"{found} AND {_REACHABLE}"), {"request": request_id}).one_or_none()


def list_listening(session: Session, challenge_id: int, event: str) -> list[int]:
    """The webhooks that its owners want called about `event`."""
    return list(session.scalars(text(_LISTENING), {"challenge": challenge_id, "event": event}))


def list_settled(session: Session, stage_id: int, items: Sequence[int]) -> Sequence[Row[Any]]:
    """What has been decided about these items at a stage; those that were opened again since are left out."""
    return session.execute(text(_SETTLED), {"stage": stage_id, "items": list(items)}).all()


def list_without_outcome(session: Session, *, before: datetime, after: datetime) -> Sequence[Row[Any]]:
    """`id` and `closed_at` of the challenges that closed between these times, and say nothing of what came of them."""
    return session.execute(text(_WITHOUT_OUTCOME), {"before": before, "after": after}).all()


def list_digests_due(session: Session, *, day: int, hour: int, before: datetime, limit: int) -> list[int]:
    """The people whose weekly digest is due on this `day` (1 is Monday) by this `hour`, and came last `before` then."""
    at = {"day": day, "hour": hour, "before": before, "limit": limit}
    return list(session.scalars(text(_DIGESTS), at))
