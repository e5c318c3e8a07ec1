"""Move: somebody says that they work in another department than the one they were put in."""

from collections.abc import Collection

from microtask.audit import actions as audit
from microtask.errors import Invalid
from microtask.people import queries, rules
from microtask.people.models import Person
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork


def move(unit: UnitOfWork, slug: str, *, among: Collection[str], reason: str, by: Identity) -> None:
    """Put `by` into the department `slug`, one of those `among` which their organisation lets them choose.

    Roles stay where they were given; both departments' administrators see it in the audit, with the reason. Raises
    `Invalid` for another department, or without a reason.
    """
    faults: dict[str, list[str]] = {}
    if slug not in among:
        faults["department"] = ["Select the department where you work."]
    if not reason.strip():
        faults["reason"] = ["Say in a few words why you change it."]
    if len(reason) > rules.LONGEST_REASON:
        faults["reason"] = [f"Keep the reason to {rules.LONGEST_REASON} characters."]
    if faults:
        raise Invalid(faults)
    department = queries.get_department_by_slug(unit.session, slug)
    if department.id == by.department_id:
        return
    unit.session.get_one(Person, by.person_id).department_id = department.id
    unit.session.flush()
    detail = {"from": by.department_id, "to": department.id}
    for place in (by.department_id, department.id):
        about = ("person", by.person_id)
        audit.note(unit, "person.moved", about, by=by.person_id, department=place, reason=reason, detail=detail)
