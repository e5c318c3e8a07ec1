"""Guidance: what an owner says about the hard items, changed while colleagues answer, each version kept."""

from flask import render_template

from microtask.challenges import actions, brief_queries, queries
from microtask.challenges.models import Challenge
from microtask.people.rules import may_own_challenges
from microtask.web.brief import CHANGES, get_asked_stage, get_edited, of_place, read_place
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

guidance = Pages("guidance")


@guidance.page("/challenges/<id:challenge_id>/guidance", who=may_own_challenges)
def edit(visit: Visit, challenge_id: int) -> str:
    """The form, with today's version, and those before it."""
    challenge = get_edited(visit, challenge_id)
    return _page(visit, challenge, Form.blank(guidance=get_asked_stage(visit, challenge_id)["guidance"]))


@guidance.page("/challenges/<id:challenge_id>/guidance", methods=["POST"], who=may_own_challenges)
def update(visit: Visit, challenge_id: int) -> Answer:
    """Save a new version."""
    challenge = get_edited(visit, challenge_id)
    get_asked_stage(visit, challenge_id)
    try:
        changes = CHANGES.load({"guidance": visit.form.get("guidance", "").strip()})
        actions.update(
            visit.unit, challenge_id, changes, catalogue=visit.house.catalogue, by=visit.person, at=read_place(visit)
        )
    except REFUSALS as error:
        return _page(visit, challenge, Form.refused(visit.form, messages_of(error), ["guidance"])), 422
    return go_to(f"/challenges/{challenge_id}")


def _page(visit: Visit, challenge: Challenge, form: Form) -> str:
    stage = queries.get_stage(visit.unit.session, challenge.id, position=read_place(visit))
    return render_template(
        "guidance/edit.html",
        challenge=challenge,
        question=stage.question,
        of_place=of_place(visit),
        version=stage.guidance_version,
        earlier=brief_queries.list_guidance(visit.unit.session, stage.id),
        form=form,
    )
