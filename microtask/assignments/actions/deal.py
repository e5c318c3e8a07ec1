"""Deal: choose the tasks a person is asked next, and hold a slot of each for them.

The cost does not grow with the number of tasks, nor with what the person has answered. Each participant keeps two
cursors a stage over two partial indexes: `begun` tasks, which somebody else has started and which are therefore
closest to finished, and `fresh` ones. A deal reads a bounded window after each cursor and moves on. Only somebody
for whom nothing is left pays for the whole circle, which is what makes "nothing left" true.

Tasks whose answer is known stand in neither queue: `known` says when one of them is dealt among the others.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from secrets import randbelow
from typing import Any

from sqlalchemy import Row, text

from microtask.assignments.actions.known import NOT_KNOWN, choose_stranded, find_known, list_recent, mix
from microtask.assignments.actions.turns import ALLOWED, LARGEST_WINDOW, NEWEST, Circle
from microtask.assignments.queries import SittingRow, list_stages_open_to
from microtask.assignments.rules import (
    LOW_TRAY,
    SHORTEST_WAIT_SECONDS,
    TRAY_SIZE,
    choose_expiry,
    choose_next_gold,
    choose_places,
    choose_tray_size,
    is_gold_due,
)
from microtask.challenges.actions.join import join
from microtask.db import fetch, fetch_one
from microtask.unit_of_work import UnitOfWork

_WINDOW = """
WITH ahead AS MATERIALIZED (
    SELECT id FROM tasks
    WHERE stage_id = %(stage)s AND state = 'open' AND NOT hidden AND taken < wanted AND {queue}
      AND id > %(after)s AND id <= %(until)s
    ORDER BY id LIMIT %(window)s
), dealt AS (
    SELECT t.id FROM ahead JOIN tasks t ON t.id = ahead.id
    WHERE t.state = 'open' AND NOT t.hidden AND t.taken < t.wanted AND t.id <> ALL (%(picked)s) AND {allowed}
      AND {not_known}
    ORDER BY t.id LIMIT %(limit)s
    FOR NO KEY UPDATE OF t SKIP LOCKED
)
SELECT (SELECT count(*) FROM ahead), (SELECT max(id) FROM ahead),
       coalesce((SELECT array_agg(id ORDER BY id) FROM dealt), '{{}}')
"""
_WINDOWS = {
    "begun": _WINDOW.format(queue="taken > 0", allowed=ALLOWED, not_known=NOT_KNOWN),
    "fresh": _WINDOW.format(queue="taken = 0", allowed=ALLOWED, not_known=NOT_KNOWN),
}

# Of a pair the most is that of each of its items, over all their pairs: so one at a time.
_TAIL = f"""
SELECT t.id FROM tasks t
WHERE t.id = ANY (ARRAY(
        SELECT DISTINCT task_id FROM (
            SELECT task_id FROM assignments WHERE stage_id = %(stage)s AND state = 'live' AND dealt_at < %(before)s
            ORDER BY dealt_at LIMIT {LARGEST_WINDOW}) oldest))
  AND t.state = 'open' AND NOT t.hidden AND t.taken >= t.wanted AND t.taken < t.max_answers
  AND NOT EXISTS (SELECT FROM assignments young WHERE young.task_id = t.id AND young.state = 'live'
                  AND young.dealt_at >= %(before)s)
  AND (t.other_item_id IS NULL OR NOT EXISTS (
        SELECT FROM unnest(ARRAY[t.item_id, t.other_item_id]) AS item (id)
        WHERE t.max_answers <= (SELECT sum(greatest(p.wanted, p.taken)) FROM tasks p
                                WHERE p.stage_id = t.stage_id AND NOT p.hidden
                                  AND (p.item_id = item.id OR p.other_item_id = item.id))))
  AND {ALLOWED}
  AND {NOT_KNOWN}
ORDER BY t.id LIMIT CASE WHEN (SELECT kind FROM stages WHERE id = %(stage)s) = 'compare' THEN 1 ELSE %(limit)s END
FOR NO KEY UPDATE OF t SKIP LOCKED
"""  # noqa: S608 (its parts are constants of this module)

_HOLD = """
INSERT INTO assignments
    (sitting_id, stage_id, task_id, participant_id, department_id, slot, state, dealt_at, expires_at, swapped)
SELECT %(sitting)s, %(stage)s, t.id, %(participant)s, %(department)s,
       (SELECT min(free) FROM generate_series(1, t.max_answers) free
        WHERE NOT EXISTS (SELECT FROM assignments held WHERE held.task_id = t.id AND held.slot = free)),
       'live', %(now)s, %(expires)s, t.other_item_id IS NOT NULL AND random() < 0.5
