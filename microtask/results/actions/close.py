"""Close: the last pass is made, what is still open becomes undecided, and the engine forgets its volunteers."""

from datetime import timedelta

from sqlalchemy import text

from microtask.assignments import actions as assignments
from microtask.challenges import actions as challenges
from microtask.outbox import actions as outbox
from microtask.results.actions.rank import end_ranking
from microtask.results.rules import CLOSING_MINUTES
from microtask.unit_of_work import UnitOfWork


def is_ready_to_close(unit: UnitOfWork, challenge_id: int) -> list[int] | None:
    """The stages that need their final pass, once no answer is on its way any more; None until then.

    Answers to what was dealt are taken for thirty minutes at most, or until none is live.
    """
    closing = unit.session.execute(
        text("SELECT closing_at FROM challenges WHERE id = :id AND state = 'closing'"), {"id": challenge_id}
    ).one_or_none()
    if closing is None:
        return None
    still_live = unit.session.scalar(
        text(
            """
            SELECT EXISTS (SELECT FROM assignments a JOIN stages s ON s.id = a.stage_id
                           WHERE s.challenge_id = :id AND a.state = 'live' AND a.expires_at > :now)
            """
        ),
        {"id": challenge_id, "now": unit.now},
    )
    if still_live and unit.now < closing.closing_at + timedelta(minutes=CLOSING_MINUTES):
        return None
    return list(
        unit.session.scalars(
            text("SELECT id FROM stages WHERE challenge_id = :id ORDER BY position"), {"id": challenge_id}
        )
    )


def settle_what_is_left(unit: UnitOfWork, stage_id: int, *, limit: int = 20_000) -> bool:
    """Make one batch of the stage's open tasks undecided, each with a result; answers whether there may be more.

    Those whose answer was known beforehand are settled by it, however many have answered.
    """
    if _is_comparison(unit, stage_id):
        end_ranking(unit, stage_id)
        return False
    left = unit.session.execute(
        text(
            """
            WITH left_open AS MATERIALIZED (
                SELECT t.id, t.item_id, g.answer AS known,
                       CASE WHEN g.answer IS NULL THEN 'undecided' ELSE 'settled' END AS state
                FROM tasks t LEFT JOIN gold g ON g.stage_id = t.stage_id AND g.item_id = t.item_id
                WHERE t.stage_id = :stage AND t.state = 'open'
                ORDER BY t.id LIMIT :limit FOR NO KEY UPDATE OF t),
            ended AS (UPDATE tasks t SET state = left_open.state, settled_at = :now FROM left_open
                      WHERE t.id = left_open.id),
            stored AS (
                INSERT INTO results AS r (stage_id, item_id, state, route, answer, confidence, reason, pass_number,
                                          rule_version, changed_at)
                SELECT s.id, o.item_id, o.state, CASE WHEN o.known IS NULL THEN 'crowd' ELSE 'gold' END, o.known,
                       CASE WHEN o.known IS NOT NULL THEN 1.0 END, 'closed', s.pass_number, s.rule_version, :now
                FROM left_open o, stages s WHERE s.id = :stage
                ON CONFLICT (stage_id, item_id) DO UPDATE
                    SET state = excluded.state, reason = 'closed', changed_at = excluded.changed_at),
            counted AS (
                INSERT INTO stage_states AS k (stage_id, settled, undecided)
                SELECT :stage, count(known), count(*) - count(known) FROM left_open
                ON CONFLICT (stage_id) DO UPDATE
                    SET settled = k.settled + excluded.settled, undecided = k.undecided + excluded.undecided)
            SELECT count(*) FROM left_open
            """
        ),
        {"stage": stage_id, "limit": limit, "now": unit.now},
    ).scalar_one()
    return bool(left == limit)


def _is_comparison(unit: UnitOfWork, stage_id: int) -> bool:
    kind = unit.session.scalar(text("SELECT kind FROM stages WHERE id = :stage"), {"stage": stage_id})
    return bool(kind == "compare")


def forget_closed(unit: UnitOfWork) -> None:
    """Erase what a pass that was still running when its challenge closed has stored of the volunteers."""
    unit.session.execute(
        text(
            """
            UPDATE stage_states SET model = NULL
            WHERE model IS NOT NULL AND stage_id IN (
                SELECT s.id FROM stages s JOIN challenges c ON c.id = s.challenge_id WHERE c.state = 'closed')
            """
        )
    )


def finish_closing(unit: UnitOfWork, challenge_id: int) -> None:
    """The challenge is closed: assignments end, and how reliable answers seemed is erased for good.

    Raises `Conflict` where it is not closing.
    """
    challenges.finish(unit, challenge_id)
    live = unit.session.scalars(
        text(
            "SELECT a.id FROM assignments a JOIN stages s ON s.id = a.stage_id"
            " WHERE s.challenge_id = :id AND a.state = 'live' ORDER BY a.id FOR NO KEY UPDATE OF a"
        ),
        {"id": challenge_id},
    ).all()
    assignments.free_slots(unit, list(live), state="expired")
    outbox.note_event(unit, "challenge.closed", challenge_id)
    unit.session.execute(
        text("UPDATE stage_states SET model = NULL WHERE stage_id IN (SELECT id FROM stages WHERE challenge_id = :id)"),
        {"id": challenge_id},
    )
