"""Decide: one pass over the answers of a stage, in four moves, each in a unit of work of its own.

`begin_pass` commits the number of the pass before anything is read, so that an answer which this pass misses asks
for the next one. `read` takes a snapshot: every answer of the tasks with new ones, or, when enough has changed,
every answer of the stage. `judge` computes, outside any transaction. `record` writes what changed; a verdict of an
older pass never overwrites a newer one. Two passes at once, and a pass that is run twice, do no harm.
"""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from microtask.analysis import judging
from microtask.consensus import models, stopping
from microtask.kinds.kind import Material, Question
from microtask.kinds.registry import question
from microtask.results.rules import is_worth_a_full_pass
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

LIVE_TASKS = 20_000
BATCH = 10_000

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Pass:
    """One pass: its number, what its stage asks, and when its tasks settle."""

    stage_id: int
    number: int
    full: bool
    question: Question
    rule: stopping.Rule
    min_departments: int
    rule_version: int
    has_advanced: bool
    model: bytes | None


@dataclass(frozen=True)
class Snapshot:
    """The answers that a pass reads, as columns.

    `tasks` has one entry a task; `task_of` (an index into it), `participants`, `departments` (0: unknown) and
    `values` (None: not sure) one an answer; `dirty` and `revisions` one an answer that no pass has decided with.
    """

    tasks: Ids
    task_of: Ids
    participants: Ids
    departments: Ids
    values: list[str | None]
    dirty: Ids
    revisions: Ids
    gold: dict[int, str]
    more: bool

    @property
    def news(self) -> NDArray[np.bool_]:
        """Which tasks have an answer that no pass has decided with, (tasks,)."""
        news = np.zeros(len(self.tasks), bool)
        news[self.task_of[self._dirty_rows]] = True
        return news

    _dirty_rows: NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """What a pass found, one entry a task, and the model it found it with (None for a live step)."""

    outcomes: list[judging.Outcome]
    settles: NDArray[np.bool_]
    lacks_spread: NDArray[np.bool_]
    model: bytes | None
    alpha: float | None


def begin_pass(unit: UnitOfWork, stage_id: int, *, full: bool = False) -> Pass | None:
    """Number a new pass over the stage; None where there is nothing to decide.

    It is a full pass where `full` is asked for, where enough has changed since the last one, or where nothing is new
    and only live verdicts are left to make final.
    """
    facts = unit.session.execute(
        text(
            """
            SELECT s.kind, s.options, s.scale, s.min_answers, s.max_answers, s.confidence, s.precision,
                   s.min_departments, s.rule_version, s.advanced_at IS NOT NULL AS has_advanced, k.model,
                   coalesce(k.answers, 0) AS answers, coalesce(k.fitted_answers, 0) AS fitted_answers,
                   EXISTS (SELECT FROM answers x JOIN tasks t ON t.id = x.task_id
                           WHERE x.stage_id = s.id AND x.decided_at IS NULL AND NOT t.hidden) AS has_dirty,
                   EXISTS (SELECT FROM results r WHERE r.stage_id = s.id AND r.live) AS has_live
            FROM stages s LEFT JOIN stage_states k ON k.stage_id = s.id WHERE s.id = :stage
            """
        ),
        {"stage": stage_id},
    ).one_or_none()
    if facts is None or not (full or facts.has_dirty or facts.has_live):
        return None
    number: int = unit.session.execute(
        text("UPDATE stages SET pass_number = pass_number + 1 WHERE id = :stage RETURNING pass_number"),
        {"stage": stage_id},
    ).scalar_one()
    dirty = _count_dirty(unit, stage_id, enough=LIVE_TASKS)
    return Pass(
        stage_id=stage_id,
        number=number,
        full=full
        or not facts.has_dirty
        or facts.model is None
        or is_worth_a_full_pass(facts.answers + dirty, facts.fitted_answers),
        question=question(facts.kind, options=facts.options, scale=facts.scale),
        rule=stopping.Rule(
            facts.min_answers, facts.max_answers, facts.confidence, facts.precision or stopping.Rule.precision
        ),
        min_departments=facts.min_departments,
        rule_version=facts.rule_version,
        has_advanced=facts.has_advanced,
        model=facts.model,
    )


