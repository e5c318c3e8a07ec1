"""Reads of answers: the pass number that names an errand, and one stage's answers as rows for a download."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session


def read_pass_number(session: Session, stage_id: int) -> int:
    """How many passes over the stage have begun: read after a commit, it names the pass that will see the answer."""
    found = session.connection().exec_driver_sql("SELECT pass_number FROM stages WHERE id = %s", (stage_id,)).scalar()
    return int(found or 0)


def has_dirty(session: Session, stage_id: int) -> bool:
    """Whether the stage has answers that no pass has decided with."""
    return bool(
        session.scalar(
            text(
                "SELECT EXISTS (SELECT FROM answers a JOIN tasks t ON t.id = a.task_id"
                " WHERE a.stage_id = :stage AND a.decided_at IS NULL AND NOT t.hidden)"
            ),
            {"stage": stage_id},
        )
    )


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


def stream_for_download(session: Session, stage_id: int) -> Iterator[Row[Any]]:
    """One row an answer of the stage, in the order they came: the item's key, the pseudonym, and what was said.

    Withdrawn answers and those of hidden items are left out. Streams: memory does not grow with the stage.
    """
    rows = (
        session.connection()
        .execution_options(stream_results=True, max_row_buffer=5000)
        .exec_driver_sql(
            """
        SELECT i.key, p.pseudonym, x.value, x.not_sure, x.answered_at AT TIME ZONE 'UTC' AS answered_at
        FROM answers x
        JOIN tasks t ON t.id = x.task_id
        JOIN items i ON i.id = t.item_id
        JOIN participants p ON p.id = x.participant_id
        WHERE x.stage_id = %s AND x.withdrawn_at IS NULL AND NOT t.hidden
        ORDER BY x.id
        """,
            (stage_id,),
        )
    )
    yield from rows
