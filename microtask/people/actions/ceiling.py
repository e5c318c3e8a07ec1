"""Ceiling: an administrator of the service says up to which marking a department may post and be asked."""

from microtask.audit import actions as audit
from microtask.errors import Invalid, NotAllowed
from microtask.people import queries
from microtask.people.rules import MARKINGS, Identity, may_set_ceiling
from microtask.unit_of_work import UnitOfWork


def set_ceiling(unit: UnitOfWork, department_id: int, marking: str, *, by: Identity) -> None:
    """Let the department post and be asked what is marked up to `marking`; what it has posted already stays.

    Raises `NotAllowed`, `NotFound`, and `Invalid` for what is no marking.
    """
    if not may_set_ceiling(by):
        raise NotAllowed("Only an administrator of the service may change this.")
    department = queries.get_department(unit.session, department_id)
    if marking not in MARKINGS:
        raise Invalid({"ceiling": [f"Choose one of: {', '.join(MARKINGS)}."]})
    if department.ceiling == marking:
        return
    before, department.ceiling = department.ceiling, marking
    audit.note(
        unit,
        "department.ceiling",
        ("department", department.id),
        by=by.person_id,
        department=department.id,
        before={"ceiling": before},
        after={"ceiling": marking},
        detail={"marking": marking},
    )