FROM unnest(%(tasks)s::bigint[]) WITH ORDINALITY AS pick (id, turn) JOIN tasks t ON t.id = pick.id
ORDER BY pick.turn
ON CONFLICT (participant_id, task_id) DO UPDATE
    SET sitting_id = excluded.sitting_id, slot = excluded.slot, state = 'live', reason = NULL,
        dealt_at = excluded.dealt_at, expires_at = excluded.expires_at, ended_at = NULL
    WHERE assignments.state IN ('expired', 'returned')
"""

_REMEMBER = """
INSERT INTO cursors (participant_id, stage_id, begun_id, fresh_id, gold_id, dealt, gold_at)
VALUES (%(participant)s, %(stage)s, %(begun)s, %(fresh)s, %(gold)s, %(dealt)s, %(gold_at)s)
ON CONFLICT (participant_id, stage_id) DO UPDATE
    SET begun_id = excluded.begun_id, fresh_id = excluded.fresh_id, gold_id = excluded.gold_id,
        dealt = excluded.dealt, gold_at = excluded.gold_at
"""


def deal(unit: UnitOfWork, sitting: SittingRow, *, department_id: int, already: int = 0) -> int:
    """Fill the tray of an open sitting; answers how many assignments were dealt.

    `already` assignments are in the tray. What is dealt fits in the sitting's minutes, at most ten in all, and at
    least one where anything is left. The caller holds the lock of the sitting.
    """
    stages = _list_stages(unit, sitting, department_id)
    stranded = choose_stranded(unit, stages)
    before = _choose_turn(unit, sitting, stages, stranded, already)
    dealt = 0
    if before is not None:
        dealt = _fill(_take_wanted, unit, sitting, stages, department_id, already=already, most=before)
        dealt += _fill(_take_known, unit, sitting, stranded, department_id, already=already + dealt, most=1)
        stages = _list_stages(unit, sitting, department_id)
    for take in (_take_wanted, _take_known, _take_tail):
        dealt += _fill(take, unit, sitting, stages, department_id, already=already + dealt)
        if dealt or already:
            break
    return dealt


def refill_low_trays(unit: UnitOfWork, *, limit: int = 100) -> int:
    """Fill the trays of open sittings ahead of their volunteers; answers how many assignments were dealt.

    A tray is low while one or two assignments wait in it. An empty one is left to the request that finds it so.
    """
    low = unit.session.execute(
        text(
            """
            SELECT s.id, s.person_id, s.challenge_id, s.minutes, s.started_at, s.ended_at, p.department_id,
                   (SELECT count(*) FROM assignments a WHERE a.sitting_id = s.id AND a.state = 'live') AS waiting
            FROM sittings s JOIN people p ON p.id = s.person_id
            WHERE s.ended_at IS NULL
              AND (SELECT count(*) FROM assignments a WHERE a.sitting_id = s.id AND a.state = 'live')
                  BETWEEN 1 AND :low
            ORDER BY random() LIMIT :limit FOR NO KEY UPDATE OF s SKIP LOCKED
            """
        ),
        {"low": LOW_TRAY, "limit": limit},
    ).all()
    return sum(
        deal(unit, SittingRow(*row[:6]), department_id=row.department_id, already=row.waiting)
        for row in low
        if row.waiting < TRAY_SIZE
    )


def _list_stages(unit: UnitOfWork, sitting: SittingRow, department_id: int) -> Sequence[Row[Any]]:
    return list_stages_open_to(
        unit.connection,
        person_id=sitting.person_id,
        department_id=department_id,
        challenge_id=sitting.challenge_id,
    )


def _choose_turn(
    unit: UnitOfWork, sitting: SittingRow, stages: Sequence[Row[Any]], stranded: Sequence[Row[Any]], already: int
) -> int | None:
    """After how many others, drawn by lot, a task of a stranded stage is dealt; None where none is due."""
    if not stranded or len(stranded) == len(stages):
        return None
    room = max(choose_tray_size(sitting.minutes, stage.median_seconds) for stage in stages) - already
    places = choose_places(list_recent(unit, sitting.person_id), room)
    return places[randbelow(len(places))] if places else None


def _fill(
    take: Callable[[UnitOfWork, SittingRow, Row[Any], int, int], int],
    unit: UnitOfWork,
    sitting: SittingRow,
    stages: Sequence[Row[Any]],
    department_id: int,
    *,
    already: int,
    most: int = TRAY_SIZE,
) -> int:
    """Deal from one stage after the other until the tray is full, `most` tasks in all; answers how many."""
    dealt = 0
    for stage in stages:
        room = choose_tray_size(sitting.minutes, stage.median_seconds) - already
        room = min(room, most) - dealt
        if room > 0:
            dealt += take(unit, sitting, stage, department_id, room)
    return dealt


def _take_wanted(unit: UnitOfWork, sitting: SittingRow, stage: Row[Any], department_id: int, room: int) -> int:
    asker = _asker(stage, department_id)
    known = Circle(stage.gold_id, stage.gold_id)
    is_due = stage.has_gold and is_gold_due(stage.dealt, room, gold_at=stage.gold_at)
    gold = find_known(unit, asker | {"sitting": sitting.id}, known) if is_due else None
    begun, fresh = Circle(stage.begun_id, stage.begun_id), Circle(stage.fresh_id, stage.fresh_id)
    picks = _pick(unit, asker, begun, fresh, room=room if gold is None else room - 1)
    gold_at = stage.gold_at
    if gold is not None and is_gold_due(stage.dealt, len(picks) + 1, gold_at=gold_at):
        picks = mix(picks, gold)
        gold_at = choose_next_gold(stage.dealt + len(picks), gold_at=gold_at)
    if not picks:
        return 0
    fetch(
        unit.connection,
        _REMEMBER,
        {
            "participant": _hold(unit, sitting, stage, department_id, picks),
            "stage": stage.id,
            "begun": begun.after,
            "fresh": fresh.after,
            "gold": known.after,
            "dealt": stage.dealt + len(picks),
            "gold_at": gold_at,
        },
    )
    return len(picks)


def _pick(unit: UnitOfWork, asker: dict[str, Any], begun: Circle, fresh: Circle, *, room: int) -> list[int]:
    """Tasks that are wanted and may be dealt to the asker, locked: begun ones first; the circles move on."""
    picks: list[int] = []
    for queue, circle, windows in (("begun", begun, 1), ("fresh", fresh, NEWEST), ("begun", begun, NEWEST)):
        read_windows, more = 0, True
        while more and read_windows < windows and len(picks) < room:
            asked = room - len(picks)
            read, last, dealt = fetch_one(
                unit.connection,
                _WINDOWS[queue],
                asker
                | {
                    "after": circle.after,
                    "until": circle.until,
                    "window": circle.window,
                    "limit": asked,
                    "picked": picks,
                },
            )
            picks += dealt
            more = circle.move(read, last, dealt, asked)
            read_windows += 1
    return picks


def _take_known(unit: UnitOfWork, sitting: SittingRow, stage: Row[Any], department_id: int, room: int) -> int:  # noqa: ARG001
    """Nothing else is left: the tasks whose answer is known are finished too, one at a time."""
    if not stage.has_gold:
        return 0
    asker = _asker(stage, department_id) | {"sitting": sitting.id}
    gold = find_known(unit, asker, Circle(0, 0), stalled_since=_stalled_since(unit, stage))
    if gold is None:
        return 0
    _hold(unit, sitting, stage, department_id, [gold])
    return 1


def _take_tail(unit: UnitOfWork, sitting: SittingRow, stage: Row[Any], department_id: int, room: int) -> int:
    """Beyond `wanted`, up to `max`: a task must not stall behind a tab that was closed long ago."""
    asker = _asker(stage, department_id) | {"before": _stalled_since(unit, stage), "limit": room}
    picks = [row.id for row in fetch(unit.connection, _TAIL, asker)]
    if picks:
        _hold(unit, sitting, stage, department_id, picks)
    return len(picks)


def _stalled_since(unit: UnitOfWork, stage: Row[Any]) -> datetime:
    """Whoever was dealt a task before then has most likely left it."""
    return unit.now - timedelta(seconds=max(SHORTEST_WAIT_SECONDS, 3 * stage.median_seconds))


def _hold(unit: UnitOfWork, sitting: SittingRow, stage: Row[Any], department_id: int, picks: list[int]) -> int:
    participant: int = stage.participant_id or join(unit, stage.challenge_id, sitting.person_id)
    fetch(
        unit.connection,
        _HOLD,
        {
            "sitting": sitting.id,
            "stage": stage.id,
            "participant": participant,
            "department": department_id,
            "now": unit.now,
            "expires": choose_expiry(unit.now, sitting.minutes),
            "tasks": picks,
        },
    )
    return participant


def _asker(stage: Row[Any], department_id: int) -> dict[str, Any]:
    return {
        "stage": stage.id,
        "participant": stage.participant_id,
        "department": department_id,
        "spread": stage.min_departments,
        "has_gold": stage.has_gold,
    }
