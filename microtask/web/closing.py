"""Closing: what a release would hold, before the challenge is closed for good and before the release is made."""

from flask import render_template

from microtask.challenges import actions, queries, rules
from microtask.errors import Conflict
from microtask.people.rules import may_own_challenges
from microtask.results import queries as results
from microtask.results.queries import health
from microtask.web.page import Answer, Pages, Visit, go_to

closing = Pages("closing")


@closing.page("/challenges/<id:challenge_id>/closing", who=may_own_challenges)
def show(visit: Visit, challenge_id: int) -> str:
    """The counts of the next release, and the button that closes or makes it."""
    session = visit.unit.session
    challenge = queries.get_allowed(session, challenge_id, rules.may_close, by=visit.person)
    if challenge.state not in (*rules.SHOWN,):
        raise Conflict("This challenge has not been open yet, so there is nothing to close.")
    standing = queries.get_standing(session, challenge)
    stages = queries.list_stages(session, challenge_id)
    releases = results.list_releases(session, challenge_id, limit=1)
    return render_template(
        "closing/show.html",
        challenge=challenge,
        number=releases[0].number + 1 if releases else 1,
        counts=[(stage.question, health.count_standing(session, stage.id)) for stage in stages],
        hidden=results.count_hidden_items(session, challenge_id),
        may_close=rules.is_legal("close", challenge.state),
        may_release=rules.may_release(visit.person, standing) and challenge.state == "closed",
    )


@closing.page("/challenges/<id:challenge_id>/close", methods=["POST"], who=may_own_challenges)
def close(visit: Visit, challenge_id: int) -> Answer:
    """Stop dealing for good."""
    actions.close(visit.unit, challenge_id, by=visit.person)
    return go_to(f"/challenges/{challenge_id}")
