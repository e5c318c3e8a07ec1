"""Heirs: a new owner for a challenge on which none of its owners can act; an administrator names them."""

from flask import render_template

from microtask.challenges import actions, owner_queries
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_replace_owners
from microtask.people.rules import may_administer
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("email", "reason")
PATH = "/challenges/<id:challenge_id>/heir"

heirs = Pages("heirs")


@heirs.page(PATH, who=may_administer)
def show(visit: Visit, challenge_id: int) -> str:
    """Who is named as its owners, why they cannot act, and a box for somebody else's address."""
    return _page(visit, challenge_id, Form.blank())


@heirs.page(PATH, methods=["POST"], who=may_administer)
def create(visit: Visit, challenge_id: int) -> Answer:
    """Hand it over."""
    email, reason = visit.form.get("email", ""), visit.form.get("reason", "")
    try:
        actions.replace_owners(visit.unit, challenge_id, email=email, reason=reason, by=visit.person)
    except REFUSALS as error:
        return _page(visit, challenge_id, Form.refused(visit.form, messages_of(error), FIELDS)), 422
    return go_to(f"/challenges/{challenge_id}")


def _page(visit: Visit, challenge_id: int, form: Form) -> str:
    session = visit.unit.session
    challenge = get_allowed(session, challenge_id, may_replace_owners, by=visit.person)
    actions.check_left(visit.unit, challenge_id)
    owners = owner_queries.list_named(session, challenge_id)
    return render_template("heirs/show.html", challenge=challenge, owners=owners, form=form)
