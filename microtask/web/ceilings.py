"""Ceilings: which departments may post, and be asked about, what is marked above OFFICIAL."""

from flask import render_template

from microtask.people import actions
from microtask.people.queries import list_departments_of_today
from microtask.people.rules import MARKINGS, may_set_ceiling
from microtask.web.page import Answer, Pages, Visit, go_to

ceilings = Pages("ceilings")


@ceilings.page("/ceilings", who=may_set_ceiling)
def index(visit: Visit) -> str:
    """Every department, with the highest marking it takes."""
    return render_template(
        "ceilings/index.html",
        departments=list_departments_of_today(visit.unit.session),
        highest=MARKINGS[-1],
        lowest=MARKINGS[0],
        is_set_up=visit.house.settings.sensitive,
    )


@ceilings.page("/ceilings/<id:department_id>", methods=["POST"], who=may_set_ceiling)
def update(visit: Visit, department_id: int) -> Answer:
    """Raise or lower it."""
    actions.set_ceiling(visit.unit, department_id, visit.form.get("ceiling", ""), by=visit.person)
    return go_to("/ceilings")
