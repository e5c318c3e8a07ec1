"""Access review: twice a year an administrator says of each role in the department whether it is still needed."""

from typing import Any

from flask import render_template

from microtask.errors import Conflict
from microtask.people import access_queries, actions
from microtask.people.rules import CONFIRM_EVERY, is_due, list_giveable, may_look_after_people
from microtask.text import N_
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

LOOKED = N_("Your decisions are stored.")
NAME = "decide"

access = Pages("access")


@access.page("/departments/<id:department_id>/access", who=may_look_after_people)
def show(visit: Visit, department_id: int) -> str:
    """The roles that wait for a decision, and those that were looked at within the year."""
    return _page(visit, department_id, Form.blank(), notice=LOOKED if visit.query.get("told") else None)


@access.page("/departments/<id:department_id>/access", methods=["POST"], who=may_look_after_people)
def update(visit: Visit, department_id: int) -> Answer:
    """Confirm some, remove others; what was not decided still waits."""
    sent = {name: visit.form[name] for name in visit.form if name.startswith(f"{NAME}-")}
    decided = {key: word for name, word in sent.items() if (key := _read(name)) is not None}
    reason = visit.form.get("reason", "")
    try:
        actions.look_again(visit.unit, department_id, decided, reason=reason, by=visit.person)
    except REFUSALS as error:
        form = Form.refused(visit.form, messages_of(error), ["reason", *sent])
        return _page(visit, department_id, form), 422
    except Conflict as error:
        return _page(visit, department_id, Form.refused(visit.form, {"": [error.message]}, ["reason", *sent])), 409
    return go_to(f"/departments/{department_id}/access?told=stored")


def _page(visit: Visit, department_id: int, form: Form, notice: str | None = None) -> str:
    session = visit.unit.session
    department = access_queries.get_looked_after(session, department_id, by=visit.person)
    rows = [_shown(visit, department_id, row) for row in access_queries.list_held(session, department_id)]
    return render_template(
        "access/show.html",
        department=department,
        due=[row for row in rows if row["is_due"] and row["may_decide"]],
        others=[row for row in rows if not (row["is_due"] and row["may_decide"])],
        days=CONFIRM_EVERY.days,
        form=form,
        notice=notice,
    )


def _shown(visit: Visit, department_id: int, row: Any) -> dict[str, Any]:
    may_decide = row.role in list_giveable(visit.person, department_id) and row.person_id != visit.person.person_id
    return {
        "field": f"{NAME}-{row.person_id}-{row.role}",
        "role": row.role,
        "skills": row.skills,
        "name": row.name,
        "works_in": row.works_in,
        "confirmed_at": row.confirmed_at,
        "is_due": is_due(row.confirmed_at, visit.unit.now),
        "may_decide": may_decide,
    }


def _read(field: str) -> tuple[int, str] | None:
    """The person and the role that a field of the form is about."""
    _, person, role = field.split("-", 2) if field.count("-") > 1 else ("", "", "")
    return (int(person), role) if person.isascii() and person.isdigit() and len(person) < 19 else None
