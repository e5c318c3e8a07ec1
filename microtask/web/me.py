"""Me: what one person gave, for their own eyes; the letter, their data, and taking it all back."""

import json
from textwrap import shorten
from typing import Any

from flask import Response, render_template

from microtask.answers.rules import is_changeable
from microtask.kinds.registry import KINDS, question
from microtask.people.queries import get_department
from microtask.results import actions
from microtask.results.queries import contributions, mine
from microtask.results.queries.my_data import read_my_data
from microtask.web import forms
from microtask.web.filters import format_number
from microtask.web.page import Answer, Pages, Visit, go_to

SHOWN = 50  # answers on a page
LONGEST_TITLE = 80  # characters

# What happened just before, as the address says it.
TOLD = {
    "withdrawn": "We have taken your answers out.",
    "sent": "We have sent your idea. You see here what its owner replies.",
}

me = Pages("me")


@me.page("/me/contributions")
def index(visit: Visit) -> str:
    """By challenge: how much was given, how much has settled, and what came of it; and ideas with their replies."""
    session, person_id = visit.unit.session, visit.person.person_id
    return render_template(
        "me/contributions.html",
        given=mine.list_given(session, person_id),
        ideas=contributions.list_sent(session, person_id),
        notice=_told(visit),
    )


@me.page("/me/contributions/<id:challenge_id>")
def show(visit: Visit, challenge_id: int) -> str:
    """The person's answers to one challenge, the newest first; those that may still be changed lead there."""
    session, person_id = visit.unit.session, visit.person.person_id
    given = mine.get_given(session, person_id, challenge_id)
    before = visit.query.get("before", type=int)
    said = mine.list_said(session, person_id, challenge_id=challenge_id, before=before, limit=SHOWN + 1)
    return render_template(
        "me/answers.html",
        given=given,
        answers=[_shown(visit, row) for row in said[:SHOWN]],
        next_url=f"/me/contributions/{challenge_id}?before={said[SHOWN - 1].id}" if len(said) > SHOWN else None,
    )


@me.page("/me/letter")
def letter(visit: Visit) -> str:
    """A letter to print, which the person may show to whom they like: counts and challenges, and nothing else."""
    session = visit.unit.session
    given = [row for row in mine.list_given(session, visit.person.person_id) if row.answers]
    return render_template(
        "me/letter.html",
        department=get_department(session, visit.person.department_id).name,
        given=sorted(given, key=lambda row: (row.first_on, row.id)),
        total=sum(row.answers for row in given),
        today=visit.unit.now,
    )


@me.page("/me/data")
def data(visit: Visit) -> Answer:
    """Everything that is held about the person, as a file."""
    held = json.dumps(read_my_data(visit.unit.session, by=visit.person), ensure_ascii=False, indent=2)
    response = Response(held + "\n", mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename="my-data.json")
    return response


@me.page("/me/withdraw")
def ask(visit: Visit) -> str:
    """What taking answers back means, before it is done: of one challenge, or of all."""
    challenge_id = visit.query.get("challenge", type=int)
    session, person_id = visit.unit.session, visit.person.person_id
    given = mine.get_given(session, person_id, challenge_id) if challenge_id else None
    rows = [given] if given else mine.list_given(session, person_id)
    return render_template(
        "me/withdraw.html",
        given=given,
        total=sum(row.answers for row in rows),
        released=any(row.released for row in rows),
    )


@me.page("/me/withdraw", methods=["POST"])
def withdraw(visit: Visit) -> Answer:
    """Take them back."""
    actions.withdraw(visit.unit, challenge_id=visit.form.get("challenge", type=int), by=visit.person)
    return go_to("/me/contributions?told=withdrawn")


def _told(visit: Visit) -> str | None:
    return TOLD.get(visit.query.get("told", ""))


def _shown(visit: Visit, row: Any) -> dict[str, Any]:
    template = visit.house.catalogue.get(row.template)
    is_pair = row.other_key is not None
    things = [_title(row.key, row.payload), _title(row.other_key, row.other_payload)] if is_pair else [row.key]
    return {
        "things": things[::-1] if row.swapped else things,
        "item": "" if is_pair else _excerpt(row.key, row.payload),
        "hidden": row.hidden or row.item_state != "live",
        "answer": _words(row, template.thing),
        "answered_at": row.answered_at,
        "state": "withdrawn" if row.withdrawn_at else row.task_state,
        "settled_as": [] if row.settled_as is None else _say(row, row.settled_as),
        "change": row.assignment_id
        if row.withdrawn_at is None
        and is_changeable(task_state=row.task_state, challenge_state=row.challenge_state)
        and not row.hidden
        else None,
    }


def _words(row: Any, thing: str | None) -> list[str]:
    """The answer as the task page offered it; none where it was taken back."""
    if row.withdrawn_at:
        return []
    if row.not_sure:
        return ["I’m not sure"]  # noqa: RUF001 (a typographic apostrophe)
    if thing is not None:
        chosen = (row.key, row.payload) if row.value == "a" else (row.other_key, row.other_payload)
        return ["About the same"] if row.value == "same" else [_title(*chosen)]
    return _say(row, row.value)


def _say(row: Any, text: str) -> list[str]:
    """A canonical text as the task page offered it; a mean of ratings as a number."""
    if row.kind == "rate" and not text.lstrip("-").isdigit():
        return [format_number(float(text))]
    value = KINDS[row.kind].to_value(text, question(row.kind, options=row.options, scale=row.scale))
    words = {choice[0]: choice[1] for choice in forms.choices_of(row.options, row.scale)}
    chosen = value if isinstance(value, list) else [value]
    return [words.get(str(each), str(each)) for each in chosen] or ["None of these"]


def _title(key: str, payload: dict[str, Any]) -> str:
    """What one thing of a pair is called: the first column that says more than its key."""
    named = next((text for value in payload.values() if (text := str(value).strip()) not in ("", key)), key)
    return shorten(named, LONGEST_TITLE, placeholder=" …")


def _excerpt(key: str, payload: dict[str, Any]) -> str:
    """How the item begins; its key, which stands before it, is not said again."""
    text = " ".join(said for value in payload.values() if (said := str(value)) != key)
    return text if len(text) <= 140 else f"{text[:139]}…"
