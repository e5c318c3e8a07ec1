"""Owners: who may act on a challenge, and who is to."""

from flask import render_template

from microtask.challenges import actions
from microtask.challenges.brief_queries import list_owners
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_name_owners
from microtask.challenges.words import NewOwner
from microtask.errors import Conflict
from microtask.people.rules import may_own_challenges
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

NEW = NewOwner()

owners = Pages("owners")


@owners.page("/challenges/<id:challenge_id>/owners", who=may_own_challenges)
def index(visit: Visit, challenge_id: int) -> str:
    """Its owners, and a box for another one's address."""
    return _page(visit, challenge_id, Form.blank())


@owners.page("/challenges/<id:challenge_id>/owners", methods=["POST"], who=may_own_challenges)
def create(visit: Visit, challenge_id: int) -> Answer:
    """Name another one."""
    email = visit.form.get("email", "").strip()
    try:
        wanted = NEW.load({"email": email} if email else {})
        actions.add_owner(visit.unit, challenge_id, email=wanted["email"], by=visit.person)
    except REFUSALS as error:
        return _page(visit, challenge_id, Form.refused(visit.form, messages_of(error), ["email"])), 422
    except Conflict as error:
        return _page(visit, challenge_id, Form.refused(visit.form, {"": [error.message]}, ["email"])), 409
    return go_to(f"/challenges/{challenge_id}/owners")


@owners.page("/challenges/<id:challenge_id>/owners/<id:person_id>/remove", methods=["POST"], who=may_own_challenges)
def remove(visit: Visit, challenge_id: int, person_id: int) -> Answer:
    """Take one off; who takes off themselves no longer sees this page."""
    actions.remove_owner(visit.unit, challenge_id, person_id, by=visit.person)
    is_own = person_id == visit.person.person_id
    return go_to("/challenges" if is_own else f"/challenges/{challenge_id}/owners")


def _page(visit: Visit, challenge_id: int, form: Form) -> str:
    session = visit.unit.session
    challenge = get_allowed(session, challenge_id, may_name_owners, by=visit.person)
    return render_template(
        "owners/index.html",
        challenge=challenge,
        owners=list_owners(session, challenge_id),
        own_id=visit.person.person_id,
        form=form,
    )
