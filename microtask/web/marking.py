"""Marking: an administrator confirms it again, once items were added to a challenge that they had approved."""

from flask import render_template

from microtask.challenges import actions, marking_queries
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_approve
from microtask.people.rules import may_own_challenges
from microtask.web.items import SHOWN
from microtask.web.page import Answer, Pages, Visit, go_to

marking = Pages("marking")


@marking.page("/challenges/<id:challenge_id>/marking", who=may_own_challenges)
def show(visit: Visit, challenge_id: int) -> str:
    """How many items were added, and what the last of them say."""
    session = visit.unit.session
    challenge = get_allowed(session, challenge_id, may_approve, by=visit.person)
    added = marking_queries.count_added(session, challenge.id)
    items = marking_queries.list_added(session, challenge.id, limit=min(SHOWN, added))
    return render_template(
        "marking/show.html",
        challenge=challenge,
        added=added,
        items=[(item.key, item.payload) for item in items],
    )


@marking.page("/challenges/<id:challenge_id>/marking", methods=["POST"], who=may_own_challenges)
def confirm(visit: Visit, challenge_id: int) -> Answer:
    """Confirm it."""
    actions.confirm_marking(visit.unit, challenge_id, by=visit.person)
    return go_to("/to-do")
