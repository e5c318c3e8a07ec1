"""Our permission (D3): what a department tells its people and their managers about taking part in working time."""

from types import SimpleNamespace
from typing import Any

from flask import render_template

from microtask.errors import Invalid
from microtask.people import access_queries, actions
from microtask.people.models import Department, DepartmentPermission
from microtask.people.queries import list_names
from microtask.people.rules import may_say_permitted
from microtask.text import N_
from microtask.web.forms import Form, read_number
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("permission_text", "monthly_minutes")
PATH = "/departments/<id:department_id>/permission"
STORED = N_("Stored. People see it the next time they open the page.")

permission = Pages("permission")


@permission.page(PATH, who=may_say_permitted)
def show(visit: Visit, department_id: int) -> str:
    """What is said today, how it reads to others, and what was said before."""
    department = _get(visit, department_id)
    form = Form.blank(permission_text=department.permission_text, monthly_minutes=department.monthly_minutes)
    notice = STORED if visit.query.get("told") else None
    return _page(visit, department, form, preview=_as_said(department), notice=notice)


@permission.page(PATH, methods=["POST"], who=may_say_permitted)
def update(visit: Visit, department_id: int) -> Answer:
    """Show how it would read, or store it."""
    department = _get(visit, department_id)
    words, minutes = visit.form.get("permission_text", "").strip(), read_number(visit.form.get("monthly_minutes"))
    try:
        if visit.form.get("do") == "preview":
            checked = actions.check_permission(words, minutes)
            preview = SimpleNamespace(name=department.name, permission_text=words, monthly_minutes=checked)
            form = Form.blank(permission_text=words, monthly_minutes=checked)
            return _page(visit, department, form, preview=preview, is_new=True)
        actions.set_permission(visit.unit, department_id, words=words, monthly_minutes=minutes, by=visit.person)
    except Invalid as error:
        return _page(visit, department, Form.refused(visit.form, error.fields, FIELDS), preview=None), 422
    return go_to(f"/departments/{department_id}/permission?told=stored")


def _get(visit: Visit, department_id: int) -> Department:
    return access_queries.get_open(visit.unit.session, department_id, may=may_say_permitted, by=visit.person)


def _page(visit: Visit, department: Department, form: Form, **context: Any) -> str:
    versions = access_queries.list_permissions(visit.unit.session, department.id)
    names = list_names(visit.unit.session, {each.created_by for each in versions if each.created_by})
    return render_template(
        "permission/show.html",
        department=department,
        form=form,
        versions=[_version(each, names) for each in versions],
        **{"is_new": False, "notice": None} | context,
    )


def _version(row: DepartmentPermission, names: dict[int, str]) -> dict[str, Any]:
    by = names.get(row.created_by) if row.created_by else None
    return {"words": row.words, "minutes": row.monthly_minutes, "since": row.created_at, "by": by}


def _as_said(department: Department) -> SimpleNamespace:
    return SimpleNamespace(
        name=department.name,
        permission_text=department.permission_text,
        monthly_minutes=department.monthly_minutes,
    )
