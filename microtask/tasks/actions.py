"""Split a stage: its items become tasks, a batch at a time, from where splitting last stopped."""

from datetime import datetime

from microtask.challenges.actions import life
from microtask.challenges.models import Challenge, Stage
from microtask.challenges.rules import SPLITS
from microtask.unit_of_work import UnitOfWork

BATCH = 20_000

# An import's items are left alone until the whole file is in; when it ends, it asks for them to be split.
_SPLIT = """
WITH batch AS MATERIALIZED (
    SELECT i.id FROM items i
    WHERE i.challenge_id = %(challenge)s AND i.id > %(after)s AND i.reached >= %(position)s
      AND i.state = 'live' AND i.dropped_at IS NULL
      AND NOT EXISTS (SELECT FROM imports f WHERE f.id = i.import_id AND f.state IN ('receiving', 'queued', 'running'))
    ORDER BY i.id LIMIT %(batch)s
), made AS (
    INSERT INTO tasks (stage_id, item_id, wanted, max_answers)
    SELECT %(stage)s, id, %(wanted)s, %(most)s FROM batch ORDER BY id
    ON CONFLICT DO NOTHING)
SELECT count(*), max(id) FROM batch
"""


def split(unit: UnitOfWork, stage_id: int, *, batch: int = BATCH) -> bool:
    """Make tasks of the next `batch` items of a stage; answers whether there may be more.

    Once every item has its task the stage is split, and a challenge that waited for it opens. Safe to run twice and
    at once: an item has one task at a stage, and the stage is locked. Nothing happens where the challenge is gone,
    not published, or closing.
    """
    challenge, stage = _lock(unit, stage_id)
    if challenge is None or stage is None or challenge.state not in SPLITS or stage.split_at is not None:
        return False
    found, last = unit.connection.exec_driver_sql(
        _SPLIT,
        {
            "challenge": challenge.id,
            "stage": stage.id,
            "position": stage.position,
            "after": stage.split_item_id,
            "wanted": stage.min_answers,
            "most": stage.max_answers,
            "batch": batch,
        },
    ).one()
    if found:
        stage.split_item_id = last
    if found == batch:
        return True
    _end(challenge, stage, now=unit.now)
    # A stage that is newer than the planner's statistics would be planned as if it were empty.
    unit.connection.exec_driver_sql("ANALYZE items, tasks")
    return False


def _lock(unit: UnitOfWork, stage_id: int) -> tuple[Challenge | None, Stage | None]:
    """The stage's challenge and the stage, locked in the order in which every action locks them."""
    challenge = life.lock_of_stage(unit, stage_id)
    return challenge, unit.session.get(Stage, stage_id, with_for_update={"key_share": True})


def _end(challenge: Challenge, stage: Stage, *, now: datetime) -> None:
    stage.split_at = now
    if challenge.state == "splitting" and stage.position == 1:
        life.move(challenge, "open", now=now)
