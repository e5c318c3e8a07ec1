"""Roles: give somebody one in a department, or take one away; each with a reason, which they can read."""

from flask import render_template

from microtask.errors import Conflict
from microtask.people import actions
from microtask.people.rules import may_look_after_people, read_skills
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to
from microtask.web.people import path_of, read_member

GIVEN, REMOVED = ("role", "skills", "reason"), ("held", "reason")
PATH = "/departments/<id:department_id>/people/<id:person_id>/roles"

roles = Pages("roles")


@roles.page(f"{PATH}/new", who=may_look_after_people)
def new(visit: Visit, department_id: int, person_id: int) -> str:
    """The roles there are."""
    return _page(visit, "new", department_id, person_id, Form.blank())


@roles.page(PATH, methods=["POST"], who=may_look_after_people)
def create(visit: Visit, department_id: int, person_id: int) -> Answer:
    """Give it."""
    read_member(visit, department_id, person_id)
    role, reason = visit.form.get("role", ""), visit.form.get("reason", "")
    skills = read_skills(visit.form.get("skills", ""))
    try:
        actions.give_role(
            visit.unit, person_id, role, department_id=department_id, skills=skills, reason=reason, by=visit.person
        )
    except REFUSALS as error:
        form = Form.refused(visit.form, messages_of(error), GIVEN)
        return _page(visit, "new", department_id, person_id, form), 422
    return go_to(f"{path_of(department_id, person_id)}?told=given")


@roles.page(f"{PATH}/remove", who=may_look_after_people)
def remove(visit: Visit, department_id: int, person_id: int) -> str:
    """The roles that they have."""
    return _page(visit, "remove", department_id, person_id, Form.blank())


@roles.page(f"{PATH}/remove", methods=["POST"], who=may_look_after_people)
def delete(visit: Visit, department_id: int, person_id: int) -> Answer:
    """Take it away."""
    role, reason = visit.form.get("held", ""), visit.form.get("reason", "")
    try:
        actions.remove_role(visit.unit, person_id, role, department_id=department_id, reason=reason, by=visit.person)
    except REFUSALS as error:
        form = Form.refused(visit.form, messages_of(error), REMOVED)
        return _page(visit, "remove", department_id, person_id, form), 422
    except Conflict as error:
        form = Form.refused(visit.form, {"held": [error.message]}, REMOVED)
        return _page(visit, "remove", department_id, person_id, form), 409
    return go_to(f"{path_of(department_id, person_id)}?told=removed")


def _page(visit: Visit, view: str, department_id: int, person_id: int, form: Form) -> str:
    return render_template(f"roles/{view}.html", form=form, **read_member(visit, department_id, person_id))