def read(unit: UnitOfWork, this: Pass) -> Snapshot:
    """The answers that this pass decides with: those that are neither withdrawn nor on a hidden item."""
    columns: dict[str, list[Any]] = {
        name: [] for name in ("task", "participant", "department", "value", "dirty", "answer", "revision")
    }
    texts: dict[str, str] = {}
    rows = unit.connection.execution_options(stream_results=True, max_row_buffer=5000).exec_driver_sql(
        _FULL if this.full else _LIVE, {"stage": this.stage_id, "limit": LIVE_TASKS}
    )
    for part in rows.partitions(5000):
        task, participant, department, value, dirty, answer, revision = zip(*part, strict=True)
        columns["task"].append(np.array(task, np.int64))
        columns["participant"].append(np.array(participant, np.int64))
        columns["department"].append(np.array(department, np.int64))
        columns["value"] += [None if v is None else texts.setdefault(v, v) for v in value]
        is_dirty = np.array(dirty, bool)
        columns["dirty"].append(is_dirty)
        columns["answer"].append(np.array(answer, np.int64)[is_dirty])
        columns["revision"].append(np.array(revision, np.int64)[is_dirty])

    def joined(name: str, kind: type) -> NDArray[Any]:
        return np.concatenate(columns[name]) if columns[name] else np.zeros(0, kind)

    tasks, task_of = np.unique(joined("task", np.int64), return_inverse=True)
    return Snapshot(
        tasks=tasks,
        task_of=task_of.astype(np.int64),
        participants=joined("participant", np.int64),
        departments=joined("department", np.int64),
        values=columns["value"],
        dirty=joined("answer", np.int64),
        revisions=joined("revision", np.int64),
        gold=_read_gold(unit, this.stage_id),
        more=not this.full and len(tasks) == LIVE_TASKS,
        _dirty_rows=joined("dirty", bool),
    )


def judge(this: Pass, seen: Snapshot) -> Judged:
    """Turn the snapshot into decisions. Pure: reads and writes nothing."""
    material = Material(tasks=seen.task_of, volunteers=seen.participants, answers=seen.values, n_tasks=len(seen.tasks))
    if this.full or this.model is None:
        decision = judging.fit(this.question, material, gold=_gold_of(seen))
        fitted, alpha = models.dump(decision.model), judging.alpha(decision)
    else:
        decision = judging.judge(this.question, material, models.load(this.model), gold=_gold_of(seen))
        fitted, alpha = None, None
    crowd_known = stopping.is_crowd_known(decision.model.tasks_shared)
    settles = stopping.settled(decision.verdicts, this.rule, crowd_known=crowd_known)
    spread = _count_departments(seen) >= this.min_departments
    return Judged(list(judging.outcomes(decision)), settles & spread, settles & ~spread, fitted, alpha)


def record(unit: UnitOfWork, this: Pass, seen: Snapshot, found: Judged) -> bool:
    """Write what changed: tasks that settle or want one more answer, results, counters, and the dirty marks.

    Answers whether another pass has something to do.
    """
    fresh = _mark_decided(unit, seen)
    moved = _settle_or_ask(unit, this, seen, found)
    for start in range(0, len(seen.tasks), BATCH):
        _store_results(unit, this, seen, found, slice(start, start + BATCH))
    if this.has_advanced:
        _send_flipped_to_adjudication(unit, this)
    _count(unit, this, seen, found, fresh=fresh, settled=moved["settled"], undecided=moved["undecided"])
    is_finished = not unit.session.scalar(
        text("SELECT EXISTS (SELECT FROM tasks WHERE stage_id = :stage AND state = 'open' AND NOT hidden)"),
        {"stage": this.stage_id},
    )
    if is_finished:
        unit.then(Step.ADVANCE, this.stage_id)
    return seen.more or (is_finished and not this.full)


