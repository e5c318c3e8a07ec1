"""Known: the tasks whose answer is known are dealt now and then, one among at least ten, and nothing marks them.

A person is dealt the first within their first ten tasks, and then ever more rarely: so most volunteers meet one, and
who answers much does not use them up. No tray holds two. Only where nothing else is left are they dealt alone.

A stage is stranded where they are all that it still asks. People who choose no challenge are dealt what others ask, and
would come to it once no other asks anything: so they are dealt its tasks too, one among ten of theirs.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import randbelow
from typing import Any

from sqlalchemy import Row

from microtask.assignments.actions.turns import ALLOWED, Circle
from microtask.assignments.rules import GOLD_EVERY
from microtask.db import fetch, fetch_one
from microtask.unit_of_work import UnitOfWork

MOST_WINDOWS = 2

# A look-up for each row of a window: NOT EXISTS may be planned as one reading of all that is known.
NOT_KNOWN = """
(NOT %(has_gold)s
 OR (SELECT g.item_id FROM gold g WHERE g.stage_id = t.stage_id AND g.item_id = t.item_id) IS NULL)
"""

_WINDOW = f"""
WITH ahead AS MATERIALIZED (
    SELECT item_id FROM gold
    WHERE stage_id = %(stage)s AND item_id > %(after)s AND item_id <= %(until)s
    ORDER BY item_id LIMIT %(window)s
), dealt AS (
    SELECT t.id, t.item_id FROM ahead JOIN tasks t ON t.stage_id = %(stage)s AND t.item_id = ahead.item_id
    WHERE t.state = 'open' AND NOT t.hidden
      AND (t.taken < t.wanted
           OR t.taken < t.max_answers AND %(before)s::timestamptz IS NOT NULL
              AND NOT EXISTS (SELECT FROM assignments young WHERE young.task_id = t.id AND young.state = 'live'
                              AND young.dealt_at >= %(before)s)
              AND EXISTS (SELECT FROM assignments old WHERE old.task_id = t.id AND old.state = 'live'))
      AND NOT EXISTS (
          SELECT FROM assignments w JOIN tasks o ON o.id = w.task_id
          JOIN gold g ON g.stage_id = o.stage_id AND g.item_id = o.item_id
          WHERE w.sitting_id = %(sitting)s AND w.state = 'live' AND o.state = 'open' AND NOT o.hidden)
      AND {ALLOWED}
    ORDER BY t.item_id LIMIT 1
    FOR NO KEY UPDATE OF t SKIP LOCKED
)
SELECT (SELECT count(*) FROM ahead), (SELECT max(item_id) FROM ahead), (SELECT id FROM dealt),
       (SELECT item_id FROM dealt)
"""  # noqa: S608 (what is allowed is a constant of its module)


# One look for each queue of a stage, which stops at the first task that is not known.
_ASKS_OTHERS = """
EXISTS (SELECT FROM tasks t WHERE t.stage_id = s.id AND t.state = 'open' AND NOT t.hidden AND t.taken < t.wanted
          AND {queue} AND (SELECT g.item_id FROM gold g WHERE g.stage_id = s.id AND g.item_id = t.item_id) IS NULL)
"""
_STRANDED = f"""
SELECT s.id FROM stages s
WHERE s.id = ANY (%(stages)s) AND NOT {_ASKS_OTHERS.format(queue="t.taken > 0")}
  AND NOT {_ASKS_OTHERS.format(queue="t.taken = 0")}
"""  # noqa: S608 (what is looked for is a constant of this module)
_RECENT = """
SELECT g.item_id IS NOT NULL
FROM sittings z JOIN assignments a ON a.sitting_id = z.id JOIN tasks t ON t.id = a.task_id
LEFT JOIN gold g ON g.stage_id = t.stage_id AND g.item_id = t.item_id
WHERE z.person_id = %(person)s ORDER BY z.id DESC, a.id DESC LIMIT %(most)s
"""


def choose_stranded(unit: UnitOfWork, stages: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Those of `stages`, as `list_stages_open_to` has them, that ask nobody anything but what is known."""
    with_gold = [stage.id for stage in stages if stage.has_gold]
    if not with_gold:
        return []
    found = {row.id for row in fetch(unit.connection, _STRANDED, {"stages": with_gold})}
    return [stage for stage in stages if stage.id in found]


def list_recent(unit: UnitOfWork, person_id: int) -> list[bool]:
    """Which of the last nine tasks that the person was dealt have a known answer, the newest first."""
    at = {"person": person_id, "most": GOLD_EVERY - 1}
    return [is_known for (is_known,) in fetch(unit.connection, _RECENT, at)]


def find_known(
    unit: UnitOfWork, asker: Mapping[str, Any], circle: Circle, *, stalled_since: datetime | None = None
) -> int | None:
    """A task with a known answer that may be dealt to the asker, locked; None where there is none within reach.

    The circle is one of items, and moves on. With `stalled_since` all of it is within reach, and a task with a free
    slot may be dealt beyond what is wanted if it waits for people who were asked before then.
    """
    windows, more = 0, True
    while more and (windows < MOST_WINDOWS or stalled_since is not None):
        read, last, task, item = fetch_one(
            unit.connection,
            _WINDOW,
            {
                **asker,
                "after": circle.after,
                "until": circle.until,
                "window": circle.window,
                "before": stalled_since,
            },
        )
        more = circle.move(read, last, [] if item is None else [item], 1)
        if task is not None:
            return int(task)
        windows += 1
    return None


def mix(picks: list[int], gold: int) -> list[int]:
    """The picks with the task `gold` somewhere among them, drawn by lot."""
    place = randbelow(len(picks) + 1)
    return [*picks[:place], gold, *picks[place:]]
