"""Reads of answers: the pass number that names an errand, and one stage's answers as rows for a download."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.db import stream_rows
from microtask.kinds.options import SEPARATOR

FETCH = 5000  # rows


def read_pass_number(session: Session, stage_id: int) -> int:
    """How many passes over the stage have begun: read after a commit, it names the pass that will see the answer."""
    found = session.connection().exec_driver_sql("SELECT pass_number FROM stages WHERE id = %s", (stage_id,)).scalar()
    return int(found or 0)


def list_dirty_stages(session: Session) -> list[int]:
    """The stages with answers that no pass has decided with: the sweep sends their errands again."""
    found = session.execute(
        text(
            """
            SELECT s.id FROM stages s JOIN challenges c ON c.id = s.challenge_id
            WHERE c.state <> 'draft'
              AND EXISTS (SELECT FROM answers a JOIN tasks t ON t.id = a.task_id
                          WHERE a.stage_id = s.id AND a.decided_at IS NULL AND NOT t.hidden)
            ORDER BY s.id
            """
        )
    )
    return list(found.scalars())


_SAID = """
SELECT i.key, p.pseudonym, x.value, x.not_sure, s.position, (x.answered_at AT TIME ZONE 'UTC')::date AS answered_on,
       o.key AS other_key, coalesce(a.swapped, false) AS swapped, x.id
FROM answers x
JOIN stages s ON s.id = x.stage_id
JOIN tasks t ON t.id = x.task_id
JOIN items i ON i.id = t.item_id
LEFT JOIN items o ON o.id = t.other_item_id
LEFT JOIN assignments a ON a.id = x.assignment_id AND t.other_item_id IS NOT NULL
JOIN participants p ON p.id = x.participant_id
WHERE x.stage_id = :stage AND x.withdrawn_at IS NULL AND NOT t.hidden
"""


def stream_said(session: Session, stage_id: int) -> Iterator[Row[Any]]:
    """Who said what at the stage, one row an answer, in the order they came: the item's key and the pseudonym first.

    Of a pair, `value` is in the order of the pair, whose second key is `other_key`; `swapped` says that the volunteer
    saw them the other way round. Nothing tells a department: that is for releases alone.

    Withdrawn answers and those of hidden items are left out. Memory does not grow with the stage.
    """
    return stream_rows(session, f"{_SAID} ORDER BY x.id", {"stage": stage_id}, fetch=FETCH)


def stream_notes(session: Session, stage_id: int) -> Iterator[Row[Any]]:
    """The notes of the stage: key (of a pair both), the stage's place, note, state of the task; by item, then by text.

    The order tells nothing of who wrote them. Withdrawn answers and those of hidden items are left out, as in
    `stream_said`.
    """
    return stream_rows(
        session,
        f"""
        SELECT i.key || coalesce('{SEPARATOR}' || o.key, ''), s.position, x.note, t.state
        FROM answers x
        JOIN stages s ON s.id = x.stage_id
        JOIN tasks t ON t.id = x.task_id
        JOIN items i ON i.id = t.item_id
        LEFT JOIN items o ON o.id = t.other_item_id
        WHERE x.stage_id = :stage AND x.note <> '' AND x.withdrawn_at IS NULL AND NOT t.hidden
        ORDER BY i.id, o.id, x.note COLLATE "C"
        """,  # noqa: S608 (a constant of the house)
        {"stage": stage_id},
        fetch=FETCH,
    )


def list_said(session: Session, stage_id: int, *, after: int, limit: int) -> Sequence[Row[Any]]:
    """One page of the same: the rows after the answer with the id `after`."""
    return session.execute(
        text(f"{_SAID} AND x.id > :after ORDER BY x.id LIMIT :limit"),
        {"stage": stage_id, "after": after, "limit": limit},
    ).all()
