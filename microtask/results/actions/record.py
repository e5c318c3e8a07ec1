"""The last move of deciding: write what changed, and nothing else."""

from sqlalchemy import text

from microtask.results.actions.begin_pass import Pass
from microtask.results.actions.judge import Judged
from microtask.results.actions.read import Snapshot
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

BATCH = 10_000


def record(unit: UnitOfWork, this: Pass, seen: Snapshot, found: Judged) -> bool:
    """Write what changed: tasks that settle or want one more answer, results, counters, and the dirty marks.

    Answers whether another pass has something to do.
    """
    moved = _settle_or_ask(unit, this, seen, found)
    fresh = _mark_decided(unit, seen)
    for start in range(0, len(seen.tasks), BATCH):
        _store_results(unit, this, seen, found, slice(start, start + BATCH))
    if this.has_advanced and this.full and this.question.kind != "rate":
        _send_flipped_to_adjudication(unit, this)
    _count(unit, this, seen, found, fresh=fresh, settled=moved["settled"], undecided=moved["undecided"])
    is_finished = not unit.session.scalar(
        text("SELECT EXISTS (SELECT FROM tasks WHERE stage_id = :stage AND state = 'open' AND NOT hidden)"),
        {"stage": this.stage_id},
    )
    if is_finished and this.full:
        unit.then(Step.ADVANCE, this.stage_id)
    return seen.more or (is_finished and not this.full)


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
    """Settle tasks, or set `wanted` absolutely; answers how many tasks became settled and undecided.

    The tasks are locked by a statement of their own: the one that counts must see what a pass before it has committed.
    """
    concerned = seen.news | found.settles
    tasks, settles = seen.tasks[concerned].tolist(), found.settles[concerned].tolist()
    unit.connection.exec_driver_sql(
        "SELECT FROM tasks WHERE id = ANY (%(tasks)s) AND state = 'open' ORDER BY id FOR NO KEY UPDATE",
        {"tasks": tasks},
    )
    states = unit.connection.exec_driver_sql(
        _SETTLE, {"tasks": tasks, "settles": settles, "min": this.rule.minimum, "now": unit.now}
    ).scalars()
    moved = {"settled": 0, "undecided": 0, "open": 0}
    for state in states:
        moved[state] += 1
    return moved


_SETTLE = """
WITH counted AS MATERIALIZED (
    SELECT t.id, t.max_answers, t.wanted, judged.settles,
           (SELECT count(*) FROM assignments a
            WHERE a.task_id = t.id AND a.slot IS NOT NULL AND a.state = 'answered') AS held
    FROM unnest(%(tasks)s::bigint[], %(settles)s::boolean[]) AS judged (id, settles) JOIN tasks t ON t.id = judged.id
    WHERE t.state = 'open'),
next AS (
    SELECT id, CASE WHEN settles THEN 'settled' WHEN held >= max_answers THEN 'undecided' ELSE 'open' END AS state,
           CASE WHEN settles OR held >= max_answers THEN wanted
                ELSE greatest(%(min)s, least(max_answers, held + 1)) END AS wanted
    FROM counted)
UPDATE tasks t SET state = next.state, wanted = next.wanted,
                   settled_at = CASE WHEN next.state = 'open' THEN NULL ELSE %(now)s::timestamptz END
FROM next WHERE t.id = next.id AND (t.state, t.wanted::bigint) IS DISTINCT FROM (next.state, next.wanted)
RETURNING t.state
"""

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
    state = CASE WHEN r.route = 'expert' THEN r.state ELSE excluded.state END,
    route = CASE WHEN r.route = 'expert' THEN r.route ELSE excluded.route END,
    answer = excluded.answer, confidence = excluded.confidence,
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
    unit.connection.exec_driver_sql(
        _STORE,
        {
            **{name: column[part] for name, column in found.columns.items()},
            "tasks": seen.tasks[part].tolist(),
            "lacks_spread": found.lacks_spread[part].tolist(),
            "live": not this.full,
            "number": this.number,
            "version": this.rule_version,
            "now": unit.now,
        },
    )


def _send_flipped_to_adjudication(unit: UnitOfWork, this: Pass) -> None:
    """The stage's effect has been applied; where its ground has shifted since, a person must look.

    A mean shifts a little with every answer, and is no other verdict for that.
    """
    unit.session.execute(
        text(
            """
            WITH flipped AS (
                UPDATE results r SET state = 'undecided', reason = 'flipped'
                WHERE r.stage_id = :stage AND r.state = 'settled' AND r.pass_number = :number
                  AND r.applied_answer <> r.answer
                RETURNING r.item_id),
            sent AS (
                UPDATE tasks t SET state = 'undecided' FROM flipped
                WHERE t.stage_id = :stage AND t.item_id = flipped.item_id AND t.state = 'settled')
            UPDATE stage_states k SET settled = k.settled - moved.n, undecided = k.undecided + moved.n
            FROM (SELECT count(*) AS n FROM flipped) moved WHERE k.stage_id = :stage
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
