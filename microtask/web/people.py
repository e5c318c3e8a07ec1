"""People and roles (D4): who may do what in a department, looking somebody up, and inviting them. Never any figures."""

from itertools import groupby
from typing import Any

from flask import render_template, request

from microtask.challenges.owner_queries import list_left, list_owned
from microtask.people import access_queries, actions
from microtask.people.department_queries import find_by_domain
from microtask.people.models import Department, Person
from microtask.people.queries import find_department, get_identity
from microtask.people.rules import list_giveable, may_close_account, may_look_after_people, read_skills
from microtask.text import N_
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("email", "name", "role", "skills", "reason")
# What just happened, by the word in the address of the page that follows.
TOLD = {
    "invited": N_("We have written to them."),
    "given": N_("They have the role from now on."),
    "removed": N_("They do not have the role any more."),
    "left": N_("Their account is closed. Their sessions and tokens ended at once."),
    "back": N_("They can sign in again, as a volunteer. Give them the roles that they need now."),
}

people = Pages("people")


def path_of(department_id: int, person_id: int | None = None) -> str:
    """The page of a department's people, or of one of them."""
    path = f"/departments/{department_id}/people"
    return path if person_id is None else f"{path}/{person_id}"


@people.page("/people", who=may_look_after_people)
def choose(visit: Visit) -> Answer:
    """Straight to the department whose people somebody looks after; where there are several, to choose one."""
    departments = access_queries.list_looked_after(visit.unit.session, by=visit.person)
    if len(departments) == 1:
        return go_to(path_of(departments[0].id))
    return render_template("people/choose.html", departments=departments)


@people.page("/departments/<id:department_id>/people", who=may_look_after_people)
def index(visit: Visit, department_id: int) -> str:
    """Who holds which role, and a box to look anybody of the department up."""
    session, words = visit.unit.session, visit.query.get("q", "").strip()
    department = access_queries.get_looked_after(session, department_id, by=visit.person)
    held = access_queries.list_held(session, department_id)
    found = access_queries.search(session, department_id, words)
    return render_template(
        "people/index.html",
        department=department,
        roles=[(role, list(rows)) for role, rows in groupby(held, key=lambda row: row.role)],
        form=Form.blank(q=words),
        words=words,
        found=found,
        holders={row.person_id for row in held},
        is_cut=len(found) == access_queries.MOST_FOUND,
        fewest=access_queries.FEWEST_LETTERS,
        notice=TOLD.get(visit.query.get("told", "")),
    )


@people.page("/departments/<id:department_id>/people/new", who=may_look_after_people)
def new(visit: Visit, department_id: int) -> str:
    """Somebody's address, and the role that they are to have."""
    return _form(visit, department_id, Form.blank())


@people.page("/departments/<id:department_id>/people", methods=["POST"], who=may_look_after_people)
def create(visit: Visit, department_id: int) -> Answer:
    """Invite them; the answer is the same whether or not they had an account."""
    actions.hold_departments(visit.unit)
    department = access_queries.get_open(visit.unit.session, department_id, by=visit.person)
    email, name, role, skills, reason = (visit.form.get(field, "") for field in FIELDS)
    wanted = actions.Invited(email, name, role, read_skills(skills), reason)
    settings = visit.house.settings
    try:
        person_id = actions.invite(
            visit.unit, wanted, department_id=department_id,
            works_in=_works_in(visit, department, email), service=settings.service_name,
            url=f"{settings.public_url or request.url_root.rstrip('/')}/", by=visit.person,
        )  # fmt: skip
    except REFUSALS as error:
        return _form(visit, department_id, Form.refused(visit.form, messages_of(error), FIELDS)), 422
    found = access_queries.find_member(visit.unit.session, department_id, person_id)
    return go_to(f"{path_of(department_id, None if found is None else person_id)}?told=invited")


@people.page("/departments/<id:department_id>/people/<id:person_id>", who=may_look_after_people)
def show(visit: Visit, department_id: int, person_id: int) -> str:
    """One person: where they work, their roles in this department, and what may be done about them."""
    known = read_member(visit, department_id, person_id)
    owned = {each.id for each in list_owned(visit.unit.session, person_id)}
    left = [each for each in list_left(visit.unit.session, by=visit.person) if each.id in owned]
    return render_template("people/show.html", notice=TOLD.get(visit.query.get("told", "")), left=left, **known)


def read_member(visit: Visit, department_id: int, person_id: int) -> dict[str, Any]:
    """What every page about one person starts from. Raises `NotFound` for whom the department does not know."""
    session = visit.unit.session
    department = access_queries.get_looked_after(session, department_id, by=visit.person)
    person = access_queries.get_member(session, department_id, person_id)
    giveable = list_giveable(visit.person, department_id)
    held = access_queries.list_held(session, department_id, person_id)
    return {
        "department": department,
        "member": person,
        "works_in": _name_of(visit, person),
        "works_here": person.department_id == department_id,
        "is_own": person_id == visit.person.person_id,
        "may_close": may_close_account(visit.person, department_id, held=get_identity(session, person_id).role_names),
        "held": held,
        "giveable": giveable,
        "removable": [row.role for row in held if row.role in giveable],
    }


def _name_of(visit: Visit, person: Person) -> str:
    return visit.unit.session.get_one(Department, person.department_id).name


def _works_in(visit: Visit, department: Department, email: str) -> str | None:
    """The slug of the department whose people have such an address, as when they sign in; None where nobody could."""
    session, house = visit.unit.session, visit.house
    domain = email.strip().rpartition("@")[2].lower()
    by_domain = (house.settings.domains, *(provider.domains for provider in house.providers.values()))
    slug = next((slugs[domain] for slugs in by_domain if domain in slugs), None)
    whole = [provider.department for provider in house.providers.values() if provider.department]
    is_open = not house.settings.domains and not house.providers  # to passwords alone, whatever the address
    if slug is None and not whole and not is_open:
        return None
    if (said := find_by_domain(session, email.strip())) is not None:
        return said.slug
    found = {each.id for name in whole if (each := find_department(session, name)) is not None}
    return slug or (department.slug if is_open or department.id in found else None)


def _form(visit: Visit, department_id: int, form: Form) -> str:
    department = access_queries.get_open(visit.unit.session, department_id, by=visit.person)
    giveable = list_giveable(visit.person, department_id)
    return render_template("people/new.html", department=department, form=form, giveable=giveable)
