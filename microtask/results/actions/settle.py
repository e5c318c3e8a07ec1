"""Settle the tasks that a pass is sure of, give up what it never will be, and ask for one more answer to the others."""

from collections import Counter

import numpy as np

from microtask.results.actions.begin_pass import Pass
from microtask.results.actions.judge import Judged
from microtask.results.actions.overtake import check_not_overtaken
from microtask.results.actions.read import Snapshot
from microtask.results.actions.tell import tell_of_settling
from microtask.results.rules import GIVEN_UP
from microtask.unit_of_work import UnitOfWork

# The tasks are named twice, in the columns and as a list: by the columns alone the planner would read all of the table.
# What is known beforehand is never undecided: where all answers are in, it is settled whatever they say. Of those tasks
# that were given up, a full pass settles what it is sure of by now.
_SETTLE = """
WITH counted AS MATERIALIZED (
    SELECT t.id, t.state AS before, least(t.max_answers, %(max)s) AS most, t.max_answers, t.wanted, judged.settles,
           judged.spent, judged.known,
           (SELECT count(*) FROM assignments a
            WHERE a.task_id = t.id AND a.slot IS NOT NULL AND a.state = 'answered') AS held
    FROM unnest(%(tasks)s::bigint[], %(settles)s::boolean[], %(spent)s::boolean[], %(known)s::boolean[])
         AS judged (id, settles, spent, known)
    JOIN tasks t ON t.id = judged.id
    WHERE t.id = ANY (%(tasks)s) AND NOT t.hidden
      AND (t.state = 'open' OR %(full)s AND judged.settles AND t.state = 'undecided' AND EXISTS (
               SELECT FROM results r WHERE r.stage_id = t.stage_id AND r.item_id = t.item_id AND r.route <> 'expert'
                 AND r.reason = ANY (%(given_up)s)))),
next AS (
    SELECT id, before,
           CASE WHEN settles OR known AND held >= most THEN 'settled'
                WHEN spent OR held >= most THEN 'undecided' ELSE 'open' END AS state,
           CASE WHEN settles OR spent OR held >= most THEN wanted
                ELSE least(max_answers, greatest(%(min)s, least(most, held + 1))) END AS wanted
    FROM counted)
UPDATE tasks t SET state = next.state, wanted = next.wanted,
                   settled_at = CASE WHEN next.state = 'open' THEN NULL ELSE %(now)s::timestamptz END
FROM next
WHERE t.id = next.id AND t.id = ANY (%(tasks)s)
  AND (t.state, t.wanted::bigint) IS DISTINCT FROM (next.state, next.wanted)
RETURNING next.before, t.state, t.item_id
"""
_LOCK = """
SELECT FROM tasks WHERE id = ANY (%(tasks)s) AND state IN ('open', 'undecided') ORDER BY id FOR NO KEY UPDATE
"""


def settle_or_ask(unit: UnitOfWork, this: Pass, seen: Snapshot, found: Judged, part: slice) -> Counter[tuple[str, str]]:
    """Settle the tasks of one part of the snapshot, or set `wanted` absolutely.

    Answers how many moved from which state to which. Under a rule that has changed, all of them are looked at. Raises
    `Overtaken` where nothing may be stored.

    The tasks are locked by a statement of their own: the one that counts must see what a pass before it has committed.
    """
    settles, spent = found.settles[part], found.spent[part]
    concerned = seen.news[part] | settles | spent | (this.reconsider_since is not None)
    tasks = seen.tasks[part][concerned].tolist()
    unit.connection.exec_driver_sql(_LOCK, {"tasks": tasks})
    check_not_overtaken(unit, this)
    moves = unit.connection.exec_driver_sql(
        _SETTLE,
        {
            "tasks": tasks,
            "settles": settles[concerned].tolist(),
            "spent": spent[concerned].tolist(),
            "known": (np.array(found.columns["route"][part], dtype=object) == "gold")[concerned].tolist(),
            "full": this.full,
            "given_up": list(GIVEN_UP),
            "min": this.rule.minimum,
            "max": this.rule.maximum,
            "now": unit.now,
        },
    ).all()
    tell_of_settling(unit, this.stage_id, [item for _, after, item in moves if after == "settled"])
    return Counter((before, after) for before, after, _ in moves)
