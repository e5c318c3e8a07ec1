"""Reads of assignments. What stands on the path of an answer is written by hand: few statements, no entities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlalchemy.orm import Session

from microtask.assignments.rules import GOLD_EVERY
from microtask.challenges.rules import ENOUGH_TIMED
from microtask.db import fetch, fetch_one
from microtask.errors import NotFound
from microtask.people.rules import Identity

# All that wait are counted, but only those that are shown are looked up with their items.
_TRAY = """
SELECT a.id, a.task_id, a.stage_id, a.expires_at, i.payload, i.key, a.challenge_id, a.template, a.kind, a.question,
       a.options, a.scale, a.median_seconds, a.title, a.marking, a.waiting, a.swapped, o.payload AS other_payload,
       o.key AS other_key
FROM (
    SELECT a.id, a.task_id, a.stage_id, a.expires_at, a.swapped, t.item_id, t.other_item_id, s.challenge_id,
           s.template, s.kind, s.question, s.options, s.scale, s.median_seconds, c.title, c.marking,
           count(*) OVER () AS waiting
    FROM assignments a
    JOIN tasks t ON t.id = a.task_id
    JOIN stages s ON s.id = a.stage_id
    JOIN challenges c ON c.id = s.challenge_id
    WHERE a.sitting_id = %(sitting)s AND a.state = 'live' AND t.state = 'open' AND NOT t.hidden
      AND c.state IN ('open', 'closing')
    ORDER BY a.id
    LIMIT %(limit)s) a
JOIN items i ON i.id = a.item_id
LEFT JOIN items o ON o.id = a.other_item_id
ORDER BY a.id
"""

# The answers of the sitting lie in a few pages that its volunteer has just written: counting them costs little.
_OWN = """
SELECT a.id, a.state, a.sitting_id, a.swapped, t.state AS task_state, t.hidden, i.payload, i.key,
       o.payload AS other_payload,
       s.template, s.kind, s.question, s.options, s.scale, s.columns, s.guidance, s.glossary, c.title, c.marking,
       c.id AS challenge_id, c.state AS challenge_state, x.value, x.not_sure, x.note, x.id AS answer_id, sat.done,
       s.median_seconds, m.minutes, CASE WHEN lt.state = 'open' THEN l.id END AS last
FROM assignments a
JOIN participants p ON p.id = a.participant_id
JOIN tasks t ON t.id = a.task_id
JOIN items i ON i.id = t.item_id
LEFT JOIN items o ON o.id = t.other_item_id
JOIN stages s ON s.id = a.stage_id
JOIN challenges c ON c.id = s.challenge_id
LEFT JOIN answers x ON x.assignment_id = a.id
CROSS JOIN LATERAL (
    SELECT count(*) AS done, max(d.id) FILTER (WHERE d.id <> a.id) AS last
    FROM assignments d WHERE d.sitting_id = a.sitting_id AND d.state = 'answered') sat
LEFT JOIN sittings m ON m.id = a.sitting_id
LEFT JOIN assignments l ON l.id = sat.last
LEFT JOIN tasks lt ON lt.id = l.task_id
WHERE a.id = %(id)s AND p.person_id = %(person)s
"""


# Both counts stop early, so that a page costs the same for a challenge of a million tasks: what is left is counted up
# to a thousand and one, and of the dealable tasks the first thousand are looked at. Who has been asked all of those
# is taken to have more, and learns otherwise from dealing.
_OPEN_TO = """
SELECT c.id, c.title, c.summary, d.name AS department,
       EXISTS (SELECT FROM answers x WHERE x.participant_id = p.id) AS begun,
       sum(o.open_tasks)::int AS open_tasks,
       max(s.median_seconds) FILTER (WHERE s.timed_answers >= %(enough)s) AS seconds
FROM challenges c
JOIN departments d ON d.id = c.department_id
JOIN stages s ON s.challenge_id = c.id
LEFT JOIN participants p ON p.challenge_id = c.id AND p.person_id = %(person)s
CROSS JOIN LATERAL (
    SELECT count(*) AS open_tasks
    FROM (SELECT FROM tasks t WHERE t.stage_id = s.id AND t.state = 'open' AND NOT t.hidden LIMIT 1001) counted) o
CROSS JOIN LATERAL (
    SELECT count(*) AS looked_at, count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM assignments a WHERE a.participant_id = p.id AND a.task_id = n.id
        AND a.state NOT IN ('expired', 'returned'))) AS new
    FROM ((SELECT t.id FROM tasks t WHERE t.stage_id = s.id AND t.state = 'open' AND NOT t.hidden AND t.taken < t.wanted
           AND t.taken > 0 LIMIT 500)
          UNION ALL
          (SELECT t.id FROM tasks t WHERE t.stage_id = s.id AND t.state = 'open' AND NOT t.hidden AND t.taken < t.wanted
           AND t.taken = 0 LIMIT 500)) n) w
