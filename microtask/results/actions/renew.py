"""Renew: bring the tasks of a stage under a rule that has changed; those that have settled stay as they are."""

from microtask.results.actions.begin_pass import Pass
from microtask.results.rules import ASKED_ANEW
from microtask.unit_of_work import UnitOfWork, UnitsOfWork

BATCH = 10_000  # tasks

# What an expert has decided, and what waits for one because its verdict flipped, is not asked about again.
_RENEW = """
WITH batch AS MATERIALIZED (
    SELECT id, item_id, state, taken, max_answers, wanted FROM tasks
    WHERE stage_id = %(stage)s AND id > %(after)s AND state IN ('open', 'undecided')
    ORDER BY id LIMIT %(batch)s FOR NO KEY UPDATE),
renewed AS MATERIALIZED (
    SELECT b.id, b.item_id, b.state, greatest(%(max)s, b.taken) AS most, held.n AS held
    FROM batch b
    LEFT JOIN results r ON r.stage_id = %(stage)s AND r.item_id = b.item_id
    CROSS JOIN LATERAL (SELECT count(*) AS n FROM assignments a
                        WHERE a.task_id = b.id AND a.slot IS NOT NULL AND a.state = 'answered') held
    WHERE b.state = 'open' OR r.route <> 'expert' AND r.reason = ANY (%(anew)s)),
opened AS (
    UPDATE results r SET state = 'open', reason = NULL, changed_at = %(now)s FROM renewed
    WHERE r.stage_id = %(stage)s AND r.item_id = renewed.item_id AND renewed.state = 'undecided'),
ruled AS (
    UPDATE tasks t SET state = 'open', settled_at = NULL, max_answers = renewed.most,
                       wanted = least(renewed.most, greatest(%(min)s, least(%(max)s, renewed.held + 1)))
    FROM renewed WHERE t.id = renewed.id),
counted AS (
    UPDATE stage_states SET undecided = undecided - (SELECT count(*) FROM renewed WHERE state = 'undecided')
    WHERE stage_id = %(stage)s)
SELECT count(*), max(id) FROM batch
"""


def renew(units: UnitsOfWork, this: Pass) -> None:
    """Give open tasks the bounds of the rule as it is now, and open those that were undecided under the old one.

    A task keeps the slots that are taken. A batch a unit of work; a pass that is broken off leaves the stage to be
    reconsidered, and the next one renews from the start, which changes nothing that has been renewed.
    """
    after: int | None = 0
    while after is not None:
        with units.begin() as unit:
            after = _renew(unit, this, after=after)


def _renew(unit: UnitOfWork, this: Pass, *, after: int) -> int | None:
    """Renew the next batch; answers where it ended, or None where that was the last."""
    found, last = unit.connection.exec_driver_sql(
        _RENEW,
        {
            "stage": this.stage_id,
            "after": after,
            "batch": BATCH,
            "min": this.rule.minimum,
            "max": this.rule.maximum,
            "anew": list(ASKED_ANEW),
            "now": unit.now,
        },
    ).one()
    return last if found == BATCH else None