_COLUMNS = """
SELECT x.task_id, x.participant_id, coalesce(x.department_id, 0), x.value, x.decided_at IS NULL, x.id, x.revision
"""
_FULL = f"""{_COLUMNS}
FROM answers x JOIN tasks t ON t.id = x.task_id
WHERE x.stage_id = %(stage)s AND NOT t.hidden AND x.withdrawn_at IS NULL
"""
_LIVE = f"""
WITH news AS MATERIALIZED (
    SELECT DISTINCT x.task_id FROM answers x JOIN tasks t ON t.id = x.task_id
    WHERE x.stage_id = %(stage)s AND x.decided_at IS NULL AND NOT t.hidden LIMIT %(limit)s)
{_COLUMNS}
FROM news JOIN answers x ON x.task_id = news.task_id
WHERE x.withdrawn_at IS NULL
"""


def _count_dirty(unit: UnitOfWork, stage_id: int, *, enough: int) -> int:
    found = unit.session.scalar(
        text(
            "SELECT count(*) FROM (SELECT FROM answers WHERE stage_id = :stage AND decided_at IS NULL LIMIT :enough) d"
        ),
        {"stage": stage_id, "enough": enough},
    )
    return int(found or 0)


def _read_gold(unit: UnitOfWork, stage_id: int) -> dict[int, str]:
    rows = unit.session.execute(
        text(
            "SELECT t.id, g.answer FROM gold g JOIN tasks t ON t.stage_id = g.stage_id AND t.item_id = g.item_id"
            " WHERE g.stage_id = :stage"
        ),
        {"stage": stage_id},
    )
    return {task_id: answer for task_id, answer in rows}  # noqa: C416 (dict() takes a result for a mapping)


def _gold_of(seen: Snapshot) -> dict[int, str]:
    """Known answers by the task's place in the snapshot."""
    if not seen.gold:
        return {}
    places = {int(task): place for place, task in enumerate(seen.tasks)}
    return {places[task]: answer for task, answer in seen.gold.items() if task in places}


def _count_departments(seen: Snapshot) -> Ids:
    """How many departments have given each task an answer with a value, (tasks,)."""
    said = np.fromiter((value is not None for value in seen.values), bool, len(seen.values)) & (seen.departments > 0)
    pairs = np.unique(np.column_stack([seen.task_of[said], seen.departments[said]]), axis=0)
    counted = np.bincount(pairs[:, 0], minlength=len(seen.tasks))
    return np.maximum(counted, 1)  # answers collected elsewhere come from somewhere, though nobody says where


def _mark_decided(unit: UnitOfWork, seen: Snapshot) -> int:
    """Take the dirty mark off the answers that are still as they were read; answers how many no counter has yet."""
    if not len(seen.dirty):
        return 0
    found = unit.connection.exec_driver_sql(
        """
        WITH seen AS (SELECT * FROM unnest(%(ids)s::bigint[], %(revisions)s::bigint[]) AS seen (id, revision)),
        unchanged AS MATERIALIZED (
            SELECT x.id, x.counted FROM answers x JOIN seen ON seen.id = x.id AND seen.revision = x.revision
            WHERE x.decided_at IS NULL ORDER BY x.id FOR NO KEY UPDATE OF x),
        marked AS (
            UPDATE answers x SET decided_at = %(now)s, counted = true FROM unchanged WHERE x.id = unchanged.id)
        SELECT count(*) FILTER (WHERE NOT counted) FROM unchanged
        """,
        {"ids": seen.dirty.tolist(), "revisions": seen.revisions.tolist(), "now": unit.now},
    )
    return int(found.scalar_one())