WHERE c.state = 'open' AND (w.new > 0 OR w.looked_at = 1000)
  AND (s.department_ids IS NULL OR %(department)s = ANY (s.department_ids))
  AND NOT (s.exclude_own AND c.department_id = %(department)s)
  AND (s.skills IS NULL OR EXISTS (SELECT FROM roles r WHERE r.person_id = %(person)s AND r.skills && s.skills))
  AND (s.people IS NULL OR (SELECT lower(w.email) FROM people w WHERE w.id = %(person)s) = ANY (s.people))
GROUP BY c.id, d.name, p.id
ORDER BY p.id IS NULL, c.opened_at, c.id
"""


AssignmentRow = Any  # an assignment with what a face shows of it, as a named tuple


@dataclass(frozen=True, slots=True)
class SittingRow:
    """An open or ended sitting, as dealing and the pages need it."""

    id: int
    person_id: int
    challenge_id: int | None
    minutes: int
    started_at: datetime
    ended_at: datetime | None


def get_sitting(session: Session, sitting_id: int, *, person_id: int) -> SittingRow:
    """The person's own sitting. Raises `NotFound` for anybody else's."""
    row = session.execute(
        text("SELECT id, person_id, challenge_id, minutes, started_at, ended_at FROM sittings WHERE id = :id"),
        {"id": sitting_id},
    ).one_or_none()
    if row is None or row.person_id != person_id:
        raise NotFound("You have no sitting with that number.")
    return SittingRow(*row)


def lock_open_sitting(connection: Connection, sitting_id: int, *, person_id: int) -> SittingRow | None:
    """The person's sitting if it is still open, locked, so that two requests do not deal into one tray."""
    row = fetch_one(
        connection,
        "SELECT id, person_id, challenge_id, minutes, started_at, ended_at FROM sittings"
        " WHERE id = %(id)s AND person_id = %(person)s AND ended_at IS NULL FOR NO KEY UPDATE",
        {"id": sitting_id, "person": person_id},
    )
    return SittingRow(*row) if row else None


def list_tray(connection: Connection, sitting_id: int, *, limit: int) -> Sequence[AssignmentRow]:
    """The unanswered assignments of a sitting that may still be worked on, in the order they were dealt.

    One that has settled or been hidden is passed over. `waiting` in each row counts them all.
    """
    return fetch(connection, _TRAY, {"sitting": sitting_id, "limit": limit})


def get_own(connection: Connection, assignment_id: int, *, person_id: int) -> AssignmentRow:
    """Everything a page shows of one assignment of this person, with its answer if there is one.

    `done` counts the answers of its sitting; `last` is the latest of those that may still be changed, other than this,
    or None. Raises `NotFound` for anybody else's.
    """
    row = fetch_one(connection, _OWN, {"id": assignment_id, "person": person_id})
    if row is None:
        raise NotFound("You have no assignment with that number.")
    return row


def list_stages_open_to(
    connection: Connection, *, person_id: int, department_id: int, challenge_id: int | None
) -> Sequence[Any]:
    """The stages whose tasks this person may be dealt, the ones they have begun first, then the oldest.

    Each row also says how far dealing has come for the person: `participant_id` (or None), and what `Cursor` keeps.
    """
    return fetch(
        connection,
        """
        SELECT s.id, s.challenge_id, s.median_seconds, s.min_departments, p.id AS participant_id,
               coalesce(k.begun_id, 0) AS begun_id, coalesce(k.fresh_id, 0) AS fresh_id,
               coalesce(k.gold_id, 0) AS gold_id, coalesce(k.dealt, 0) AS dealt,
               coalesce(k.gold_at, %(every)s) AS gold_at,
               EXISTS (SELECT FROM gold g WHERE g.stage_id = s.id) AS has_gold
        FROM challenges c
        JOIN stages s ON s.challenge_id = c.id
        LEFT JOIN participants p ON p.challenge_id = c.id AND p.person_id = %(person)s
        LEFT JOIN cursors k ON k.participant_id = p.id AND k.stage_id = s.id
        WHERE c.state = 'open'
          AND (%(challenge)s::bigint IS NULL OR c.id = %(challenge)s)
          AND (s.department_ids IS NULL OR %(department)s = ANY (s.department_ids))
          AND NOT (s.exclude_own AND c.department_id = %(department)s)
          AND (s.skills IS NULL OR EXISTS (SELECT FROM roles r WHERE r.person_id = %(person)s AND r.skills && s.skills))
          AND (s.people IS NULL OR (SELECT lower(w.email) FROM people w WHERE w.id = %(person)s) = ANY (s.people))
          AND EXISTS (SELECT FROM tasks t WHERE t.stage_id = s.id AND t.state = 'open')
        ORDER BY k.stage_id IS NULL, c.opened_at, s.id
        """,
        {
            "person": person_id,
            "department": department_id,
            "challenge": challenge_id,
            "every": GOLD_EVERY,
        },
    )


