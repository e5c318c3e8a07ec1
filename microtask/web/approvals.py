"""Approvals: an administrator sees a challenge as volunteers will, and approves it or sends it back."""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from microtask.challenges import actions, brief_queries, queries
from microtask.challenges.brief_queries import TRIED_TO_APPROVE
from microtask.challenges.brief_rules import SECTIONS
from microtask.challenges.models import Challenge, Item, Stage
from microtask.challenges.rules import choose_state, may_approve
from microtask.errors import Invalid
from microtask.people.queries import get_identity
from microtask.people.rules import may_own_challenges
from microtask.web.brief import name_sections
from microtask.web.check import list_parts
from microtask.web.forms import Form, choices_of
from microtask.web.items import SHOWN
from microtask.web.page import Answer, Pages, Visit, go_to
from microtask.web.templating import show_item

approvals = Pages("approvals")


@approvals.page("/challenges/<id:challenge_id>/approval", who=may_own_challenges)
def show(visit: Visit, challenge_id: int) -> str:
    """All of it. What does not wait for approval is a `Conflict`, which says where it stands."""
    challenge = queries.get_allowed(visit.unit.session, challenge_id, may_approve, by=visit.person)
    choose_state("approve", challenge.state)
    return _page(visit, challenge, Form.blank())


@approvals.page("/challenges/<id:challenge_id>/approve", methods=["POST"], who=may_own_challenges)
def approve(visit: Visit, challenge_id: int) -> Answer:
    """Let it go on its way; what is not ticked, or has come to be missing meanwhile, is said above the page."""
    try:
        actions.approve(visit.unit, challenge_id, by=visit.person, checks=visit.form.getlist("checks"))
    except Invalid as error:
        challenge = queries.get_allowed(visit.unit.session, challenge_id, may_approve, by=visit.person)
        return _page(visit, challenge, Form.refused(visit.form, error.fields, ("checks",))), 422
    return go_to(f"/challenges/{challenge_id}")


@approvals.page("/challenges/<id:challenge_id>/send-back", methods=["POST"], who=may_own_challenges)
def send_back(visit: Visit, challenge_id: int) -> Answer:
    """Ask for changes, section by section."""
    comments = {name: visit.form.get(name, "") for name in SECTIONS}
    try:
        actions.send_back(visit.unit, challenge_id, comments, by=visit.person)
    except Invalid as error:
        challenge = queries.get_allowed(visit.unit.session, challenge_id, may_approve, by=visit.person)
        return _page(visit, challenge, Form.refused(visit.form, error.fields, SECTIONS)), 422
    return go_to(f"/challenges/{challenge_id}")


def _page(visit: Visit, challenge: Challenge, form: Form) -> str:
    session, names = visit.unit.session, name_sections()
    stages = queries.list_stages(session, challenge.id)
    items = brief_queries.list_items(session, challenge.id, limit=SHOWN)
    owners = sorted(queries.get_standing(session, challenge).owner_ids)
    own = visit.person.person_id
    to_try = [len(brief_queries.list_to_try(session, stage, limit=TRIED_TO_APPROVE)) for stage in stages]
    tried = [
        min(len(brief_queries.list_trials(session, stage.id, person_id=own)), TRIED_TO_APPROVE) for stage in stages
    ]
    return render_template(
        "approvals/show.html",
        challenge=challenge,
        owners=[get_identity(session, person_id).name for person_id in owners],
        parts=[(names[name], rows) for name, rows in list_parts(visit, challenge).items()],
        sections=list(names.items()),
        tasks=[_as_a_task(visit, stage, items) for stage in stages],
        tried=sum(tried),
        wanted=sum(to_try),
        allowed_by=(challenge.sharing or {}).get("allowed_by"),
        form=form,
    )


def _as_a_task(visit: Visit, stage: Stage, items: Sequence[Item]) -> dict[str, Any]:
    """What a volunteer will see of a stage: its question, the first items, what to choose from, the guidance."""
    template = visit.house.catalogue.get(stage.template)
    return {
        "question": stage.question,
        "help": template.help,
        "guidance": stage.guidance,
        "items": [(item.key, show_item(template, item=template.fed(item.payload, stage.columns))) for item in items],
        "choices": [choice[1:] for choice in choices_of(stage.options, stage.scale)],
    }
