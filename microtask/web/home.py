"""Home: the start page before anyone signs in; afterwards the way to the next task."""

from functools import cache
from typing import Any

from flask import render_template

from microtask.assignments import queries
from microtask.catalogue import Catalogue
from microtask.web.forms import choices_of
from microtask.web.page import Pages, Visit
from microtask.web.templating import show_item

home = Pages("home")


@home.page("/", public=True)
def show(visit: Visit) -> str:
    """What this is, with a task to read now; or one thing to do, and what else is open."""
    if visit.visitor is None:
        return render_template("home/show.html", example=_example(visit.house.catalogue))
    connection = visit.unit.connection
    return render_template(
        "home/show.html",
        carry_on=queries.find_waiting(connection, person_id=visit.person.person_id),
        challenges=queries.list_open_to(connection, by=visit.person),
    )


@cache
def _example(catalogue: Catalogue) -> dict[str, Any]:
    """The example of the first task template that brings a question of its own, as its volunteers see it."""
    template = next((each for each in catalogue if each.question), next(iter(catalogue)))
    example = template.example
    choices = choices_of(example.answer.get("options", ()), example.answer.get("scale"))
    return {
        "question": example.question,
        "fragment": show_item(template, item=example.item),
        "labels": [choice[1] for choice in choices],
    }
