"""Assignments: the task page, the answer that brings the next one, skipping and reporting."""

from typing import Any

from flask import render_template
from markupsafe import Markup

from microtask.answers import actions as answers
from microtask.answers.rules import is_changeable
from microtask.answers.schemas import NewAnswer
from microtask.assignments import actions, queries, rules
from microtask.assignments.schemas import Reported, Skipped
from microtask.catalogue import TaskTemplate
from microtask.kinds.compare import turn
from microtask.kinds.registry import KINDS, question
from microtask.web import forms
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to
from microtask.web.sittings import go_on, told
from microtask.web.templating import show_item

SAID = NewAnswer()
PROBLEM = Reported()
SKIP = Skipped()

assignments = Pages("assignments")


@assignments.page("/assignments/<id:assignment_id>")
def show(visit: Visit, assignment_id: int) -> Answer:
    """The task, or the earlier answer to change; when the minutes are over and after every ten a break comes first."""
    asked = _get(visit, assignment_id)
    if asked.answer_id is not None:
        if not is_changeable(task_state=asked.task_state, challenge_state=asked.challenge_state):
            return go_on(visit, asked.sitting_id, told="kept", carry_on="yes")
        return _page(visit, asked, _earlier(asked))
    if not _is_wanted(asked):
        return go_on(visit, asked.sitting_id, told="gone", carry_on="yes")
    is_due = rules.is_time_for_a_break(asked.done, minutes=asked.minutes, median_seconds=asked.median_seconds)
    if is_due and "carry_on" not in visit.query:
        return go_to(f"/sittings/{asked.sitting_id}")
    return _page(visit, asked, Form.blank())


@assignments.page("/assignments/<id:assignment_id>/answer", methods=["POST"])
def answer(visit: Visit, assignment_id: int) -> Answer:
    """Take the answer, and go on to the next task. Sent twice it counts once; sent with another value, that counts."""
    try:
        said = SAID.load(forms.read_answer(visit.form) | {"seconds": _seconds(visit)})
        given = answers.submit(visit.unit, assignment_id, said, channel="web", by=visit.person)
    except answers.AnsweredOtherwise:
        return change(visit, assignment_id)
    except REFUSALS as error:
        return _refused(visit, assignment_id, messages_of(error))
    return go_on(visit, given.sitting_id, **({"told": told_of} if (told_of := _told_of(given)) else {}))


@assignments.page("/assignments/<id:assignment_id>/change", methods=["POST"])
def change(visit: Visit, assignment_id: int) -> Answer:
    """Change an earlier answer, and go on; where its item has settled meanwhile, it stays as it is."""
    asked = _get(visit, assignment_id)
    if asked.answer_id and not is_changeable(task_state=asked.task_state, challenge_state=asked.challenge_state):
        return go_on(visit, asked.sitting_id, told="kept", carry_on="yes")
    try:
        said = SAID.load(forms.read_answer(visit.form))
        given = answers.change(visit.unit, assignment_id, said, by=visit.person)
    except REFUSALS as error:
        return _refused(visit, assignment_id, messages_of(error))
    return go_on(visit, given.sitting_id, told="changed", carry_on="yes")


@assignments.page("/assignments/<id:assignment_id>/skip", methods=["POST"])
def skip(visit: Visit, assignment_id: int) -> Answer:
    """Skip this one: one click, and the reason only where somebody came to give it."""
    try:
        said = SKIP.load({"reason": visit.form["reason"]} if "reason" in visit.form else {})
    except REFUSALS as error:
        form = Form.refused(visit.form, messages_of(error), ["reason"])
        return render_template("assignments/skip.html", assignment=_get(visit, assignment_id), form=form), 422
    sitting_id = actions.skip(visit.unit, assignment_id, reason=said["reason"], by=visit.person)
    return go_on(visit, sitting_id, told="skipped", carry_on="yes")


@assignments.page("/assignments/<id:assignment_id>/skip")
def new_skip(visit: Visit, assignment_id: int) -> str:
    """Why? Nobody has to say."""
    return render_template("assignments/skip.html", assignment=_get(visit, assignment_id), form=Form.blank())


