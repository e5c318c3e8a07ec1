"""Rank: a pass over a comparison. Its tasks are pairs, and what is settled is an item's place in the ranking.

Every pass is a full one. It ranks the items by all comparisons of the stage, chooses the next pairs, closes the pairs
whose answers are in, and stores a result an item. An item is settled once it has been compared often enough and its
place is as sure as was asked for, or it has been compared as often as may be: a ranking is what there is then, and
how sure each place is stands beside it. An item is undecided where it could not be compared often enough.
"""

import numpy as np
from sqlalchemy import text

from microtask.results.actions.begin_pass import Pass
from microtask.results.actions.judge import Judged
from microtask.results.actions.overtake import Overtaken, check_not_overtaken
from microtask.results.actions.place import Compared, Pairs, Placed, place
from microtask.results.actions.read import Snapshot, read
from microtask.results.actions.record import Part, finish, mark_decided, remember, take_as_considered
from microtask.results.actions.tell import tell_of_settling
from microtask.results.rules import ASKED_ANEW
from microtask.unit_of_work import UnitOfWork, UnitsOfWork

_PAIRS = """
SELECT t.id, t.item_id, t.other_item_id, t.state = 'open', t.wanted, t.taken,
       (SELECT count(*) FROM assignments a WHERE a.task_id = t.id AND a.slot IS NOT NULL AND a.state = 'answered'),
       (SELECT count(*) FROM answers x WHERE x.task_id = t.id AND x.withdrawn_at IS NULL)
FROM tasks t WHERE t.stage_id = :stage AND NOT t.hidden ORDER BY t.id
"""
_ITEMS = """
SELECT i.id, i.key, CASE WHEN r.state = 'undecided' AND r.route = 'crowd' AND r.reason = ANY (:given_up)
                         THEN CASE WHEN :anew THEN 'open' ELSE 'given up' END
                         ELSE coalesce(r.state, 'open') END
FROM stages s JOIN items i ON i.challenge_id = s.challenge_id AND i.reached >= s.position AND i.state = 'live'
LEFT JOIN results r ON r.stage_id = s.id AND r.item_id = i.id
WHERE s.id = :stage AND (
    s.split_at IS NOT NULL OR i.id IN (SELECT unnest(ARRAY[item_id, other_item_id]) FROM tasks WHERE stage_id = :stage))
ORDER BY i.id
"""

# Items first and by themselves: whoever reports one holds its task, then waits for the items, then for their tasks.
_ASK = """
WITH pair AS (SELECT * FROM unnest(%(first)s::bigint[], %(second)s::bigint[]) WITH ORDINALITY AS pair (a, b, place)),
live AS MATERIALIZED (
    SELECT id FROM items WHERE id IN (SELECT a FROM pair UNION SELECT b FROM pair) AND state = 'live'
    ORDER BY id FOR SHARE)
INSERT INTO tasks (stage_id, item_id, other_item_id, wanted, max_answers)
SELECT %(stage)s, least(a, b), greatest(a, b), 1, %(most)s FROM pair
WHERE a IN (SELECT id FROM live) AND b IN (SELECT id FROM live)
  AND EXISTS (SELECT FROM stages s JOIN challenges c ON c.id = s.challenge_id
              WHERE s.id = %(stage)s AND c.state IN ('open', 'paused'))
ORDER BY place ON CONFLICT DO NOTHING
"""
_LOCK = """
SELECT FROM tasks WHERE stage_id = %(stage)s AND (state = 'open' AND taken >= wanted OR id = ANY (%(again)s))
ORDER BY id FOR NO KEY UPDATE
"""
_ASK_AGAIN = """
UPDATE tasks SET state = 'open', settled_at = NULL, wanted = %(wanted)s, max_answers = greatest(max_answers, %(most)s)
WHERE id = %(task)s AND state IN ('open', 'settled') AND NOT hidden
"""
_CLOSE = """
UPDATE tasks t SET state = 'settled', settled_at = %(now)s
WHERE stage_id = %(stage)s AND state = 'open' AND taken >= wanted AND wanted <= (
    SELECT count(*) FROM assignments a WHERE a.task_id = t.id AND a.slot IS NOT NULL AND a.state = 'answered')
"""
_STORE = """
INSERT INTO results AS r (stage_id, item_id, state, answer, confidence, agreement, answers, not_sure, tie,
                          distribution, extras, reason, pass_number, rule_version, changed_at)
SELECT %(stage)s, v.item_id, v.state, v.answer, v.confidence, v.agreement, v.answers, v.not_sure, v.tie,
       v.distribution::jsonb, v.extras::jsonb, v.reason, %(number)s, %(version)s, %(now)s
FROM unnest(%(items)s::bigint[], %(state)s::text[], %(answer)s::text[], %(confidence)s::float8[],
            %(agreement)s::float8[], %(answers)s::int[], %(not_sure)s::int[], %(tie)s::boolean[],
            %(distribution)s::text[], %(extras)s::text[], %(reason)s::text[])
     AS v (item_id, state, answer, confidence, agreement, answers, not_sure, tie, distribution, extras, reason)
ORDER BY v.item_id
ON CONFLICT (stage_id, item_id) DO UPDATE SET
    state = CASE WHEN r.route = 'expert' THEN r.state ELSE excluded.state END,
    answer = excluded.answer, confidence = excluded.confidence, agreement = excluded.agreement,
    answers = excluded.answers, not_sure = excluded.not_sure, tie = excluded.tie,
    distribution = excluded.distribution, extras = excluded.extras,
    reason = CASE WHEN r.route = 'expert' OR r.state = excluded.state THEN r.reason ELSE excluded.reason END,
    pass_number = excluded.pass_number, changed_at = excluded.changed_at,
    rule_version = CASE WHEN r.state = 'settled' THEN r.rule_version ELSE excluded.rule_version END
WHERE r.pass_number <= excluded.pass_number
"""
_END = """
INSERT INTO results AS r (stage_id, item_id, state, reason, pass_number, rule_version, changed_at)
SELECT s.id, i.id, 'undecided', 'closed', s.pass_number, s.rule_version, :now
FROM stages s JOIN items i ON i.challenge_id = s.challenge_id AND i.reached >= s.position AND i.state = 'live'
WHERE s.id = :stage ORDER BY i.id
ON CONFLICT (stage_id, item_id) DO UPDATE SET state = 'undecided', reason = 'closed', changed_at = excluded.changed_at
WHERE r.state = 'open'
"""
_COUNT = """
UPDATE stage_states k SET settled = n.settled, undecided = n.undecided, answers = k.answers + :fresh, changed_at = :now
FROM (SELECT count(*) FILTER (WHERE r.state IN ('settled', 'adjudicated')) AS settled,
             count(*) FILTER (WHERE r.state = 'undecided') AS undecided
      FROM results r WHERE r.stage_id = :stage) n
WHERE k.stage_id = :stage
"""


