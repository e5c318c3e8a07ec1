"""Fold the seconds that answers took into their stage's median, and forget them: nobody's speed is kept."""

from sqlalchemy import text

from microtask.challenges.rules import ENOUGH_TIMED
from microtask.unit_of_work import UnitOfWork

BATCH = 5000


def fold_seconds(unit: UnitOfWork) -> bool:
    """Move each stage's median towards that of its newly timed answers; answers whether there may be more.

    A stage's own median replaces the template's once twenty answers have been timed.
    """
    folded = unit.session.execute(
        text(
            """
            WITH timed AS (
                SELECT id, stage_id, seconds FROM answers WHERE seconds IS NOT NULL
                ORDER BY id LIMIT :batch FOR NO KEY UPDATE SKIP LOCKED
            ), forgotten AS (
                UPDATE answers x SET seconds = NULL FROM timed WHERE x.id = timed.id
            ), fresh AS (
                SELECT stage_id, count(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median
                FROM timed GROUP BY stage_id
            )
            UPDATE stages s
            SET timed_answers = s.timed_answers + f.n,
                median_seconds = greatest(1, CASE
                    WHEN s.timed_answers + f.n < :enough THEN s.median_seconds
                    WHEN s.timed_answers < :enough THEN f.median
                    ELSE (s.median_seconds * s.timed_answers + f.median * f.n) / (s.timed_answers + f.n) END)
            FROM fresh f WHERE s.id = f.stage_id
            RETURNING f.n
            """
        ),
        {"batch": BATCH, "enough": ENOUGH_TIMED},
    )
    return bool(sum(folded.scalars()) == BATCH)
