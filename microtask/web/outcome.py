"""The outcome: what its owner says came of a challenge."""

from flask import render_template

from microtask.challenges.models import Challenge
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_release
from microtask.errors import Conflict
from microtask.people.rules import may_own_challenges
from microtask.results import actions
from microtask.results.schemas import Outcome
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

WORDS = Outcome()

outcome = Pages("outcome")


@outcome.page("/challenges/<id:challenge_id>/outcome", who=may_own_challenges)
def edit(visit: Visit, challenge_id: int) -> str:
    """The form, with what was said before. Raises `Conflict` while the challenge has not closed."""
    challenge = _get(visit, challenge_id)
    actions.check_concludable(challenge.state)
    return render_template("outcome/edit.html", challenge=challenge, form=Form.blank(outcome=challenge.outcome))


@outcome.page("/challenges/<id:challenge_id>/outcome", methods=["POST"], who=may_own_challenges)
def update(visit: Visit, challenge_id: int) -> Answer:
    """Say it; everyone who may see the challenge reads it there."""
    said = visit.form.get("outcome", "").strip()
    try:
        loaded = WORDS.load({"outcome": said} if said else {})
        actions.conclude(visit.unit, challenge_id, loaded["outcome"], by=visit.person)
    except REFUSALS as error:
        form = Form.refused(visit.form, messages_of(error), ["outcome"])
        return render_template("outcome/edit.html", challenge=_get(visit, challenge_id), form=form), 422
    except Conflict as error:
        form = Form.refused(visit.form, {"": [error.message]}, ["outcome"])
        return render_template("outcome/edit.html", challenge=_get(visit, challenge_id), form=form), 409
    return go_to(f"/challenges/{challenge_id}")


def _get(visit: Visit, challenge_id: int) -> Challenge:
    return get_allowed(visit.unit.session, challenge_id, may_release, by=visit.person)
