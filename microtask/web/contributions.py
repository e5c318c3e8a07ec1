"""Contributions: a volunteer sends an idea in, having seen what is like it; an owner looks at each and replies."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import render_template

from microtask.catalogue import Column, TaskTemplate
from microtask.challenges import actions
from microtask.challenges.models import Challenge
from microtask.challenges.queries import get_allowed, list_stages
from microtask.challenges.rules import may_add_items
from microtask.people.queries import get_department
from microtask.people.rules import may_own_challenges
from microtask.privacy.recognise import recognise_row
from microtask.results.queries import contributions as queries
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to
from microtask.web.templating import show_item

SHOWN = 50  # ideas on a page; the oldest come first, and make room
DECISIONS = {"accept": True, "decline": False}


class Asked(NamedTuple):
    """A challenge that takes ideas, its template, and what somebody is asked to write."""

    challenge: Challenge
    template: TaskTemplate
    prompts: Sequence[Column]


contributions = Pages("contributions")


@contributions.page("/challenges/<id:challenge_id>/contributions/new")
def new(visit: Visit, challenge_id: int) -> str:
    """The prompts, with what was written before where somebody comes back to change it."""
    challenge, _, prompts = _asked(visit, challenge_id)
    return render_template("contributions/new.html", challenge=challenge, prompts=_fields(prompts), form=Form.blank())


@contributions.page("/challenges/<id:challenge_id>/contributions/check", methods=["POST"])
def check(visit: Visit, challenge_id: int) -> Answer:
    """What is like it, on what terms it is sent, and who may be named; or the form again."""
    challenge, _, prompts = at = _asked(visit, challenge_id)
    if "change" in visit.form:
        form = Form.blank(**{name: visit.form.get(name, "") for name, *_ in _fields(prompts)})
        return render_template("contributions/new.html", challenge=challenge, prompts=_fields(prompts), form=form)
    try:
        idea = actions.read_idea(_texts(visit, prompts), prompts=prompts)
    except REFUSALS as error:
        return _again(visit, challenge, prompts, messages_of(error)), 422
    return _check_page(visit, at, idea, Form.blank())


@contributions.page("/challenges/<id:challenge_id>/contributions", methods=["POST"])
def create(visit: Visit, challenge_id: int) -> Answer:
    """Send it."""
    challenge, _, prompts = at = _asked(visit, challenge_id)
    texts, credit = _texts(visit, prompts), visit.form.get("credit", "")
    try:
        actions.contribute(visit.unit, challenge_id, texts, prompts=prompts, credit=credit, by=visit.person)
    except REFUSALS as error:
        faults = messages_of(error)
        if "credit" not in faults:
            return _again(visit, challenge, prompts, faults), 422
        form = Form.refused(visit.form, faults, ["credit"])
        idea = actions.read_idea(texts, prompts=prompts)
        return _check_page(visit, at, idea, form), 422
    return go_to("/me/contributions?told=sent")


@contributions.page("/challenges/<id:challenge_id>/contributions", who=may_own_challenges)
def index(visit: Visit, challenge_id: int) -> str:
    """What waits for the owner, the oldest first, and what was replied lately."""
    challenge = get_allowed(visit.unit.session, challenge_id, may_add_items, by=visit.person)
    return _queue(visit, challenge, Form.blank(), replying=visit.query.get("idea", type=int))


@contributions.page("/challenges/<id:challenge_id>/contributions/invite", methods=["POST"], who=may_own_challenges)
def invite(visit: Visit, challenge_id: int) -> Answer:
    """Take ideas from colleagues, or no more of them."""
    changes = {"takes_contributions": visit.form.get("invite") == "yes"}
    actions.update(visit.unit, challenge_id, changes, catalogue=visit.house.catalogue, by=visit.person)
    return go_to(f"/challenges/{challenge_id}/contributions")


@contributions.page(
    "/challenges/<id:challenge_id>/contributions/<id:contribution_id>", methods=["POST"], who=may_own_challenges
)
def reply(visit: Visit, challenge_id: int, contribution_id: int) -> Answer:
    """Accept or decline one, with a reply."""
    accept = DECISIONS.get(visit.form.get("decision", ""))
    words = visit.form.get("reply", "")
    try:
        actions.reply(visit.unit, challenge_id, contribution_id, accept=accept, words=words, by=visit.person)
    except REFUSALS as error:
        challenge = get_allowed(visit.unit.session, challenge_id, may_add_items, by=visit.person)
        form = Form.refused(visit.form, messages_of(error), ["decision", "reply"])
        return _queue(visit, challenge, form, replying=contribution_id), 422
    return go_to(f"/challenges/{challenge_id}/contributions")


def _asked(visit: Visit, challenge_id: int) -> Asked:
    """What somebody who sends an idea is asked. Raises `Conflict` where it takes no ideas."""
    session = visit.unit.session
    challenge = actions.get_taking(session, challenge_id, by=visit.person)
    template = visit.house.catalogue.get(list_stages(session, challenge_id)[0].template)
    return Asked(challenge, template, queries.list_prompts(session, challenge_id, template))


def _fields(prompts: Sequence[Column]) -> list[tuple[str, str, bool]]:
    """The name of each box, which is no column's own, its label, and whether something must be written."""
    return [(f"part-{place}", each.label, each.needed) for place, each in enumerate(prompts, 1)]


def _texts(visit: Visit, prompts: Sequence[Column]) -> dict[str, str]:
    return {each.name: visit.form.get(name, "") for each, (name, *_) in zip(prompts, _fields(prompts), strict=True)}


def _again(visit: Visit, challenge: Challenge, prompts: Sequence[Column], faults: Any) -> str:
    boxes = _fields(prompts)
    named = {name: faults[each.name] for each, (name, *_) in zip(prompts, boxes, strict=True) if each.name in faults}
    form = Form.refused(visit.form, named, [name for name, *_ in boxes])
    return render_template("contributions/new.html", challenge=challenge, prompts=boxes, form=form)


def _check_page(visit: Visit, at: Asked, idea: dict[str, str], form: Form) -> str:
    challenge, template, prompts = at
    session = visit.unit.session
    similar = queries.list_similar(session, challenge.id, json.dumps(idea, ensure_ascii=False))
    sent = [(name, visit.form.get(name, "")) for name, *_ in _fields(prompts)]
    return render_template(
        "contributions/check.html",
        challenge=challenge,
        department=get_department(session, visit.person.department_id).name,
        owner=get_department(session, challenge.department_id).name,
        fragment=show_item(template, item=idea),
        similar=[show_item(template, item=row.payload) for row in similar],
        found=list(recognise_row(idea)),
        sent=sent,
        form=form,
    )


def _queue(visit: Visit, challenge: Challenge, form: Form, *, replying: int | None) -> str:
    session, now = visit.unit.session, visit.unit.now
    template = visit.house.catalogue.get(list_stages(session, challenge.id)[0].template)
    waiting = queries.list_waiting(session, challenge.id, limit=SHOWN)
    chosen = next((row.id for row in waiting if row.id == replying), waiting[0].id if waiting else None)
    return render_template(
        "contributions/index.html",
        challenge=challenge,
        waiting=[
            {
                "id": row.id,
                "fragment": show_item(template, item=row.payload),
                "sent_at": row.sent_at,
                "days": (now - row.sent_at).days,
                "credited": row.credited,
                "found": list(recognise_row(row.payload)),
            }
            for row in waiting
        ],
        total=queries.count_waiting(session, challenge.id),
        replied=queries.list_replied(session, challenge.id, limit=SHOWN),
        replying=chosen,
        form=form,
    )
