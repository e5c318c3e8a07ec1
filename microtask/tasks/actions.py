"""Split a stage: its items become tasks, a batch at a time, from where splitting last stopped.

Of a comparison the tasks are pairs: a first round that connects all items. Deciding chooses the pairs after them.
"""

from datetime import datetime
from random import Random

from microtask.challenges.actions import life
from microtask.challenges.models import Challenge, Stage
from microtask.challenges.rules import SPLITS
from microtask.tasks.queries import is_waiting_for_scan
from microtask.tasks.rules import choose_first_pairs, count_pairs
from microtask.unit_of_work import UnitOfWork

BATCH = 20_000

# An import's items are left alone until it is cleared: read to its end, scanned for private data, and decided on.
_READY = """
i.challenge_id = %(challenge)s AND i.id > %(after)s AND i.reached >= %(position)s
AND i.state = 'live' AND i.dropped_at IS NULL
AND NOT EXISTS (SELECT FROM imports f WHERE f.id = i.import_id AND f.cleared_at IS NULL)
"""
_SPLIT = f"""
WITH batch AS MATERIALIZED (SELECT i.id FROM items i WHERE {_READY} ORDER BY i.id LIMIT %(batch)s
), made AS (
    INSERT INTO tasks (stage_id, item_id, wanted, max_answers)
    SELECT %(stage)s, id, %(wanted)s, %(most)s FROM batch ORDER BY id
    ON CONFLICT DO NOTHING)
SELECT count(*), max(id) FROM batch
"""  # noqa: S608 (which items are ready is a constant of this module)
_UNPAIRED = f"""
SELECT i.id FROM items i
WHERE {_READY}
  AND NOT EXISTS (SELECT FROM tasks t WHERE t.stage_id = %(stage)s AND t.item_id = i.id)
  AND NOT EXISTS (SELECT FROM tasks t WHERE t.stage_id = %(stage)s AND t.other_item_id = i.id)
ORDER BY i.id LIMIT %(batch)s
"""  # noqa: S608
# Each with how often it may still be compared. Those that are compared least come first, so that few are compared more
# often because others came late.
_PAIRED = """
SELECT i.id, %(most)s - sum(t.wanted)
FROM tasks t JOIN items i ON i.id IN (t.item_id, t.other_item_id)
WHERE t.stage_id = %(stage)s AND i.state = 'live' AND i.dropped_at IS NULL
GROUP BY i.id HAVING sum(t.wanted) < %(most)s ORDER BY sum(t.wanted), i.id LIMIT %(batch)s
"""
_PAIR = """
INSERT INTO tasks (stage_id, item_id, other_item_id, wanted, max_answers)
SELECT %(stage)s, first, second, wanted, %(most)s
FROM unnest(%(first)s::bigint[], %(second)s::bigint[], %(wanted)s::smallint[]) WITH ORDINALITY
     AS pair (first, second, wanted, place)
ORDER BY place
ON CONFLICT DO NOTHING
"""


def split(unit: UnitOfWork, stage_id: int, *, batch: int = BATCH) -> bool:
    """Make tasks of the next `batch` items of a stage; answers whether there may be more.

    Once every item has its task (for compare, its first pairs) the stage is split, and a challenge that waited for it
    opens. Safe to run twice and at once: an item has one task at a stage, and the stage is locked. Nothing happens
    where the challenge is gone, not published, or closing, or where a file that it was published with is not cleared.
    """
    challenge, stage = _lock(unit, stage_id)
    if challenge is None or stage is None or challenge.state not in SPLITS or stage.split_at is not None:
        return False
    if is_waiting_for_scan(unit.session, challenge.id):
        return False
    at = {
        "challenge": challenge.id,
        "stage": stage.id,
        "position": stage.position,
        "after": stage.split_item_id,
        "wanted": stage.min_answers,
        "most": stage.max_answers,
        "batch": batch,
    }
    found, last = _pair(unit, stage, at) if stage.kind == "compare" else _split(unit, at)
    if last is not None:
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


def _split(unit: UnitOfWork, at: dict[str, int]) -> tuple[int, int | None]:
    """Make a task of each item of the batch; answers how many there were, and the last."""
    found, last = unit.connection.exec_driver_sql(_SPLIT, at).one()
    return found, last


def _pair(unit: UnitOfWork, stage: Stage, at: dict[str, int]) -> tuple[int, int | None]:
    """Make pairs of the batch's items that have none; answers how many items there were, and the last."""
    items = unit.connection.exec_driver_sql(_UNPAIRED, at).scalars().all()
    if not items:
        return 0, None
    others = {item: int(room) for item, room in unit.connection.exec_driver_sql(_PAIRED, at)}
    chance = Random(f"{stage.id}/{items[0]}")  # noqa: S311 (a lot that falls the same way when the job runs again)
    pairs = choose_first_pairs(items, others, comparisons=stage.min_answers, most=stage.max_answers, chance=chance)
    first, second, wanted = zip(*count_pairs(pairs), strict=True) if pairs else ((), (), ())
    unit.connection.exec_driver_sql(
        _PAIR,
        {
            "stage": stage.id,
            "first": list(first),
            "second": list(second),
            "wanted": list(wanted),
            "most": stage.max_answers,
        },
    )
    return len(items), items[-1]


def _end(challenge: Challenge, stage: Stage, *, now: datetime) -> None:
    stage.split_at = now
    if challenge.state == "splitting" and stage.position == 1:
        life.move(challenge, "open", now=now)