def _settle_or_ask(unit: UnitOfWork, this: Pass, seen: Snapshot, found: Judged) -> dict[str, int]:
    """Settle tasks, or set `wanted` absolutely; answers how many tasks became settled and undecided."""
    concerned = seen.news | found.settles
    states = unit.connection.exec_driver_sql(
        """
        WITH judged AS (SELECT * FROM unnest(%(tasks)s::bigint[], %(settles)s::boolean[]) AS judged (id, settles)),
        locked AS MATERIALIZED (
            SELECT t.id, t.max_answers, t.wanted, judged.settles,
                   (SELECT count(*) FROM assignments a
                    WHERE a.task_id = t.id AND a.slot IS NOT NULL AND a.state = 'answered') AS held
            FROM judged JOIN tasks t ON t.id = judged.id
            WHERE t.state = 'open' ORDER BY t.id FOR NO KEY UPDATE OF t),
        next AS (
            SELECT id, CASE WHEN settles THEN 'settled' WHEN held >= max_answers THEN 'undecided' ELSE 'open' END
                       AS state,
                   CASE WHEN settles OR held >= max_answers THEN wanted
                        ELSE greatest(%(min)s, least(max_answers, held + 1)) END AS wanted
            FROM locked)
        UPDATE tasks t SET state = next.state, wanted = next.wanted,
                           settled_at = CASE WHEN next.state = 'open' THEN NULL ELSE %(now)s::timestamptz END
        FROM next WHERE t.id = next.id AND (t.state, t.wanted::bigint) IS DISTINCT FROM (next.state, next.wanted)
        RETURNING t.state
        """,
        {
            "tasks": seen.tasks[concerned].tolist(),
            "settles": found.settles[concerned].tolist(),
            "min": this.rule.minimum,
            "now": unit.now,
        },
    ).scalars()
    moved = {"settled": 0, "undecided": 0, "open": 0}
    for state in states:
        moved[state] += 1
    return moved


_STORE = """
INSERT INTO results AS r (stage_id, item_id, state, route, answer, confidence, agreement, answers, not_sure, tie,
                          distribution, extras, reason, live, pass_number, rule_version, changed_at)
SELECT t.stage_id, t.item_id, t.state, v.route, v.answer, v.confidence, v.agreement, v.answers, v.not_sure, v.tie,
       v.distribution::jsonb, v.extras::jsonb,
       CASE WHEN t.state = 'undecided' THEN CASE WHEN v.lacks_spread THEN 'spread' ELSE 'max' END END,
       %(live)s, %(number)s, %(version)s, %(now)s
FROM unnest(%(tasks)s::bigint[], %(route)s::text[], %(answer)s::text[], %(confidence)s::float8[],
            %(agreement)s::float8[], %(answers)s::int[], %(not_sure)s::int[], %(tie)s::boolean[],
            %(distribution)s::text[], %(extras)s::text[], %(lacks_spread)s::boolean[])
     AS v (task_id, route, answer, confidence, agreement, answers, not_sure, tie, distribution, extras, lacks_spread)
JOIN tasks t ON t.id = v.task_id
ORDER BY t.item_id
ON CONFLICT (stage_id, item_id) DO UPDATE SET
    state = excluded.state, route = excluded.route, answer = excluded.answer, confidence = excluded.confidence,
    agreement = excluded.agreement, answers = excluded.answers, not_sure = excluded.not_sure, tie = excluded.tie,
    distribution = excluded.distribution, extras = excluded.extras, reason = coalesce(r.reason, excluded.reason),
    live = excluded.live, pass_number = excluded.pass_number, changed_at = excluded.changed_at
WHERE r.pass_number <= excluded.pass_number
  AND (r.state, r.route, r.answer, r.confidence, r.agreement, r.answers, r.not_sure, r.tie, r.live, r.distribution,
       r.extras) IS DISTINCT FROM
      (excluded.state, excluded.route, excluded.answer, excluded.confidence, excluded.agreement, excluded.answers,
       excluded.not_sure, excluded.tie, excluded.live, excluded.distribution, excluded.extras)
"""


