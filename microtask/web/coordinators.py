"""Coordinators: who prints packs and types the answers in, without owning the challenge."""

from flask import render_template

from microtask.challenges import actions
from microtask.challenges.brief_queries import list_coordinators
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_name_coordinators
from microtask.challenges.words import NewCoordinator
from microtask.people.rules import may_own_challenges
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

NEW = NewCoordinator()

coordinators = Pages("coordinators")


@coordinators.page("/challenges/<id:challenge_id>/coordinators", who=may_own_challenges)
def index(visit: Visit, challenge_id: int) -> str:
    """Its coordinators, and a box for another one's address."""
    return _page(visit, challenge_id, Form.blank())


@coordinators.page("/challenges/<id:challenge_id>/coordinators", methods=["POST"], who=may_own_challenges)
def create(visit: Visit, challenge_id: int) -> Answer:
    """Name one more."""
    email = visit.form.get("email", "").strip()
    try:
        wanted = NEW.load({"email": email} if email else {})
        actions.add_coordinator(visit.unit, challenge_id, email=wanted["email"], by=visit.person)
    except REFUSALS as error:
        return _page(visit, challenge_id, Form.refused(visit.form, messages_of(error), ["email"])), 422
    return go_to(f"/challenges/{challenge_id}/coordinators")


@coordinators.page(
    "/challenges/<id:challenge_id>/coordinators/<id:coordinator_id>/remove", methods=["POST"], who=may_own_challenges
)
def remove(visit: Visit, challenge_id: int, coordinator_id: int) -> Answer:
    """Take one off."""
    actions.remove_coordinator(visit.unit, challenge_id, coordinator_id, by=visit.person)
    return go_to(f"/challenges/{challenge_id}/coordinators")


def _page(visit: Visit, challenge_id: int, form: Form) -> str:
    session = visit.unit.session
    challenge = get_allowed(session, challenge_id, may_name_coordinators, by=visit.person)
    found = list_coordinators(session, challenge_id)
    return render_template("coordinators/index.html", challenge=challenge, coordinators=found, form=form)
