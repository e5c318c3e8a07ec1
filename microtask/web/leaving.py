"""Leaving: somebody leaves, and all that hangs on them is let go or handed over; or they come back."""

from typing import Any

from flask import render_template

from microtask.assignments.actions import leave
from microtask.challenges.owner_queries import list_owned
from microtask.errors import Conflict
from microtask.people import actions
from microtask.people.rules import may_look_after_people
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to
from microtask.web.people import path_of, read_member

FIELDS = ("email", "reason")
PATH = "/departments/<id:department_id>/people/<id:person_id>"

leaving = Pages("leaving")


@leaving.page(f"{PATH}/leaving", who=may_look_after_people)
def show(visit: Visit, department_id: int, person_id: int) -> str:
    """What will happen, and who takes over; for somebody who has left, the way back."""
    return _page(visit, department_id, person_id, Form.blank())


@leaving.page(f"{PATH}/leaving", methods=["POST"], who=may_look_after_people)
def create(visit: Visit, department_id: int, person_id: int) -> Answer:
    """Close the account."""
    email, reason = visit.form.get("email", ""), visit.form.get("reason", "")
    try:
        leave(visit.unit, person_id, department_id=department_id, reason=reason, new_owner=email, by=visit.person)
    except REFUSALS as error:
        form = Form.refused(visit.form, messages_of(error), FIELDS)
        return _page(visit, department_id, person_id, form), 422
    except Conflict as error:
        form = Form.refused(visit.form, {"": [error.message]}, FIELDS)
        return _page(visit, department_id, person_id, form), 409
    return go_to(f"{path_of(department_id, person_id)}?told=left")


@leaving.page(f"{PATH}/return", methods=["POST"], who=may_look_after_people)
def come_back(visit: Visit, department_id: int, person_id: int) -> Answer:
    """Open the account again."""
    reason = visit.form.get("reason", "")
    try:
        actions.come_back(visit.unit, person_id, department_id=department_id, reason=reason, by=visit.person)
    except REFUSALS as error:
        form = Form.refused(visit.form, messages_of(error), FIELDS)
        return _page(visit, department_id, person_id, form), 422
    return go_to(f"{path_of(department_id, person_id)}?told=back")


def _page(visit: Visit, department_id: int, person_id: int, form: Form) -> str:
    known = read_member(visit, department_id, person_id)
    view = "show" if known["member"].left_at is None else "back"
    owned = [_owned(visit, row) for row in list_owned(visit.unit.session, person_id)]
    return render_template(
        f"leaving/{view}.html", form=form, owned=owned, alone=[each for each in owned if not each["others"]], **known
    )


def _owned(visit: Visit, row: Any) -> dict[str, Any]:
    """The title of a challenge of a department where this administrator is nobody stays there."""
    is_shown = may_look_after_people(visit.person, row.department_id)
    return {"title": row.title if is_shown else None, "department": row.department, "others": row.others}
