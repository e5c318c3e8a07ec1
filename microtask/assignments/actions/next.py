"""Next: what a volunteer does now, newly dealt when the tray is empty."""

from microtask.assignments.actions.deal import deal
from microtask.assignments.queries import AssignmentRow, list_tray, lock_open_sitting
from microtask.assignments.rules import LOW_TRAY
from microtask.people.rules import Identity
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork


def next_of(unit: UnitOfWork, sitting_id: int | None, *, by: Identity) -> AssignmentRow | None:
    """The next unanswered assignment of the sitting; None where nothing is left, or the sitting has ended."""
    if sitting_id is None:
        return None
    tray = list_tray(unit.connection, sitting_id, limit=1)
    if not tray:
        sitting = lock_open_sitting(unit.connection, sitting_id, person_id=by.person_id)
        if sitting is None:
            return None
        tray = list_tray(unit.connection, sitting_id, limit=1)
        if not tray and deal(unit, sitting, department_id=by.department_id):
            tray = list_tray(unit.connection, sitting_id, limit=1)
    if not tray:
        return None
    if tray[0].waiting <= LOW_TRAY:
        unit.then(Step.DEAL, 0, gated=True)
    return tray[0]
