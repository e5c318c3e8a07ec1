"""Give an assignment back unanswered: skip it, report its item, or stop the sitting."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, text

from microtask.assignments.actions.free import free_slots
from microtask.assignments.queries import Achievement, count_reports_since, get_achievement, get_sitting
from microtask.assignments.rules import REPORTS_A_DAY
from microtask.audit import actions as audit
from microtask.errors import Conflict, NotFound
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork


def skip(unit: UnitOfWork, assignment_id: int, *, reason: str | None, by: Identity) -> int | None:
    """Skip: the slot is free again, and the person is never asked this again. Answers the sitting's id.

    Skipping twice is the same as once. Raises `Conflict` where it has been answered.
    """
    assignment = _lock_own(unit, assignment_id, by)
    if assignment.state not in ("skipped", "reported"):
        _end(unit, assignment_id, state="skipped", reason=reason)
    return assignment.sitting_id  # type: ignore[no-any-return]


def report(unit: UnitOfWork, assignment_id: int, *, reason: str, by: Identity) -> int | None:
    """Report: the item is hidden from everyone at once, until somebody has checked it. Answers the sitting's id.

    Raises `Conflict` where the person has answered it, or has reported very many items today.
    """
    assignment = _lock_own(unit, assignment_id, by)
    if assignment.state == "reported":
        return assignment.sitting_id  # type: ignore[no-any-return]
    if count_reports_since(unit.session, by.person_id, since=unit.now - timedelta(days=1)) >= REPORTS_A_DAY:
        raise Conflict(f"You have reported {REPORTS_A_DAY} items today. Tell the challenge's owner about the others.")
    _end(unit, assignment_id, state="reported", reason=reason)
    _hide(unit, assignment.task_id, reason=reason)
    return assignment.sitting_id  # type: ignore[no-any-return]


def stop(unit: UnitOfWork, sitting_id: int, *, by: Identity) -> Achievement:
    """End the sitting: what was not answered goes back to the pool. Answers what the sitting achieved.

    Stopping twice is the same as once. Raises `NotFound` for anybody else's sitting.
    """
    get_sitting(unit.session, sitting_id, person_id=by.person_id)
    unit.session.execute(
        text("UPDATE sittings SET ended_at = :now WHERE id = :id AND ended_at IS NULL"),
        {"id": sitting_id, "now": unit.now},
    )
    unanswered = unit.session.scalars(
        text("SELECT id FROM assignments WHERE sitting_id = :id AND state = 'live' ORDER BY id FOR NO KEY UPDATE"),
        {"id": sitting_id},
    ).all()
    free_slots(unit, list(unanswered), state="returned")
    unit.session.execute(
        text(
            """
            UPDATE cursors k SET fresh_id = least(k.fresh_id, first.task_id - 1),
                                 begun_id = least(k.begun_id, first.task_id - 1)
            FROM (SELECT participant_id, stage_id, min(task_id) AS task_id
                  FROM assignments WHERE id = ANY(:given) GROUP BY 1, 2) first
            WHERE k.participant_id = first.participant_id AND k.stage_id = first.stage_id
            """
        ),
        {"given": list(unanswered)},
    )
    return get_achievement(unit.session, sitting_id)


def _hide(unit: UnitOfWork, task_id: int, *, reason: str) -> None:
    """Hide the task's items and all their tasks, and ask somebody to check them."""
    items = {"task": task_id, "reason": reason, "now": unit.now}
    hidden = unit.session.execute(
        text(
            "UPDATE items i SET state = 'hidden' FROM challenges c WHERE c.id = i.challenge_id AND i.state = 'live'"
            " AND i.id IN (SELECT unnest(ARRAY[item_id, other_item_id]) FROM tasks WHERE id = :task)"
            " RETURNING i.id, c.department_id"
        ),
        items,
    )
    for item in hidden.all():  # who reported it is not recorded: nobody who decides needs it
        about, code = ("item", item.id), {"reason": reason}
        audit.note(unit, "item.hidden", about, by=None, department=item.department_id, detail=code)
    unit.session.execute(
        text(
            "INSERT INTO reports (challenge_id, item_id, reason, reported_at)"
            " SELECT i.challenge_id, i.id, :reason, :now"
            " FROM tasks t JOIN items i ON i.id IN (t.item_id, t.other_item_id)"
            " WHERE t.id = :task AND i.state = 'hidden' ORDER BY i.id"
        ),
        items,
    )
    unit.session.execute(
        text(
            "UPDATE tasks SET hidden = true WHERE id IN (SELECT other.id FROM tasks t JOIN tasks other"
            " ON other.item_id IN (t.item_id, t.other_item_id) OR other.other_item_id IN (t.item_id, t.other_item_id)"
            " WHERE t.id = :task ORDER BY other.id)"
        ),
        items,
    )


def _lock_own(unit: UnitOfWork, assignment_id: int, by: Identity) -> Row[Any]:
    row = unit.session.execute(
        text(
            "SELECT a.state, a.task_id, a.sitting_id FROM assignments a JOIN participants p ON p.id = a.participant_id"
            " WHERE a.id = :id AND p.person_id = :person FOR NO KEY UPDATE OF a"
        ),
        {"id": assignment_id, "person": by.person_id},
    ).one_or_none()
    if row is None:
        raise NotFound("You have no assignment with that number.")
    if row.state == "answered":
        raise Conflict("You have answered this one. Change your answer instead.")
    return row


def _end(unit: UnitOfWork, assignment_id: int, *, state: str, reason: str | None) -> None:
    unit.session.execute(
        text("UPDATE assignments SET state = :state, slot = NULL, reason = :reason, ended_at = :now WHERE id = :id"),
        {"id": assignment_id, "state": state, "reason": reason, "now": unit.now},
    )
