"""Mergers: a department becomes part of another, after its administrator has seen what moves."""

from typing import Any

from flask import render_template

from microtask.challenges import actions
from microtask.challenges.department_queries import preview_merge
from microtask.errors import Conflict, Invalid
from microtask.people.models import Department
from microtask.people.queries import find_department, list_departments_of_today
from microtask.people.rules import faults_of_reason, may_arrange
from microtask.web.departments import get_open, path_of, read_start
from microtask.web.forms import Form, write_day
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("into", "on", "reason")
PATH = "/departments/<id:department_id>/merger"

mergers = Pages("mergers")


@mergers.page(PATH, who=may_arrange)
def show(visit: Visit, department_id: int) -> str:
    """Into which, from when, and why."""
    department = get_open(visit, department_id)
    return _page(visit, department, Form.blank(**write_day("on", visit.unit.now)))


@mergers.page(PATH, methods=["POST"], who=may_arrange)
def create(visit: Visit, department_id: int) -> Answer:
    """Show what would move or, once that has been seen, do it."""
    department = get_open(visit, department_id)
    into = find_department(visit.unit.session, visit.form.get("into", ""))
    sent, reason = visit.form, visit.form.get("reason", "")
    on, faults = read_start(visit)
    try:
        if into is None:
            missing = {"into": ["Select the department that it becomes part of."], "reason": faults_of_reason(reason)}
            raise Invalid({field: sentences for field, sentences in missing.items() if sentences})
        if sent.get("do") == "merge" and not faults:
            actions.merge(visit.unit, department_id, into.id, on=on, reason=reason, by=visit.person)
            return go_to(f"{path_of(into.id)}?told=merged")
        actions.check_merger(visit.unit, department, into, on=on, reason=reason)
        if faults:
            raise Invalid(faults)
    except Invalid as error:
        return _page(visit, department, Form.refused(sent, {**error.fields, **faults}, FIELDS)), 422
    except Conflict as error:
        return _page(visit, department, Form.refused(sent, {"": [error.message]}, FIELDS)), 409
    return _page(visit, department, Form.refused(sent, {}, FIELDS), into=into, on=on)


def _page(visit: Visit, department: Department, form: Form, *, into: Department | None = None, **known: Any) -> str:
    session = visit.unit.session
    others = [each for each in list_departments_of_today(session) if each.id != department.id]
    return render_template(
        "mergers/show.html",
        department=department,
        others=[("", ""), *((each.slug, each.name) for each in others)],
        form=form,
        into=into,
        preview=None if into is None else preview_merge(session, department, into),
        **known,
    )
