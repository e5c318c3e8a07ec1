"""Home: the start page before anyone signs in; afterwards the way to the next task."""

from functools import cache
from typing import Any

from flask import render_template

from microtask.assignments import queries
from microtask.assignments.rules import SUGGESTED, choose_reason
from microtask.catalogue import Catalogue
from microtask.challenges.brief_queries import list_to_approve
from microtask.challenges.identify_queries import list_told
from microtask.challenges.identify_rules import REASON_WORDS
from microtask.challenges.owner_queries import list_left
from microtask.people.access_queries import list_departments_due
from microtask.people.queries import has_read_charter
from microtask.people.rules import may_administer
from microtask.results.queries import count_reports, mine
from microtask.web.forms import choices_of
from microtask.web.page import Pages, Visit
from microtask.web.templating import show_item
from microtask.web.welcome import first_page

home = Pages("home")


@home.page("/", public=True)
def show(visit: Visit) -> str:
    """What this is, with a task to read now; the welcome, once; or one thing to do, news, and what else is open."""
    if visit.visitor is None:
        return render_template("home/show.html", example=_example(visit.house.catalogue))
    connection = visit.unit.connection
    if not has_read_charter(visit.unit.session, visit.person.person_id):
        return first_page(visit)
    challenges = queries.list_open_to(connection, by=visit.person)
    return render_template(
        "home/show.html",
        waiting=_count_waiting(visit),
        to_review=list_departments_due(visit.unit.session, by=visit.person, now=visit.unit.now),
        identified=[
            (each, REASON_WORDS[each.reason])
            for each in list_told(visit.unit.session, visit.person.person_id, now=visit.unit.now)
        ],
        carry_on=queries.find_waiting(connection, person_id=visit.person.person_id),
        news=mine.list_news(visit.unit.session, visit.person.person_id),
        challenges=[
            (each, choose_reason(begun=each.begun, open_tasks=each.open_tasks, seconds=each.seconds))
            for each in challenges[:SUGGESTED]
        ],
        more=max(0, len(challenges) - SUGGESTED),
    )


def _count_waiting(visit: Visit) -> int:
    """How many challenges and reports wait for this person as an administrator; 0 for anybody else."""
    if not may_administer(visit.person):
        return 0
    session, person = visit.unit.session, visit.person
    challenges = len(list_to_approve(session, by=person)) + len(list_left(session, by=person))
    return challenges + count_reports(session, by=person)


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
        "seconds": template.median_seconds,
    }
