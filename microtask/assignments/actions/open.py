"""Open a sitting: hand over what the person still holds, then deal what fits in their minutes."""

from sqlalchemy import text

from microtask.assignments.actions.deal import deal
from microtask.assignments.actions.free import free_slots
from microtask.assignments.queries import SittingRow
from microtask.assignments.rules import choose_expiry
from microtask.challenges import queries as challenges
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork


def open_sitting(unit: UnitOfWork, *, minutes: int, challenge_id: int | None, by: Identity) -> SittingRow:
    """A new open sitting of `by`; an earlier one ends. Raises `NotFound` for a challenge that `by` may not see.

    Live assignments of the earlier sitting come along, with a new time; those of another challenge than the one
    that was asked for are given back.
    """
    if challenge_id is not None:
        challenges.get_visible(unit.session, challenge_id, by=by)
    unit.session.execute(text("SELECT id FROM people WHERE id = :id FOR NO KEY UPDATE"), {"id": by.person_id})
    earlier = unit.session.scalar(
        text("UPDATE sittings SET ended_at = :now WHERE person_id = :person AND ended_at IS NULL RETURNING id"),
        {"now": unit.now, "person": by.person_id},
    )
    sitting_id: int = unit.session.execute(
        text(
            "INSERT INTO sittings (person_id, challenge_id, minutes, started_at)"
            " VALUES (:person, :challenge, :minutes, :now) RETURNING id"
        ),
        {"person": by.person_id, "challenge": challenge_id, "minutes": minutes, "now": unit.now},
    ).scalar_one()
    sitting = SittingRow(sitting_id, by.person_id, challenge_id, minutes, unit.now, None)
    already = _hand_over(unit, earlier, sitting) if earlier else 0
    deal(unit, sitting, department_id=by.department_id, already=already)
    return sitting


def _hand_over(unit: UnitOfWork, earlier: int, sitting: SittingRow) -> int:
    unwanted = unit.session.scalars(
        text(
            """
            SELECT a.id FROM assignments a JOIN stages s ON s.id = a.stage_id
            WHERE a.sitting_id = :earlier AND a.state = 'live' AND s.challenge_id <> CAST(:challenge AS bigint)
            ORDER BY a.id FOR NO KEY UPDATE OF a
            """
        ),
        {"earlier": earlier, "challenge": sitting.challenge_id},
    ).all()
    free_slots(unit, list(unwanted), state="returned")
    moved = unit.session.execute(
        text(
            """
            WITH moved AS (
                UPDATE assignments SET sitting_id = :sitting, expires_at = :expires
                WHERE sitting_id = :earlier AND state = 'live' RETURNING task_id)
            SELECT count(*) FROM moved JOIN tasks t ON t.id = moved.task_id WHERE t.state = 'open' AND NOT t.hidden
            """
        ),
        {"sitting": sitting.id, "earlier": earlier, "expires": choose_expiry(unit.now, sitting.minutes)},
    )
    return int(moved.scalar_one())