def list_open_to(connection: Connection, *, by: Identity) -> Sequence[Row[Any]]:
    """The open challenges with tasks for this person, those they have begun first, then the oldest.

    `begun` says that the person has answered some; `open_tasks` counts those not settled, up to 1,001 a stage;
    `seconds` is about how long one takes, or None while too few answers have been timed to say.
    """
    asking = {"person": by.person_id, "department": by.department_id, "enough": ENOUGH_TIMED}
    return connection.exec_driver_sql(_OPEN_TO, asking).all()


def find_waiting(connection: Connection, *, person_id: int) -> Row[Any] | None:
    """The next unanswered assignment of the person's open sitting: its `id`, and the title of its `challenge`."""
    return connection.exec_driver_sql(
        """
        SELECT a.id, c.title AS challenge
        FROM sittings z
        JOIN assignments a ON a.sitting_id = z.id AND a.state = 'live'
        JOIN tasks t ON t.id = a.task_id
        JOIN stages s ON s.id = a.stage_id
        JOIN challenges c ON c.id = s.challenge_id
        WHERE z.person_id = %(person)s AND z.ended_at IS NULL AND t.state = 'open' AND NOT t.hidden
          AND c.state IN ('open', 'closing')
        ORDER BY a.id LIMIT 1
        """,
        {"person": person_id},
    ).one_or_none()


def count_reports_since(session: Session, person_id: int, *, since: datetime) -> int:
    """How many items the person has reported since then."""
    found = session.scalar(
        text(
            "SELECT count(*) FROM assignments a JOIN participants p ON p.id = a.participant_id"
            " WHERE p.person_id = :person AND a.state = 'reported' AND a.ended_at >= :since"
        ),
        {"person": person_id, "since": since},
    )
    return int(found or 0)


def find_what_is_left(session: Session, challenge_id: int) -> Row[Any] | None:
    """The `title` of a challenge, and how many of its tasks others still have to answer (`open_tasks`)."""
    return session.execute(
        text(
            """
            SELECT c.id, c.title, (SELECT count(*) FROM tasks t JOIN stages s ON s.id = t.stage_id
                                   WHERE s.challenge_id = c.id AND t.state = 'open' AND NOT t.hidden) AS open_tasks
            FROM challenges c WHERE c.id = :challenge
            """
        ),
        {"challenge": challenge_id},
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class Achievement:
    """What a sitting did for the work."""

    answers: int
    settled: int


def get_achievement(session: Session, sitting_id: int) -> Achievement:
    """How many answers were given in the sitting, and how many of those tasks have settled."""
    row = session.execute(
        text(
            """
            SELECT count(*), count(*) FILTER (WHERE t.state = 'settled')
            FROM assignments a JOIN tasks t ON t.id = a.task_id
            WHERE a.sitting_id = :sitting AND a.state = 'answered'
            """
        ),
        {"sitting": sitting_id},
    ).one()
    return Achievement(*row)


def list_promises(session: Session, sitting_id: int) -> Sequence[Row[Any]]:
    """What was promised to whoever answered in the sitting: the `challenge` by its title, and the `promise`."""
    return session.execute(
        text(
            """
            SELECT c.title AS challenge, c.promise FROM challenges c
            WHERE c.promise <> '' AND c.id IN (
                SELECT s.challenge_id FROM assignments a JOIN stages s ON s.id = a.stage_id
                WHERE a.sitting_id = :sitting AND a.state = 'answered')
            ORDER BY c.id
            """
        ),
        {"sitting": sitting_id},
    ).all()


OLD_SITTINGS = """
SELECT id FROM sittings s WHERE s.ended_at < :before
  AND EXISTS (SELECT FROM sittings later WHERE later.person_id = s.person_id AND later.id > s.id)
"""


def count_old_sittings(session: Session, *, before: datetime) -> int:
    """How many sittings ended before then; the last one of each person does not count."""
    statement = f"SELECT count(*) FROM ({OLD_SITTINGS}) old"  # noqa: S608 (a constant of this module)
    return int(session.scalar(text(statement), {"before": before}) or 0)
