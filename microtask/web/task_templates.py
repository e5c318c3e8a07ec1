"""Task templates: which there are in this deployment."""

from flask import render_template

from microtask.people.rules import may_read_configuration
from microtask.web.page import Pages, Visit

task_templates = Pages("task_templates")


@task_templates.page("/task-templates", who=may_read_configuration)
def index(visit: Visit) -> str:
    """All of them, in the order in which owners are offered them."""
    return render_template("task_templates/index.html", templates=list(visit.house.catalogue))
