"""Splits: a part of a department becomes another one, after its administrator has seen what moves."""

from typing import Any

from flask import render_template

from microtask.challenges import actions
from microtask.challenges.actions import Part
from microtask.challenges.department_queries import list_unfinished
from microtask.errors import Conflict, Invalid
from microtask.people.models import Department
from microtask.people.queries import find_department, list_departments_of_today
from microtask.people.rules import may_arrange
from microtask.web.departments import get_open, path_of, read_lines, read_names, read_start
from microtask.web.forms import Form, read_number, write_day
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("domain", "emails", "challenges", "into", "slug", "name", "name_cy", "aliases", "on", "reason")
PATH = "/departments/<id:department_id>/split"

splits = Pages("splits")


@splits.page(PATH, who=may_arrange)
def show(visit: Visit, department_id: int) -> str:
    """Who moves, which challenges, and to which department."""
    return _page(visit, get_open(visit, department_id), Form.blank(**write_day("on", visit.unit.now)))


@splits.page(PATH, methods=["POST"], who=may_arrange)
def create(visit: Visit, department_id: int) -> Answer:
    """Show what would move or, once that has been seen, do it."""
    department = get_open(visit, department_id)
    sent, reason = visit.form, visit.form.get("reason", "")
    into = find_department(visit.unit.session, sent["into"]) if sent.get("into") else None
    numbers = [read_number(each) for each in sent.getlist("challenges")]
    part = Part(
        domain=sent.get("domain", "").strip().lower().removeprefix("@"),
        emails=tuple(read_lines(visit, "emails")),
        challenges=tuple(each for each in numbers if isinstance(each, int)),
        into_id=None if into is None else into.id,
        slug=sent.get("slug", ""),
        names=read_names(visit),
    )
    on, faults = read_start(visit)
    try:
        if sent.get("do") == "split" and not faults:
            to = actions.split(visit.unit, department_id, part, on=on, reason=reason, by=visit.person)
            return go_to(f"{path_of(to)}?told=split")
        moving = actions.check_split(visit.unit, department, part, on=on, reason=reason)
        if faults:
            raise Invalid(faults)
    except Invalid as error:
        return _page(visit, department, Form.refused(sent, {**error.fields, **faults}, FIELDS)), 422
    except Conflict as error:
        return _page(visit, department, Form.refused(sent, {"": [error.message]}, FIELDS)), 409
    preview = {
        "people": len(moving),
        "challenges": len(part.challenges),
        "name": into.name if into else part.names.name,
    }
    return _page(visit, department, Form.refused(sent, {}, FIELDS), preview=preview | {"on": on})


def _page(visit: Visit, department: Department, form: Form, *, preview: dict[str, Any] | None = None) -> str:
    session = visit.unit.session
    others = [each for each in list_departments_of_today(session) if each.id != department.id]
    return render_template(
        "splits/show.html",
        department=department,
        others=[("", "A new department"), *((each.slug, each.name) for each in others)],
        challenges=[(str(each.id), each.title) for each in list_unfinished(session, department.id)],
        form=form,
        preview=preview,
    )
