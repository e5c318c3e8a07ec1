"""Welcome: the one page that comes first, with the charter in five lines; and what a manager may be shown."""

from flask import render_template

from microtask.assignments.queries import list_open_to
from microtask.challenges.queries import get_stage
from microtask.errors import Invalid
from microtask.people import actions
from microtask.people.department_queries import list_by_provider
from microtask.people.models import Department
from microtask.people.queries import find_department, get_department, has_read_earlier_charter
from microtask.people.sign_in_queries import find_issuer
from microtask.web.forms import Form
from microtask.web.page import Answer, Pages, Visit, go_to

PRACTICE, HOME = "/practice", "/"

welcome = Pages("welcome")


@welcome.page("/welcome")
def show(visit: Visit) -> str:
    """Your department, what it permits, what we promise, and the way to the first task."""
    return first_page(visit)


@welcome.page("/welcome", methods=["POST"])
def begin(visit: Visit) -> Answer:
    """On to practice, or past it."""
    actions.read_charter(visit.unit, by=visit.person)
    return go_to(_choose_practice(visit) if visit.form.get("next") == "practice" else HOME)


@welcome.page("/welcome/permission")
def permission(visit: Visit) -> str:
    """What the department says, on a page to print and to show to a manager."""
    department = get_department(visit.unit.session, visit.person.department_id)
    return render_template("welcome/permission.html", department=department)


@welcome.page("/welcome/department")
def department(visit: Visit) -> str:
    """For somebody who was put into the wrong department: the others of their organisation, or whom to ask."""
    return _department_form(visit, Form.blank())


@welcome.page("/welcome/department", methods=["POST"])
def move(visit: Visit) -> Answer:
    """Into another department of the same organisation, with a reason."""
    slug, reason = visit.form.get("department", ""), visit.form.get("reason", "")
    try:
        actions.move(visit.unit, slug, among=[each.slug for each in _choices(visit)], reason=reason, by=visit.person)
    except Invalid as error:
        return _department_form(visit, Form.refused(visit.form, error.fields, ["department", "reason"])), 422
    return go_to(HOME)


def _choose_practice(visit: Visit) -> str:
    """Where to practise what the person would be asked first; the kinds to choose from where that cannot be."""
    for challenge in list_open_to(visit.unit.connection, by=visit.person):
        template = visit.house.catalogue.get(get_stage(visit.unit.session, challenge.id, position=1).template)
        if template.practice and template.question:
            return f"{PRACTICE}/{template.id}"
    return PRACTICE


def _department_form(visit: Visit, form: Form) -> str:
    here = get_department(visit.unit.session, visit.person.department_id)
    choices = [(each.slug, each.name) for each in _choices(visit)]
    return render_template("welcome/department.html", form=form, department=here, choices=choices)


def _choices(visit: Visit) -> list[Department]:
    """The departments that the identity provider of the person's organisation speaks for; none but by a provider."""
    session = visit.unit.session
    issuer = find_issuer(session, visit.person.person_id)
    theirs = [each for each in visit.house.providers.values() if each.issuer == issuer]
    slugs = {slug for each in theirs for slug in each.departments}
    found = {each.id: each for slug in slugs if (each := find_department(session, slug)) is not None}
    found |= {row.id: row for each in theirs for row in list_by_provider(session, each.key, each.domains.keys())}
    return sorted(found.values(), key=lambda each: each.name) if len(found) > 1 else []


def first_page(visit: Visit) -> str:
    """The same page where somebody comes who has not seen it yet, or has seen an earlier charter."""
    department = get_department(visit.unit.session, visit.person.department_id)
    is_changed = has_read_earlier_charter(visit.unit.session, visit.person.person_id)
    return render_template("welcome/show.html", department=department, is_changed=is_changed)