@assignments.page("/assignments/<id:assignment_id>/report")
def new_report(visit: Visit, assignment_id: int) -> str:
    """What is the problem?"""
    return render_template("assignments/report.html", assignment=_get(visit, assignment_id), form=Form.blank())


@assignments.page("/assignments/<id:assignment_id>/report", methods=["POST"])
def report(visit: Visit, assignment_id: int) -> Answer:
    """Hide the item from everyone, and go on."""
    try:
        said = PROBLEM.load({"reason": visit.form["reason"]} if "reason" in visit.form else {})
    except REFUSALS as error:
        form = Form.refused(visit.form, messages_of(error), ["reason"])
        return render_template("assignments/report.html", assignment=_get(visit, assignment_id), form=form), 422
    sitting_id = actions.report(visit.unit, assignment_id, reason=said["reason"], by=visit.person)
    return go_on(visit, sitting_id, told="reported", carry_on="yes")


def _told_of(given: answers.Submitted) -> str | None:
    """What happened to the task while it was being answered; None where nothing did."""
    if given.settled_meanwhile:
        return "late"
    if given.challenge_state == "paused":
        return "paused"
    if given.challenge_state == "closing":
        return "closing"
    return "lapsed" if given.lapsed else None


def _get(visit: Visit, assignment_id: int) -> queries.AssignmentRow:
    return queries.get_own(visit.unit.connection, assignment_id, person_id=visit.person.person_id)


def _is_wanted(asked: queries.AssignmentRow) -> bool:
    return asked.state not in ("skipped", "reported") and rules.is_wanted(
        task_state=asked.task_state, hidden=asked.hidden, challenge_state=asked.challenge_state
    )


def _page(visit: Visit, asked: queries.AssignmentRow, form: Form) -> str:
    template = visit.house.catalogue.get(asked.template)
    return render_template(
        "assignments/show.html",
        assignment=asked,
        help=template.help,
        choices=_choices(template, asked),
        fragments=_fragments(template, asked),
        form=form,
        changing=asked.answer_id is not None,
        shown_at=int(visit.unit.now.timestamp()),
        done=asked.done,
        sitting=asked.sitting_id,
        last=asked.last,
        notice=None if (is_skipped := visit.query.get("told") == "skipped") else told(visit),
        skipped=is_skipped,
    )


def _choices(template: TaskTemplate, asked: queries.AssignmentRow) -> list[forms.Choice]:
    if template.thing is not None:
        return forms.choices_of_pair(template.thing)
    return forms.choices_of(asked.options, asked.scale)


def _fragments(template: TaskTemplate, asked: queries.AssignmentRow) -> list[tuple[str | None, Markup]]:
    """The item, or the two of a pair in the order in which this person sees them, each with its heading."""
    if template.thing is None:
        return [(None, show_item(template, item=template.fed(asked.payload, asked.columns)))]
    pair = rules.choose_order(asked.payload, asked.other_payload, swapped=asked.swapped)
    return [
        (f"{template.thing} {letter}", show_item(template, item=template.fed(item, asked.columns)))
        for letter, item in zip("AB", pair, strict=True)
    ]


def _seconds(visit: Visit) -> int | None:
    """How long the page was open, for the median of the stage; None where the form does not say when it was opened."""
    shown_at = visit.form.get("shown_at", type=int)
    seconds = None if shown_at is None else int(visit.unit.now.timestamp()) - shown_at
    return seconds if seconds is not None and seconds >= 0 else None


def _earlier(asked: queries.AssignmentRow) -> Form:
    if asked.not_sure:
        return forms.show_answer(None, not_sure=True, note=asked.note)
    asks = question(asked.kind, options=asked.options, scale=asked.scale)
    text = turn(asked.value) if asked.swapped else asked.value
    return forms.show_answer(KINDS[asked.kind].to_value(text, asks), note=asked.note)


def _refused(visit: Visit, assignment_id: int, messages: Any) -> Answer:
    asked = _get(visit, assignment_id)
    if "value" not in visit.form:
        messages = {**messages, "value": [forms.NOTHING_SELECTED[asked.kind]]}
    return _page(visit, asked, Form.refused(visit.form, messages, ["value", "note"])), 422
