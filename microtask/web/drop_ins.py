"""Drop-in sessions of a challenge: when its owner answers questions live; each a line, and an entry for a calendar."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, render_template

from microtask.challenges import actions, queries
from microtask.challenges.models import Challenge
from microtask.errors import Conflict, Invalid, NotFound
from microtask.people.rules import may_own_challenges
from microtask.web import forms
from microtask.web.brief import CHANGES, get_edited
from microtask.web.calendar import MEDIA_TYPE, DropIn, read_drop_ins, read_time, write_calendar
from microtask.web.filters import LONDON
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("day", "time", "words")
NO_TIME = "Enter a time, such as 10am or 2:30pm."
NO_WORDS = "Say where it is, or how to join."

drop_ins = Pages("drop_ins")


@drop_ins.page("/challenges/<id:challenge_id>/drop-ins", who=may_own_challenges)
def index(visit: Visit, challenge_id: int) -> str:
    """The sessions, and a form for another one."""
    return _page(get_edited(visit, challenge_id), Form.blank())


@drop_ins.page("/challenges/<id:challenge_id>/drop-ins", methods=["POST"], who=may_own_challenges)
def create(visit: Visit, challenge_id: int) -> Answer:
    """Add one; they stand in the order of their days."""
    challenge = get_edited(visit, challenge_id)
    try:
        _save(visit, challenge, [*read_drop_ins(challenge.drop_ins), _read(visit)])
    except REFUSALS as error:
        return _page(challenge, Form.refused(visit.form, _shown(messages_of(error)), FIELDS)), 422
    except Conflict as error:
        return _page(challenge, Form.refused(visit.form, {"": [error.message]}, FIELDS)), 409
    return go_to(f"/challenges/{challenge_id}/drop-ins")


@drop_ins.page("/challenges/<id:challenge_id>/drop-ins/<id:drop_in>/remove", methods=["POST"], who=may_own_challenges)
def remove(visit: Visit, challenge_id: int, drop_in: int) -> Answer:
    """Take one off."""
    challenge = get_edited(visit, challenge_id)
    standing = read_drop_ins(challenge.drop_ins)
    _save(visit, challenge, [each for place, each in enumerate(standing, 1) if place != drop_in])
    return go_to(f"/challenges/{challenge_id}/drop-ins")


@drop_ins.page("/challenges/<id:challenge_id>/drop-ins/<id:drop_in>.ics")
def show(visit: Visit, challenge_id: int, drop_in: int) -> Answer:
    """One of them for a calendar, for everybody who may see the challenge."""
    challenge = queries.get_visible(visit.unit.session, challenge_id, by=visit.person)
    found = dict(enumerate(read_drop_ins(challenge.drop_ins), 1)).get(drop_in)
    if found is None or found.at is None:
        raise NotFound
    uid = f"challenge-{challenge_id}-{found.at:%Y%m%d%H%M}@microtask"
    response = Response(write_calendar(found, uid=uid, title=challenge.title, now=visit.unit.now), mimetype=MEDIA_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=f"drop-in-{drop_in}.ics")
    return response


def _page(challenge: Challenge, form: Form) -> str:
    return render_template(
        "drop_ins/index.html", challenge=challenge, drop_ins=read_drop_ins(challenge.drop_ins), form=form
    )


def _read(visit: Visit) -> DropIn:
    """The session that was typed in. Raises `Invalid` with what is missing of it."""
    faults: dict[str, list[str]] = {}
    day = forms.read_day(visit.form, "day")
    time, words = read_time(visit.form.get("time", "")), " ".join(visit.form.get("words", "").split())
    if day is None:
        faults["day"] = ["Enter the day of the session."]
    if time is None:
        faults["time"] = [NO_TIME]
    if not words:
        faults["words"] = [NO_WORDS]
    if day is None or time is None or faults:
        raise Invalid(faults)
    return DropIn(datetime(day.year, day.month, day.day, *time, tzinfo=LONDON), words)


def _save(visit: Visit, challenge: Challenge, wanted: list[DropIn]) -> None:
    ordered = sorted(wanted, key=lambda each: (each.at is None, each.at or visit.unit.now))
    changes = CHANGES.load({"drop_ins": "\n".join(each.write() for each in ordered)})
    actions.update(visit.unit, challenge.id, changes, catalogue=visit.house.catalogue, by=visit.person)


def _shown(messages: Mapping[Any, Any]) -> dict[Any, Any]:
    return {"words" if name == "drop_ins" else name: said for name, said in messages.items()}
