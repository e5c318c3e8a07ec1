"""What one person gave, for that person alone: their page, their letter and the file of their data count alike.

Nothing here is ever asked about anybody but whoever asks.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.errors import NotFound

# A withdrawn answer is given by nobody any more.
_GIVEN = """
SELECT c.id, c.title, c.marking, c.state, c.promise, c.outcome, c.outcome_at, d.name AS department,
       given.answers, given.settled, given.changeable, given.withdrawn, given.first_on, given.last_on,
       EXISTS (SELECT FROM releases l WHERE l.challenge_id = c.id) AS released
FROM participants p
JOIN challenges c ON c.id = p.challenge_id
JOIN departments d ON d.id = c.department_id
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE x.withdrawn_at IS NULL) AS answers,
           count(*) FILTER (WHERE x.withdrawn_at IS NULL AND t.state IN ('settled', 'adjudicated')) AS settled,
           count(*) FILTER (WHERE x.withdrawn_at IS NULL AND t.state = 'open' AND c.state <> 'closed') AS changeable,
           count(*) FILTER (WHERE x.withdrawn_at IS NOT NULL) AS withdrawn,
           min((x.answered_at AT TIME ZONE 'Europe/London')::date) FILTER (WHERE x.withdrawn_at IS NULL) AS first_on,
           max((x.answered_at AT TIME ZONE 'Europe/London')::date) FILTER (WHERE x.withdrawn_at IS NULL) AS last_on
    FROM answers x JOIN tasks t ON t.id = x.task_id WHERE x.participant_id = p.id) given
WHERE p.person_id = :person AND (given.answers > 0 OR given.withdrawn > 0)
  AND (CAST(:challenge AS bigint) IS NULL OR c.id = :challenge)
ORDER BY c.outcome_at DESC NULLS LAST, given.last_on DESC NULLS LAST, c.id DESC
"""

_SAID = """
SELECT x.id, x.assignment_id, x.answered_at, x.value, x.not_sure, x.note, x.channel, x.withdrawn_at,
       i.key, i.payload, i.state AS item_state, o.key AS other_key, o.payload AS other_payload,
       coalesce(a.swapped, false) AS swapped, s.kind, s.question, s.options, s.scale, s.template,
       CASE WHEN t.state IN ('settled', 'adjudicated') THEN coalesce(r.decision, r.answer) END AS settled_as,
       t.state AS task_state, t.hidden, c.id AS challenge_id, c.title, c.state AS challenge_state
FROM participants p
JOIN challenges c ON c.id = p.challenge_id
JOIN answers x ON x.participant_id = p.id
JOIN tasks t ON t.id = x.task_id
JOIN stages s ON s.id = x.stage_id
JOIN items i ON i.id = t.item_id
LEFT JOIN items o ON o.id = t.other_item_id
LEFT JOIN assignments a ON a.id = x.assignment_id
LEFT JOIN results r ON r.stage_id = x.stage_id AND r.item_id = t.item_id AND s.kind <> 'compare'
WHERE p.person_id = :person AND (CAST(:challenge AS bigint) IS NULL OR c.id = :challenge)
  AND (CAST(:before AS bigint) IS NULL OR x.id < :before)
ORDER BY x.id DESC LIMIT :limit
"""

GivenRow = Row[Any]


def list_given(session: Session, person_id: int, *, challenge_id: int | None = None) -> Sequence[GivenRow]:
    """What the person gave, a row a challenge, those with an outcome first: the one count of page, letter and data.

    `answers` are those that stand, `settled` those of them whose item has settled, `changeable` those that may still be
    changed, `withdrawn` those that were taken back; `first_on` and `last_on` are days in London.
    """
    return session.execute(text(_GIVEN), {"person": person_id, "challenge": challenge_id}).all()


def get_given(session: Session, person_id: int, challenge_id: int) -> GivenRow:
    """The same of one challenge. Raises `NotFound` where the person has given no answer to it."""
    given = list_given(session, person_id, challenge_id=challenge_id)
    if not given:
        raise NotFound("You have given no answers to a challenge with that number.")
    return given[0]


def list_said(
    session: Session, person_id: int, *, challenge_id: int | None, before: int | None = None, limit: int = 50
) -> Sequence[Row[Any]]:
    """The person's answers, the newest first, each with its item and what was asked; `before` is an answer's id.

    `settled_as` is what came of the item, once it has settled: nobody is told before, who could still change theirs.
    """
    at = {"person": person_id, "challenge": challenge_id, "before": before, "limit": limit}
    return session.execute(text(_SAID), at).all()


def count_given(session: Session, person_id: int) -> int:
    """How many answers of the person stand."""
    return sum(row.answers for row in list_given(session, person_id))


def list_news(session: Session, person_id: int, *, limit: int = 3) -> Sequence[Row[Any]]:
    """The outcomes, of challenges that the person answered, since they last sat down to do tasks; the newest first.

    Each has the challenge's `id`, `title` and `department`, and its `outcome` and `outcome_at`.
    """
    return session.execute(
        text(
            """
            SELECT c.id, c.title, d.name AS department, c.outcome, c.outcome_at
            FROM participants p
            JOIN challenges c ON c.id = p.challenge_id
            JOIN departments d ON d.id = c.department_id
            WHERE p.person_id = :person AND c.outcome_at IS NOT NULL
              AND c.outcome_at > coalesce((SELECT max(started_at) FROM sittings WHERE person_id = :person), '-infinity')
              AND EXISTS (SELECT FROM answers x WHERE x.participant_id = p.id AND x.withdrawn_at IS NULL)
            ORDER BY c.outcome_at DESC LIMIT :limit
            """
        ),
        {"person": person_id, "limit": limit},
    ).all()


def estimate_minutes(session: Session, person_id: int, *, since: datetime) -> float:
    """About how many minutes the person's answers since then took: each counts as the median of its question."""
    seconds = session.scalar(
        text(
            """
            SELECT coalesce(sum(s.median_seconds), 0)
            FROM participants p JOIN answers x ON x.participant_id = p.id JOIN stages s ON s.id = x.stage_id
            WHERE p.person_id = :person AND x.answered_at >= :since
            """
        ),
        {"person": person_id, "since": since},
    )
    return float(seconds or 0) / 60


def list_sittings(session: Session, person_id: int) -> Sequence[Row[Any]]:
    """The person's sittings as they are stored, the oldest first."""
    return session.execute(
        text(
            "SELECT minutes, started_at, ended_at, challenge_id AS challenge FROM sittings"
            " WHERE person_id = :person ORDER BY id"
        ),
        {"person": person_id},
    ).all()


def list_passed_over(session: Session, person_id: int) -> Sequence[Row[Any]]:
    """What the person skipped and reported, and what ran out or went back unanswered: the stubs that are kept."""
    return session.execute(
        text(
            """
            SELECT c.id AS challenge, i.key, a.state, a.reason, a.dealt_at, a.ended_at
            FROM participants p
            JOIN challenges c ON c.id = p.challenge_id
            JOIN assignments a ON a.participant_id = p.id AND a.state <> 'answered'
            JOIN tasks t ON t.id = a.task_id
            JOIN items i ON i.id = t.item_id
            WHERE p.person_id = :person ORDER BY a.id
            """
        ),
        {"person": person_id},
    ).all()
