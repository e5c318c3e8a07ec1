"""Sittings: a volunteer's few minutes, the break when they are over, and what they achieved."""

from flask import render_template

from microtask.assignments import actions, queries, rules
from microtask.assignments.schemas import NewStint
from microtask.errors import Invalid
from microtask.people.queries import get_department, has_read_charter
from microtask.results.queries import mine
from microtask.text import N_
from microtask.web.filters import LONDON
from microtask.web.forms import REFUSALS, Form, messages_of, read_number
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("minutes", "challenge")
# What happened just before, as the addresses of the next pages say it.
TOLD = {
    "late": N_("This was settled while you were reading. We saved your answer, and it counts."),
    "paused": N_("This challenge was paused while you were reading. We saved your answer, and it counts."),
    "closing": N_("This challenge is closing. We saved your answer, and it counts."),
    "lapsed": N_("Your time for that one had run out. We saved your answer, and it counts."),
    "changed": N_("We have changed your answer."),
    "reported": N_("Thank you. We have hidden this from everyone while someone checks it."),
    "skipped": N_("You skipped that one. You will not be asked about it again."),
    "gone": N_("That one needs no more answers."),
    "kept": N_("That answer can no longer be changed, as nobody is asked about its item any more. It counts as it is."),
}
WISH = NewStint()

sittings = Pages("sittings")


@sittings.page("/sittings/new")
def new(visit: Visit) -> Answer:
    """How long, and what about; whoever has not been welcomed yet, first to the welcome."""
    if not has_read_charter(visit.unit.session, visit.person.person_id):
        return go_to("/welcome")
    return _form(visit, Form.blank(challenge=visit.query.get("challenge")))


@sittings.page("/sittings", methods=["POST"])
def create(visit: Visit) -> Answer:
    """Open a sitting, and begin."""
    try:
        wish = WISH.load(_read(visit))
    except REFUSALS as error:
        return _form(visit, Form.refused(visit.form, messages_of(error), FIELDS)), 422
    sitting = actions.open_sitting(visit.unit, minutes=wish["minutes"], challenge_id=wish["challenge"], by=visit.person)
    return go_on(visit, sitting.id)


@sittings.page("/sittings/<id:sitting_id>")
def show(visit: Visit, sitting_id: int) -> Answer:
    """A break while something waits, what the sitting achieved once it is over, and else that nothing is left."""
    session = visit.unit.session
    sitting = queries.get_sitting(session, sitting_id, person_id=visit.person.person_id)
    waiting = None if sitting.ended_at else actions.next_of(visit.unit, sitting_id, by=visit.person)
    if not (sitting.ended_at or waiting):
        return _nothing(visit, sitting)
    achieved = queries.get_achievement(session, sitting_id)
    return render_template(
        "sittings/show.html",
        sitting={"id": sitting_id, "answers": achieved.answers, "settled": achieved.settled},
        carry_on=waiting.id if waiting else None,
        thanks=queries.list_promises(session, sitting_id),
        milestone=_milestone(visit, achieved.answers),
        allowance=_allowance(visit),
        notice=told(visit),
    )


@sittings.page("/sittings/<id:sitting_id>/stop", methods=["POST"])
def stop(visit: Visit, sitting_id: int) -> Answer:
    """Stop for now: what was not answered goes back."""
    actions.stop(visit.unit, sitting_id, by=visit.person)
    return go_to(f"/sittings/{sitting_id}")


def go_on(visit: Visit, sitting_id: int | None, **said: str) -> Answer:
    """On to the next task of the sitting or, where nothing waits, to the page of the sitting; `said` goes along."""
    waiting = actions.next_of(visit.unit, sitting_id, by=visit.person)
    query = "&".join(f"{name}={value}" for name, value in said.items())
    path = f"/assignments/{waiting.id}" if waiting else f"/sittings/{sitting_id}" if sitting_id else "/"
    return go_to(f"{path}?{query}" if query else path)


def told(visit: Visit) -> str | None:
    """The sentence about what happened just before, where the address names one."""
    return TOLD.get(visit.query.get("told", ""))


def _milestone(visit: Visit, just_now: int) -> int | None:
    """How many answers the person has given in all, where this sitting brought them past a number to be told of."""
    if not just_now:
        return None
    given = mine.count_given(visit.unit.session, visit.person.person_id)
    return given if rules.find_milestone(given - just_now, given) else None


def _allowance(visit: Visit) -> int | None:
    """The minutes a month that the department suggests, once the person has reached them; nobody else is told."""
    session, now = visit.unit.session, visit.unit.now
    minutes = get_department(session, visit.person.department_id).monthly_minutes
    if minutes is None:
        return None
    month = now.astimezone(LONDON).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return minutes if mine.estimate_minutes(session, visit.person.person_id, since=month) >= minutes else None


def _read(visit: Visit) -> dict[str, int | str | None]:
    minutes = read_number(visit.form.get("minutes"))
    if minutes is None:
        raise Invalid({"minutes": ["Select how many minutes you have."]})
    return {"minutes": minutes, "challenge": read_number(visit.form.get("challenge"))}


def _form(visit: Visit, form: Form) -> str:
    challenges = queries.list_open_to(visit.unit.connection, by=visit.person)
    return render_template("sittings/new.html", form=form, challenges=challenges)


def _nothing(visit: Visit, sitting: queries.SittingRow) -> str:
    session, chosen = visit.unit.session, sitting.challenge_id
    others = queries.list_open_to(visit.unit.connection, by=visit.person) if chosen else []
    return render_template(
        "sittings/nothing.html",
        challenge=queries.find_what_is_left(session, chosen) if chosen else None,
        another=next((other for other in others if other.id != chosen), None),
        answers=queries.get_achievement(session, sitting.id).answers,
        notice=told(visit),
    )
