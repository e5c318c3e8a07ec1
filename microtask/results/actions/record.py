"""The last move of deciding: write what changed, and nothing else, a batch of tasks at a time.

Each batch is committed by itself, so that however large the stage, the locks of its tasks are held for a moment only,
and a task never stands apart from its result. The first batch remembers the model, and of a full pass that it is under
way; the last one takes that mark away. Where a worker is killed between, the mark and the answers that are still dirty
make the next pass a full one, which writes the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import text

from microtask.results.actions.begin_pass import Pass
from microtask.results.actions.judge import Judged
from microtask.results.actions.overtake import Overtaken
from microtask.results.actions.read import Ids, Snapshot
from microtask.results.actions.settle import settle_or_ask
from microtask.results.rules import ASKED_ANEW, UNDECIDED_BECAUSE
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork, UnitsOfWork

BATCH = 10_000  # tasks


@dataclass(frozen=True)
class Part:
    """Some of the tasks of a snapshot; `dirty` and `revisions` are of the answers to them that no pass has seen."""

    tasks: slice
    dirty: Ids
    revisions: Ids


def record(units: UnitsOfWork, this: Pass, seen: Snapshot, found: Judged) -> bool:
    """Write what changed: tasks that settle or want one more answer, results, counters, and the dirty marks.

    Answers whether another pass has something to do. Safe to run again, and beside another pass.
    """
    try:
        more = _record_parts(units, this, seen, found)
    except Overtaken:
        return True
    if this.reconsider_since is not None:
        with units.begin() as unit:
            take_as_considered(unit, this)
    return more


def _record_parts(units: UnitsOfWork, this: Pass, seen: Snapshot, found: Judged) -> bool:
    parts = list(_parts(seen))
    more = False
    for part in parts:
        with units.begin() as unit:
            moved = settle_or_ask(unit, this, seen, found, part.tasks)
            fresh = mark_decided(unit, part)
            _store_results(unit, this, seen, found, part.tasks)
            if part is parts[0]:
                remember(unit, this, seen, found)
            _count(unit, this, moved, fresh=fresh)
            if part is parts[-1]:
                more = finish(unit, this) or seen.more
    return more


def _parts(seen: Snapshot) -> Iterator[Part]:
    """The tasks in their order, a batch each; one empty part where there is none."""
    task_of = seen.task_of[seen.is_dirty]
    order = np.argsort(task_of, kind="stable")
    starts = range(0, max(1, len(seen.tasks)), BATCH)
    ends = np.searchsorted(task_of[order], [start + BATCH for start in starts])
    for start, rows in zip(starts, np.split(order, ends), strict=False):
        yield Part(slice(start, start + BATCH), seen.dirty[rows], seen.revisions[rows])


def finish(unit: UnitOfWork, this: Pass) -> bool:
    """Everything is stored; answers whether a full pass is due because no task is open any more."""
    if this.full:
        if this.has_advanced and this.question.kind not in ("rate", "compare"):
            _send_flipped_to_adjudication(unit, this)
        unit.session.execute(
            text("UPDATE stage_states SET unstored_pass = NULL WHERE stage_id = :stage AND unstored_pass <= :number"),
            {"stage": this.stage_id, "number": this.number},
        )
    is_finished = not unit.session.scalar(
        text("SELECT EXISTS (SELECT FROM tasks WHERE stage_id = :stage AND state = 'open' AND NOT hidden)"),
        {"stage": this.stage_id},
    )
    if is_finished and this.full:
        unit.then(Step.ADVANCE, this.stage_id)
    return is_finished and not this.full


def take_as_considered(unit: UnitOfWork, this: Pass) -> None:
    """The pass has decided with what had changed when it began; what has changed since asks for another one."""
    unit.session.execute(
        text("UPDATE stages SET reconsider_since = NULL WHERE id = :stage AND reconsider_since = :since"),
        {"stage": this.stage_id, "since": this.reconsider_since},
    )


def mark_decided(unit: UnitOfWork, part: Part) -> int:
    """Take the dirty mark off the answers that are still as they were read; answers how many no counter has yet."""
    if not len(part.dirty):
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
        {"ids": part.dirty.tolist(), "revisions": part.revisions.tolist(), "now": unit.now},
    )
    return int(found.scalar_one())


_STORE = """
INSERT INTO results AS r (stage_id, item_id, state, route, answer, confidence, agreement, answers, not_sure, tie,
                          distribution, extras, reason, live, pass_number, rule_version, changed_at)
SELECT t.stage_id, t.item_id, t.state, v.route, v.answer, v.confidence, v.agreement, v.answers, v.not_sure, v.tie,
       v.distribution::jsonb, v.extras::jsonb,
       CASE WHEN t.state <> 'undecided' THEN NULL WHEN v.lacks_spread THEN 'spread' WHEN v.spent THEN 'spent'
            WHEN t.taken >= least(t.max_answers, %(max)s) THEN 'max' END,
       %(live)s, %(number)s, %(version)s, %(now)s
FROM unnest(%(tasks)s::bigint[], %(route)s::text[], %(answer)s::text[], %(confidence)s::float8[],
            %(agreement)s::float8[], %(answers)s::int[], %(not_sure)s::int[], %(tie)s::boolean[],
            %(distribution)s::text[], %(extras)s::text[], %(lacks_spread)s::boolean[], %(spent)s::boolean[])
     AS v (task_id, route, answer, confidence, agreement, answers, not_sure, tie, distribution, extras, lacks_spread,
           spent)
