"""Ways in: whose e-mail domains and groups are a department's, for an administrator of the service."""

from flask import render_template

from microtask.errors import Invalid
from microtask.people import actions, department_queries
from microtask.people.models import Department
from microtask.people.rules import may_arrange
from microtask.web.departments import get_open, path_of, read_lines
from microtask.web.forms import Form
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("domains", "groups")
PATH = "/departments/<id:department_id>/ways-in"

ways_in = Pages("ways_in")


@ways_in.page(PATH, who=may_arrange)
def show(visit: Visit, department_id: int) -> str:
    """The domains and the groups, one a line."""
    department = get_open(visit, department_id)
    domains, groups = department_queries.read_ways_in(visit.unit.session, department_id)
    written = "\n".join(f"{key}: {name}" for key, name in groups)
    return _page(visit, department, Form.blank(domains="\n".join(domains), groups=written))


@ways_in.page(PATH, methods=["POST"], who=may_arrange)
def update(visit: Visit, department_id: int) -> Answer:
    """Store them."""
    department = get_open(visit, department_id)
    parted = [line.partition(":") for line in read_lines(visit, "groups")]
    try:
        actions.set_ways_in(
            visit.unit,
            department_id,
            domains=[line.lower().removeprefix("@") for line in read_lines(visit, "domains")],
            groups=[(key.strip(), name.strip()) for key, _, name in parted],
            providers=visit.house.providers.keys(),
            by=visit.person,
        )
    except Invalid as error:
        return _page(visit, department, Form.refused(visit.form, error.fields, FIELDS)), 422
    return go_to(f"{path_of(department_id)}?told=ways_in")


def _page(visit: Visit, department: Department, form: Form) -> str:
    providers = [(each.key, each.name, each.groups_claim) for each in visit.house.settings.providers]
    return render_template("ways_in/show.html", department=department, form=form, providers=providers)