def _store_results(unit: UnitOfWork, this: Pass, seen: Snapshot, found: Judged, part: slice) -> None:
    outcomes = found.outcomes[part]
    unit.connection.exec_driver_sql(
        _STORE,
        {
            "tasks": seen.tasks[part].tolist(),
            "route": ["gold" if outcome.is_gold else "crowd" for outcome in outcomes],
            "answer": [outcome.answer for outcome in outcomes],
            "confidence": [outcome.confidence for outcome in outcomes],
            "agreement": [outcome.agreement for outcome in outcomes],
            "answers": [outcome.answers for outcome in outcomes],
            "not_sure": [outcome.not_sure for outcome in outcomes],
            "tie": [outcome.tie for outcome in outcomes],
            "distribution": [json.dumps(outcome.distribution, ensure_ascii=False) for outcome in outcomes],
            "extras": [json.dumps(outcome.extras, ensure_ascii=False) for outcome in outcomes],
            "lacks_spread": found.lacks_spread[part].tolist(),
            "live": not this.full,
            "number": this.number,
            "version": this.rule_version,
            "now": unit.now,
        },
    )


def _send_flipped_to_adjudication(unit: UnitOfWork, this: Pass) -> None:
    """The stage's effect has been applied; where its ground has shifted since, a person must look."""
    unit.session.execute(
        text(
            """
            WITH flipped AS (
                UPDATE results r SET state = 'undecided', reason = 'flipped'
                FROM items i
                WHERE r.stage_id = :stage AND r.state = 'settled' AND r.pass_number = :number AND i.id = r.item_id
                  AND r.applied_answer IS NOT NULL AND r.applied_answer <> r.answer
                RETURNING r.item_id)
            UPDATE tasks t SET state = 'undecided' FROM flipped
            WHERE t.stage_id = :stage AND t.item_id = flipped.item_id AND t.state = 'settled'
            """
        ),
        {"stage": this.stage_id, "number": this.number},
    )


def _count(
    unit: UnitOfWork, this: Pass, seen: Snapshot, found: Judged, *, fresh: int, settled: int, undecided: int
) -> None:
    unit.session.execute(
        text(
            """
            INSERT INTO stage_states AS k (stage_id, settled, undecided, answers, volunteers, fitted_answers,
                                           fitted_pass, model, alpha, changed_at)
            SELECT s.id, :settled, :undecided, :fresh, people.n, :fitted, :fitted_pass,
                   CASE WHEN c.state <> 'closed' THEN CAST(:model AS bytea) END, CAST(:alpha AS float8), :now
            FROM stages s JOIN challenges c ON c.id = s.challenge_id, LATERAL (
                SELECT count(*) AS n FROM participants p WHERE p.challenge_id = s.challenge_id
                  AND EXISTS (SELECT FROM assignments a WHERE a.participant_id = p.id AND a.state = 'answered')) people
            WHERE s.id = :stage
            ON CONFLICT (stage_id) DO UPDATE SET
                settled = k.settled + excluded.settled, undecided = k.undecided + excluded.undecided,
                answers = k.answers + excluded.answers, volunteers = excluded.volunteers,
                fitted_answers = coalesce(nullif(excluded.fitted_answers, 0), k.fitted_answers),
                fitted_pass = greatest(k.fitted_pass, excluded.fitted_pass),
                model = coalesce(excluded.model, k.model), alpha = coalesce(excluded.alpha, k.alpha),
                changed_at = excluded.changed_at
            """
        ),
        {
            "stage": this.stage_id,
            "settled": settled,
            "undecided": undecided,
            "fresh": fresh,
            "fitted": len(seen.values) if this.full else 0,
            "fitted_pass": this.number if this.full else 0,
            "model": found.model,
            "alpha": found.alpha,
            "now": unit.now,
        },
    )
