"""Departments (D5): what each is called, what became of it, and where its other pages are."""

from datetime import date
from typing import Any

from flask import render_template

from microtask.errors import Invalid
from microtask.people import access_queries, actions, department_queries
from microtask.people.actions import Names
from microtask.people.models import Department
from microtask.people.queries import list_departments
from microtask.people.rules import day_of, may_arrange, may_describe
from microtask.text import N_
from microtask.web import forms
from microtask.web.forms import Form
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("slug", "name", "name_cy", "aliases", "since", "reason")
# What just happened, by the word in the address of the page that follows.
TOLD = {
    "added": N_("The department is there. People land in it once you say whose domains and groups are its."),
    "described": N_("Stored. People see it the next time they open a page."),
    "ways_in": N_("Stored. It counts for whoever comes for the first time from now on."),
    "merged": N_("Done. Its people, their roles and the challenges that go on are here now."),
    "split": N_("Done. This department is there, with those who moved."),
}

departments = Pages("departments")


@departments.page("/departments", who=may_describe)
def index(visit: Visit) -> str:
    """Every department, for an administrator of the service; else those that somebody administers."""
    everywhere = may_arrange(visit.person)
    session = visit.unit.session
    found = list_departments(session) if everywhere else access_queries.list_looked_after(session, by=visit.person)
    names = {each.id: each.name for each in found}
    rows = [{"row": each, "part_of": names.get(each.successor_id or 0)} for each in found]
    return render_template("departments/index.html", departments=rows, everywhere=everywhere)


@departments.page("/departments/new", who=may_arrange)
def new(_: Visit) -> str:
    """A department that takes part from today on."""
    return render_template("departments/new.html", form=Form.blank())


@departments.page("/departments", methods=["POST"], who=may_arrange)
def create(visit: Visit) -> Answer:
    """Add it."""
    try:
        made = actions.establish(visit.unit, visit.form.get("slug", ""), read_names(visit), by=visit.person)
    except Invalid as error:
        return render_template("departments/new.html", form=Form.refused(visit.form, error.fields, FIELDS)), 422
    return go_to(f"{path_of(made.id)}?told=added")


@departments.page("/departments/<id:department_id>", who=may_describe)
def show(visit: Visit, department_id: int) -> str:
    """Its names and its history; the way to its people, what it permits, and its figures."""
    department = get_described(visit, department_id)
    session = visit.unit.session
    part_of = None if department.successor_id is None else session.get_one(Department, department.successor_id)
    domains, groups = department_queries.read_ways_in(session, department_id)
    return render_template(
        "departments/show.html",
        department=department,
        aliases=department_queries.list_aliases_of(session, department_id),
        domains=domains,
        groups=[f"{key}: {name}" for key, name in groups],
        configured=_list_configured(visit, department),
        history=department_queries.list_history(session, department_id),
        part_of=part_of,
        may_arrange=may_arrange(visit.person),
        notice=TOLD.get(visit.query.get("told", "")),
    )


@departments.page("/departments/<id:department_id>/names", who=may_describe)
def edit(visit: Visit, department_id: int) -> str:
    """The names, to be changed."""
    department = get_open(visit, department_id)
    aliases = department_queries.list_aliases_of(visit.unit.session, department_id)
    form = Form.blank(name=department.name, name_cy=department.name_cy, aliases="\n".join(aliases))
    return render_template("departments/edit.html", department=department, form=form)


@departments.page("/departments/<id:department_id>/names", methods=["POST"], who=may_describe)
def update(visit: Visit, department_id: int) -> Answer:
    """Store them; another name in English counts from the day that is given."""
    department = get_open(visit, department_id)
    reason = visit.form.get("reason", "")
    try:
        since = read_date(visit, "since")
        actions.describe(visit.unit, department_id, read_names(visit), since=since, reason=reason, by=visit.person)
    except Invalid as error:
        form = Form.refused(visit.form, error.fields, FIELDS)
        return render_template("departments/edit.html", department=department, form=form), 422
    return go_to(f"{path_of(department_id)}?told=described")


def path_of(department_id: int) -> str:
    """The page of a department."""
    return f"/departments/{department_id}"


def get_described(visit: Visit, department_id: int) -> Department:
    """A department that the visitor administers, perhaps one that has ended. Raises `NotFound`."""
    return access_queries.get_looked_after(visit.unit.session, department_id, may=may_describe, by=visit.person)


def get_open(visit: Visit, department_id: int) -> Department:
    """The same, to change something of it. Raises `Conflict` for one that has become part of another."""
    return access_queries.get_open(visit.unit.session, department_id, may=may_describe, by=visit.person)


def read_names(visit: Visit) -> Names:
    """What was typed as a department's names."""
    name, name_cy = (" ".join(visit.form.get(field, "").split()) for field in ("name", "name_cy"))
    return Names(name, name_cy, tuple(dict.fromkeys(read_lines(visit, "aliases"))))


def read_lines(visit: Visit, field: str) -> list[str]:
    """What stands in a field of one entry a line."""
    return [" ".join(line.split()) for line in visit.form.get(field, "").splitlines() if line.strip()]


def read_date(visit: Visit, field: str) -> date | None:
    """The day in three boxes; None where they are empty. Raises `Invalid`."""
    day = forms.read_day(visit.form, field)
    return None if day is None else day.date()


def read_start(visit: Visit) -> tuple[date, dict[str, list[str]]]:
    """The day from which a change counts, today where none is given, and what is wrong with what was typed.

    Where that is no day, today stands in for it, so that all else that is wrong can be told with it.
    """
    today = day_of(visit.unit.now)
    try:
        return read_date(visit, "on") or today, {}
    except Invalid as error:
        return today, error.fields


def _list_configured(visit: Visit, department: Department) -> list[dict[str, Any]]:
    """How the settings let its people in: providers by name, and domains."""
    settings = visit.house.settings
    ways = [
        {"provider": each.name, "domain": None} for each in settings.providers if each.department == department.slug
    ]
    for name, domains in [("", settings.domains), *((each.name, each.domains) for each in settings.providers)]:
        ways += [
            {"provider": name or None, "domain": domain} for domain, slug in domains.items() if slug == department.slug
        ]
    return ways
