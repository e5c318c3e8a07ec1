"""Permit: a department says that its people may take part in working time, and for how long."""

from microtask.audit import actions as audit
from microtask.errors import Conflict, Invalid, NotFound
from microtask.people.access_queries import HAS_ENDED
from microtask.people.models import Department, DepartmentPermission
from microtask.people.rules import Identity, may_say_permitted
from microtask.unit_of_work import UnitOfWork

LONGEST_TEXT = 2000  # characters
MOST_MINUTES = 600  # a month


def set_permission(
    unit: UnitOfWork, department_id: int, *, words: str, monthly_minutes: int | str | None, by: Identity | None = None
) -> Department:
    """Store what the department tells its people and their managers, and the minutes a month; None is no number.

    What was said before is kept, with its dates. `by` is None for the service itself. Raises `NotFound`, also for
    somebody who does not administer the department, `Conflict` for one that has become part of another, and `Invalid`
    for a text or a number that cannot be meant.
    """
    department = unit.session.get(
        Department, department_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if department is None or (by is not None and not may_say_permitted(by, department_id)):
        raise NotFound("There is no such department.")
    if department.successor_id is not None:
        raise Conflict(HAS_ENDED)
    words = "\n".join(words.strip().splitlines())
    minutes = check_permission(words, monthly_minutes)
    before = (department.permission_text, department.monthly_minutes)
    if (words, minutes) == before:
        return department
    department.permission_text, department.monthly_minutes = words, minutes
    actor = None if by is None else by.person_id
    said = DepartmentPermission(
        department_id=department_id, words=words, monthly_minutes=minutes, created_at=unit.now, created_by=actor
    )
    unit.session.add(said)
    unit.session.flush()
    audit.note(
        unit,
        "department.permitted",
        ("department", department_id),
        by=actor,
        department=department_id,
        before=dict(zip(("words", "monthly_minutes"), before, strict=True)),
        after={"words": words, "monthly_minutes": minutes},
        detail={"minutes": minutes},
    )
    return department


def check_permission(words: str, monthly_minutes: int | str | None) -> int | None:
    """The minutes as a number, where both can be meant. Raises `Invalid`."""
    faults: dict[str, list[str]] = {}
    if len(words) > LONGEST_TEXT:
        faults["permission_text"] = [f"Keep the text to {LONGEST_TEXT:,} characters."]
    minutes = None if isinstance(monthly_minutes, str) else monthly_minutes
    if monthly_minutes is not None and (minutes is None or not 1 <= minutes <= MOST_MINUTES):
        faults["monthly_minutes"] = [f"Give 1 to {MOST_MINUTES} minutes a month."]
    if faults:
        raise Invalid(faults)
    return minutes
