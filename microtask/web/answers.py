"""Answers: who said what, under random names, for whoever says what they need it for."""

from typing import Any

from flask import render_template

from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_see_results
from microtask.errors import Invalid
from microtask.people.rules import may_read_results
from microtask.results import actions
from microtask.results.rules import needs_reason
from microtask.results.schemas import AnswersQuery
from microtask.tables.formats import available
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Download, Pages, Visit
from microtask.web.results import as_file, read_stage

FIELDS = ("format", "reason")
WANTED = AnswersQuery()

answers = Pages("answers")


@answers.page("/challenges/<id:challenge_id>/answers", who=may_read_results)
def new(visit: Visit, challenge_id: int) -> str:
    """In which format, and what for."""
    return _form(visit, challenge_id, Form.blank())


@answers.page("/challenges/<id:challenge_id>/answers", methods=["POST"], who=may_read_results)
def create(visit: Visit, challenge_id: int) -> Answer | Download:
    """The file; it is recorded who asked for it, and why."""
    try:
        wanted = _read(visit)
        shown = actions.show_answers(
            visit.unit,
            challenge_id,
            stage=read_stage(visit),
            reason=wanted["reason"],
            asked=visit.house.settings.ask_reason,
            by=visit.person,
        )
    except REFUSALS as error:
        return _form(visit, challenge_id, Form.refused(visit.form, messages_of(error), FIELDS)), 422
    return as_file(shown, wanted["format"])


def _read(visit: Visit) -> dict[str, Any]:
    if "format" not in visit.form:
        raise Invalid({"format": ["Select a format."]})
    wanted: dict[str, Any] = WANTED.load({name: visit.form[name] for name in FIELDS if visit.form.get(name)})
    return wanted


def _form(visit: Visit, challenge_id: int, form: Form) -> str:
    challenge = get_allowed(visit.unit.session, challenge_id, may_see_results, by=visit.person)
    return render_template(
        "answers/new.html",
        challenge=challenge,
        stage=read_stage(visit),
        formats=[(each.value, each.label) for each in available()],
        needs_reason=needs_reason(challenge.marking, asked=visit.house.settings.ask_reason),
        form=form,
    )