JOIN tasks t ON t.id = v.task_id AND t.id = ANY (%(tasks)s) AND NOT t.hidden
ORDER BY t.item_id
ON CONFLICT (stage_id, item_id) DO UPDATE SET
    state = CASE WHEN r.route = 'expert' THEN r.state ELSE excluded.state END,
    route = CASE WHEN r.route = 'expert' THEN r.route ELSE excluded.route END,
    answer = excluded.answer, confidence = excluded.confidence,
    agreement = excluded.agreement, answers = excluded.answers, not_sure = excluded.not_sure, tie = excluded.tie,
    distribution = excluded.distribution, extras = excluded.extras,
    reason = CASE WHEN r.route = 'expert' OR r.reason = ANY (%(stays)s) AND excluded.state = 'undecided' THEN r.reason
                  WHEN excluded.state = 'undecided' THEN coalesce(excluded.reason, r.reason, 'max') END,
    live = excluded.live, pass_number = excluded.pass_number, changed_at = excluded.changed_at,
    rule_version = CASE WHEN r.state = 'settled' THEN r.rule_version ELSE excluded.rule_version END
WHERE r.pass_number <= excluded.pass_number
  AND (r.state, r.route, r.answer, r.confidence, r.agreement, r.answers, r.not_sure, r.tie, r.live, r.distribution,
       r.extras, r.rule_version) IS DISTINCT FROM
      (excluded.state, excluded.route, excluded.answer, excluded.confidence, excluded.agreement, excluded.answers,
       excluded.not_sure, excluded.tie, excluded.live, excluded.distribution, excluded.extras,
       CASE WHEN r.state = 'settled' THEN r.rule_version ELSE excluded.rule_version END)
"""


def _store_results(unit: UnitOfWork, this: Pass, seen: Snapshot, found: Judged, part: slice) -> None:
    unit.connection.exec_driver_sql(
        _STORE,
        {
            **{name: column[part] for name, column in found.columns.items()},
            "tasks": seen.tasks[part].tolist(),
            "lacks_spread": found.lacks_spread[part].tolist(),
            "spent": found.spent[part].tolist(),
            "live": not this.full,
            "max": this.rule.maximum,
            "stays": [reason for reason in UNDECIDED_BECAUSE if reason not in ASKED_ANEW],
            "number": this.number,
            "version": this.rule_version,
            "now": unit.now,
        },
    )


def _send_flipped_to_adjudication(unit: UnitOfWork, this: Pass) -> None:
    """The stage's effect has been applied; where its ground has shifted since, a person must look.

    A mean and a place in a ranking shift a little with every answer, and are no other verdict for that.
    """
    unit.session.execute(
        text(
            """
            WITH flipped AS (
                UPDATE results r SET state = 'undecided', reason = 'flipped'
                WHERE r.stage_id = :stage AND r.state = 'settled' AND NOT r.live AND r.applied_answer <> r.answer
                RETURNING r.item_id),
            sent AS (
                UPDATE tasks t SET state = 'undecided' FROM flipped
                WHERE t.stage_id = :stage AND t.item_id = flipped.item_id AND t.state = 'settled')
            UPDATE stage_states k SET settled = k.settled - moved.n, undecided = k.undecided + moved.n
            FROM (SELECT count(*) AS n FROM flipped) moved WHERE k.stage_id = :stage
            """
        ),
        {"stage": this.stage_id},
    )


def _count(unit: UnitOfWork, this: Pass, moved: Mapping[tuple[str, str], int], *, fresh: int) -> None:
    """Add what a batch has moved from one state to another to the counters that every page shows."""

    def gained(state: str) -> int:
        return sum(((after == state) - (before == state)) * count for (before, after), count in moved.items())

    unit.session.execute(
        text(
            """
            UPDATE stage_states SET settled = settled + :settled, undecided = undecided + :undecided,
                                    answers = answers + :fresh, changed_at = :now
            WHERE stage_id = :stage
            """
        ),
        {
            "stage": this.stage_id,
            "settled": gained("settled"),
            "undecided": gained("undecided"),
            "fresh": fresh,
            "now": unit.now,
        },
    )


def remember(unit: UnitOfWork, this: Pass, seen: Snapshot, found: Judged) -> None:
    """Keep what the pass knows of the stage as a whole, and that its results are on their way where it is a full one.

    A model is forgotten where the challenge has closed meanwhile.
    """
    unit.session.execute(
        text(
            """
            INSERT INTO stage_states AS k (stage_id, volunteers, fitted_answers, fitted_pass, unstored_pass, model,
                                           alpha, changed_at)
            SELECT s.id, people.n, :fitted, :full_pass, nullif(:full_pass, 0),
                   CASE WHEN c.state <> 'closed' THEN CAST(:model AS bytea) END, CAST(:alpha AS float8), :now
            FROM stages s JOIN challenges c ON c.id = s.challenge_id, LATERAL (
                SELECT count(*) AS n FROM participants p WHERE p.challenge_id = s.challenge_id
                  AND EXISTS (SELECT FROM assignments a WHERE a.participant_id = p.id AND a.state = 'answered')) people
            WHERE s.id = :stage
            ON CONFLICT (stage_id) DO UPDATE SET
                volunteers = excluded.volunteers,
                fitted_answers = coalesce(nullif(excluded.fitted_answers, 0), k.fitted_answers),
                fitted_pass = greatest(k.fitted_pass, excluded.fitted_pass),
                unstored_pass = greatest(excluded.unstored_pass, k.unstored_pass),
                model = coalesce(excluded.model, k.model), alpha = coalesce(excluded.alpha, k.alpha),
                changed_at = excluded.changed_at
            """
        ),
        {
            "stage": this.stage_id,
            "fitted": len(seen.values) if this.full else 0,
            "full_pass": this.number if this.full else 0,
            "model": found.model,
            "alpha": found.alpha,
            "now": unit.now,
        },
    )
