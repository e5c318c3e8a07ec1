"""Add a department or a person where they are new."""

from collections.abc import Collection

from sqlalchemy.dialects.postgresql import insert

from microtask.audit import actions as audit
from microtask.errors import Invalid
from microtask.people import access_queries, queries, rules
from microtask.people.actions.skills import set_skills
from microtask.people.models import Department, Person, Role
from microtask.unit_of_work import UnitOfWork


def add_department(unit: UnitOfWork, slug: str, *, name: str | None = None, by: int | None = None) -> Department:
    """The department `slug`, made where it is new; an alias gives the department that it stands for.

    A new one is called what its slug says until `name` is given. Raises `Invalid` for what can be no slug.
    """
    if (there := queries.find_department(unit.session, slug)) is not None:
        return there
    slug = slug.strip().lower()
    if not rules.is_slug(slug):
        raise Invalid({"department": [f"“{slug}” cannot name a department. Use small letters, digits and hyphens."]})
    row = insert(Department).values(slug=slug, name=name or rules.name_from_slug(slug), created_by=by)
    unit.session.execute(row.on_conflict_do_nothing())
    return queries.get_department_by_slug(unit.session, slug)


def add_person(
    unit: UnitOfWork,
    *,
    email: str,
    name: str | None = None,
    department: str | None = None,
    roles: Collection[str] = (),
    skills: Collection[str] = (),
    simulated: bool = False,
    by: int | None = None,
) -> Person:
    """The person with this e-mail address, made where they are new, with `roles` in `department` added to theirs.

    Somebody who is there already keeps their name and their own department; without `department` the roles are in
    that one. Being a volunteer takes no row. `skills` are added to those that they have there as an expert. Raises
    `Invalid` with every field that cannot be used, before it writes, and for a role of somebody who has left.
    """
    email = email.strip()
    person = queries.find_by_email(unit.session, email)
    _check(email=email, name=name, department=department, roles=roles, skills=skills, is_new=person is None)
    place = add_department(unit, department, by=by).id if department else None
    if person is None:
        row = insert(Person).values(
            email=email, name=(name or "").strip(), department_id=place, simulated=simulated, created_by=by
        )
        unit.session.execute(row.on_conflict_do_nothing())
        person = queries.get_by_email(unit.session, email)
    granted = [role for role in roles if role != "volunteer"]
    if granted and access_queries.hold_present(unit.session, email) is None:
        raise Invalid({"email": [f"The account of {email} is closed, so that it cannot have a role. Open it first."]})
    for role in granted:
        _grant(unit, person.id, role, department_id=place or person.department_id, by=by)
    if skills:
        _add_skills(unit, person.id, skills, department_id=place or person.department_id, by=by)
    return person


def _grant(unit: UnitOfWork, person_id: int, role: str, *, department_id: int, by: int | None) -> None:
    row = insert(Role).values(person_id=person_id, department_id=department_id, role=role, created_by=by)
    if unit.session.scalar(row.on_conflict_do_nothing().returning(Role.role)) is not None:
        audit.note(unit, "role.granted", ("person", person_id), by=by, department=department_id, detail={"role": role})


def _add_skills(
    unit: UnitOfWork, person_id: int, skills: Collection[str], *, department_id: int, by: int | None
) -> None:
    role = unit.session.get(Role, (person_id, department_id, "expert"))
    held = role.skills if role else []
    set_skills(unit, person_id, {*held, *skills}, department_id=department_id, by=by)


def _check(
    *,
    email: str,
    name: str | None,
    department: str | None,
    roles: Collection[str],
    skills: Collection[str],
    is_new: bool,
) -> None:
    wrong: dict[str, list[str]] = {}
    if not rules.is_email(email):
        wrong["email"] = [f"“{email}” is no e-mail address. Write it as name@department.example."]
    if (is_new or name is not None) and not rules.is_name(name or ""):
        wrong["name"] = ["Give the person's name, on one line."]
    if is_new and not department:
        wrong["department"] = ["Give the slug of the person's department."]
    if unknown := [role for role in roles if role not in rules.ROLES]:
        wrong["role"] = [f"“{unknown[0]}” is no role. Use one of {', '.join(rules.ROLES)}."]
    if unnameable := [skill for skill in skills if not rules.is_slug(skill)]:
        wrong["skills"] = [f"“{unnameable[0]}” cannot name a skill. Use small letters, digits and hyphens."]
    elif skills and "expert" not in roles:
        wrong["skills"] = ["Only an expert has skills. Give them the role of an expert too."]
    if wrong:
        raise Invalid(wrong)
