"""Welcome: the one page that comes first, with the charter in five lines; and what a manager may be shown."""

from flask import render_template

from microtask.people import actions
from microtask.people.queries import get_department
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
    return go_to(PRACTICE if visit.form.get("next") == "practice" else HOME)


@welcome.page("/welcome/permission")
def permission(visit: Visit) -> str:
    """What the department says, on a page to print and to show to a manager."""
    department = get_department(visit.unit.session, visit.person.department_id)
    return render_template("welcome/permission.html", department=department)


def first_page(visit: Visit) -> str:
    """The same page where somebody comes who has not seen it yet."""
    department = get_department(visit.unit.session, visit.person.department_id)
    return render_template("welcome/show.html", department=department)
