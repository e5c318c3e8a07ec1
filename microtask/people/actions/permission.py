"""Permit: a department says that its people may take part in working time, and for how long."""

from microtask.errors import Invalid
from microtask.people.models import Department
from microtask.people.queries import get_department
from microtask.unit_of_work import UnitOfWork

LONGEST_TEXT = 2000  # characters
MOST_MINUTES = 600  # a month


def set_permission(unit: UnitOfWork, department_id: int, *, words: str, monthly_minutes: int | None) -> Department:
    """Store what the department tells its people and their managers, and the minutes a month; None is no number.

    Raises `NotFound`, and `Invalid` for a text or a number that cannot be meant.
    """
    department = get_department(unit.session, department_id)
    faults: dict[str, list[str]] = {}
    if len(words) > LONGEST_TEXT:
        faults["permission_text"] = [f"Keep the text to {LONGEST_TEXT:,} characters."]
    if monthly_minutes is not None and not 1 <= monthly_minutes <= MOST_MINUTES:
        faults["monthly_minutes"] = [f"Give 1 to {MOST_MINUTES} minutes a month."]
    if faults:
        raise Invalid(faults)
    department.permission_text, department.monthly_minutes = words.strip(), monthly_minutes
    unit.session.flush()
    return department