def rank(units: UnitsOfWork, this: Pass) -> bool:
    """Make one pass, which must be alone: what is chosen next rests on what was chosen before.

    Answers whether another one has something to do: what this one had read may be so no longer.
    Where the rule has changed, items that were undecided under the old one are compared further under the new one.
    """
    with units.begin() as unit:
        seen = _read(unit, this)
    found = place(this, seen)
    if len(found.pairs):
        with units.begin() as unit:
            _ask(unit, this, found)
    try:
        with units.begin() as unit:
            _record(unit, this, seen, found)
    except Overtaken:
        return True
    if this.reconsider_since is not None:
        with units.begin() as unit:
            take_as_considered(unit, this)
    return False


def end_ranking(unit: UnitOfWork, stage_id: int) -> None:
    """Nobody is asked any more: what is open of a comparison becomes undecided, its pairs and its items."""
    at = {"stage": stage_id, "now": unit.now, "fresh": 0}
    still_open = unit.session.scalars(
        text("SELECT id FROM tasks WHERE stage_id = :stage AND state = 'open' ORDER BY id FOR NO KEY UPDATE"), at
    ).all()
    unit.session.execute(
        text("UPDATE tasks SET state = 'undecided', settled_at = :now WHERE id = ANY(:tasks)"),
        at | {"tasks": list(still_open)},
    )
    unit.session.execute(text(_END), at)
    unit.session.execute(
        text("INSERT INTO stage_states (stage_id) VALUES (:stage) ON CONFLICT (stage_id) DO NOTHING"), at
    )
    unit.session.execute(text(_COUNT), at)


def _read(unit: UnitOfWork, this: Pass) -> Compared:
    """The stage as it is now. Pairs are read after answers: so there is a pair to each."""
    answers: Snapshot = read(unit, this)
    at = {"stage": this.stage_id, "anew": this.reconsider_since is not None, "given_up": list(ASKED_ANEW)}
    items = unit.session.execute(text(_ITEMS), at).all()
    place_of = {item: number for number, (item, _, _) in enumerate(items)}
    pairs = [
        (task, place_of[first], place_of[second], *rest)
        for task, first, second, *rest in unit.session.execute(text(_PAIRS), at)
        if first in place_of and second in place_of
    ]
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 8).T
    tasks, first, second, is_open, *counts = columns
    return Compared(
        items=np.array([item for item, _, _ in items], dtype=np.int64),
        keys=[key for _, key, _ in items],
        states=[state for _, _, state in items],
        pairs=Pairs(tasks, first, second, is_open.astype(bool), *counts),
        answers=answers,
        top=_read_top(unit, this),
    )


def _read_top(unit: UnitOfWork, this: Pass) -> int | None:
    """How many items the stage passes on, where it says so."""
    top: int | None = unit.session.scalar(
        text("SELECT (effect -> 'pass' ->> 'top')::int FROM stages WHERE id = :stage"), {"stage": this.stage_id}
    )
    return top


def _ask(unit: UnitOfWork, this: Pass, found: Placed) -> None:
    """Make tasks of the new pairs whose items nobody has reported meanwhile."""
    first, second = found.pairs.T.tolist()
    unit.connection.exec_driver_sql(
        _ASK, {"stage": this.stage_id, "first": first, "second": second, "most": this.rule.maximum}
    )


def _record(unit: UnitOfWork, this: Pass, seen: Compared, found: Placed) -> None:
    at = {"stage": this.stage_id, "most": this.rule.maximum, "now": unit.now}
    unit.connection.exec_driver_sql(_LOCK, at | {"again": list(found.again)})
    check_not_overtaken(unit, this)
    for task, wanted in sorted(found.again.items()):
        unit.connection.exec_driver_sql(_ASK_AGAIN, at | {"task": task, "wanted": wanted})
    unit.connection.exec_driver_sql(_CLOSE, at)
    fresh = mark_decided(unit, Part(slice(None), seen.answers.dirty, seen.answers.revisions))
    unit.connection.exec_driver_sql(
        _STORE,
        at | found.columns | {"items": seen.items.tolist(), "number": this.number, "version": this.rule_version},
    )
    placed = zip(seen.items.tolist(), seen.states, found.columns["state"], strict=True)
    tell_of_settling(unit, this.stage_id, [item for item, was, now in placed if was != "settled" == now])
    nothing = np.zeros(0, dtype=bool)
    remember(unit, this, seen.answers, Judged({}, nothing, nothing, None, found.alpha, nothing))
    unit.session.execute(text(_COUNT), {"stage": this.stage_id, "fresh": fresh, "now": unit.now})
    finish(unit, this)
