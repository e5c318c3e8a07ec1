"""Skills: what an expert of a department knows about, which is whom a stage may ask for."""

from collections.abc import Collection

from microtask.audit import actions as audit
from microtask.errors import Invalid, NotFound
from microtask.people import rules
from microtask.people.models import Role
from microtask.unit_of_work import UnitOfWork


def set_skills(
    unit: UnitOfWork, person_id: int, skills: Collection[str], *, department_id: int, by: int | None = None
) -> list[str]:
    """Give an expert of the department these skills and no others; answers them in order.

    Raises `Invalid` under `skills` for what cannot be the name of one, `NotFound` for who is no expert there.
    """
    role = unit.session.get(Role, (person_id, department_id, "expert"))
    if role is None:
        raise NotFound("This person is not an expert of that department.")
    if wrong := [skill for skill in skills if not rules.is_slug(skill)]:
        sentence = f"“{wrong[0]}” cannot name a skill. Use small letters, digits and hyphens."
        raise Invalid({"skills": [sentence]})
    wanted = sorted(set(skills))
    if wanted != role.skills:
        role.skills = wanted
        about, detail = ("person", person_id), {"skills": wanted}
        audit.note(unit, "skills.changed", about, by=by, department=department_id, detail=detail)
    return wanted
