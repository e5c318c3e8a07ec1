"""Challenges: the list, one challenge with what its owner may do now, and its moves through life."""

from typing import Any

from flask import render_template

from microtask.catalogue import TaskTemplate
from microtask.challenges import actions, queries, rules
from microtask.challenges.models import Challenge
from microtask.challenges.schemas import ChallengeChanges, NewChallenge
from microtask.errors import Conflict, Invalid
from microtask.people.queries import get_department, list_departments
from microtask.people.rules import may_check_reports, may_own_challenges
from microtask.results import queries as results
from microtask.web import challenge_form
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

CARE_WORDS = {
    "quick": "Usually 3 to 5 people answer each item. Of simulated answers, 78 in 100 were right",
    "balanced": "Usually 4 to 7 people answer each item. Of simulated answers, 85 in 100 were right",
    "careful": "Usually 6 to 11 people answer each item. Of simulated answers, 89 in 100 were right",
}
COMPARISON_WORDS = {
    "quick": "Each item is compared with others 4 to 10 times. A rough order, with the best and the worst apart",
    "balanced": "Each item is compared with others 6 to 14 times. Good for choosing a shortlist",
    "careful": "Each item is compared with others 10 to 22 times. Good for items that are close",
}
NO_TEMPLATE = {"template": ["Select what colleagues will do."]}
NEW, CHANGES = NewChallenge(), ChallengeChanges()
SHOWN = 50  # challenges of others on a page

challenges = Pages("challenges")


@challenges.page("/challenges")
def index(visit: Visit) -> str:
    """The person's own challenges, and those that are open to them."""
    session = visit.unit.session
    own = queries.list_owned(session, by=visit.person)
    before = visit.query.get("before", type=int)
    found = queries.list_visible(session, by=visit.person, state="open", before=before, limit=SHOWN + 1)
    return render_template(
        "challenges/index.html",
        own=_with_standing(visit, own) if before is None else [],
        open=[_shown(visit, each) for each in found[:SHOWN] if each not in own],
        next_url=f"/challenges?before={found[SHOWN - 1].id}" if len(found) > SHOWN else None,
        may_create=may_own_challenges(visit.person),
        reports=results.count_reports(session, by=visit.person) if may_check_reports(visit.person) else None,
    )


@challenges.page("/challenges/new", who=may_own_challenges)
def new(visit: Visit) -> Answer:
    """First which task template, then the challenge itself."""
    if "template" in visit.query:
        template = visit.house.catalogue.get(visit.query["template"])
        return _form(visit, template, challenge_form.blank(template))
    form = Form.refused(visit.query, NO_TEMPLATE, ["template"]) if "asked" in visit.query else Form.blank()
    page = render_template("challenges/new.html", form=form, templates=visit.house.catalogue)
    return (page, 422) if form.messages else page


@challenges.page("/challenges", methods=["POST"], who=may_own_challenges)
def create(visit: Visit) -> Answer:
    """Make a draft."""
    template = visit.house.catalogue.get(visit.form.get("template", ""))
    try:
        body = challenge_form.read(NEW, visit.form, template, before=None)
        made = actions.create(visit.unit, body, catalogue=visit.house.catalogue, by=visit.person)
    except REFUSALS as error:
        return _form(visit, template, challenge_form.refused(visit.form, messages_of(error))), 422
    return go_to(f"/challenges/{made.id}")


@challenges.page("/challenges/<id:challenge_id>/edit", who=may_own_challenges)
def edit(visit: Visit, challenge_id: int) -> Answer:
    """What may still change."""
    challenge, stage = _get_only_stage(visit, challenge_id)
    template = visit.house.catalogue.get(stage["template"])
    return _form(visit, template, challenge_form.filled(challenge, stage), challenge)


@challenges.page("/challenges/<id:challenge_id>/edit", methods=["POST"], who=may_own_challenges)
def update(visit: Visit, challenge_id: int) -> Answer:
    """Change it; what may not change any more is said above the form."""
    challenge, stage = _get_only_stage(visit, challenge_id)
    template = visit.house.catalogue.get(stage["template"])
    try:
        body = challenge_form.read(CHANGES, visit.form, template, before=challenge_form.filled(challenge, stage))
        actions.update(visit.unit, challenge_id, body, catalogue=visit.house.catalogue, by=visit.person)
    except REFUSALS as error:
        return _form(visit, template, challenge_form.refused(visit.form, messages_of(error)), challenge), 422
    except Conflict as error:
        return _form(visit, template, challenge_form.refused(visit.form, {"": [error.message]}), challenge), 409
    return go_to(f"/challenges/{challenge_id}")


@challenges.page("/challenges/<id:challenge_id>")
def show(visit: Visit, challenge_id: int) -> str:
    """What it asks, how far it is, and what this person may do."""
    return _page(visit, queries.get_visible(visit.unit.session, challenge_id, by=visit.person), Form.blank())


@challenges.page("/challenges/<id:challenge_id>/publish", methods=["POST"], who=may_own_challenges)
def publish(visit: Visit, challenge_id: int) -> Answer:
    """Publish it, or send it for approval; what is missing is said on its page."""
    try:
        actions.publish(visit.unit, challenge_id, by=visit.person)
    except Invalid as error:
        challenge = queries.get_visible(visit.unit.session, challenge_id, by=visit.person)
        return _page(visit, challenge, Form.refused(visit.form, error.fields, ())), 422
    return go_to(f"/challenges/{challenge_id}")


@challenges.page("/challenges/<id:challenge_id>/approve", methods=["POST"], who=may_own_challenges)
def approve(visit: Visit, challenge_id: int) -> Answer:
    """Let it go on its way, as an administrator."""
    actions.approve(visit.unit, challenge_id, by=visit.person)
    return go_to(f"/challenges/{challenge_id}")


@challenges.page("/challenges/<id:challenge_id>/pause", methods=["POST"], who=may_own_challenges)
def pause(visit: Visit, challenge_id: int) -> Answer:
    """Stop dealing for now."""
    actions.pause(visit.unit, challenge_id, by=visit.person)
    return go_to(f"/challenges/{challenge_id}")


@challenges.page("/challenges/<id:challenge_id>/resume", methods=["POST"], who=may_own_challenges)
def resume(visit: Visit, challenge_id: int) -> Answer:
    """Deal again."""
    actions.resume(visit.unit, challenge_id, by=visit.person)
    return go_to(f"/challenges/{challenge_id}")


@challenges.page("/challenges/<id:challenge_id>/close", methods=["POST"], who=may_own_challenges)
def close(visit: Visit, challenge_id: int) -> Answer:
    """Stop dealing for good."""
    actions.close(visit.unit, challenge_id, by=visit.person)
    return go_to(f"/challenges/{challenge_id}")


def _with_standing(visit: Visit, own: Any) -> list[dict[str, Any]]:
    standings = results.list_standings(visit.unit.session, [challenge.id for challenge in own])
    return [
        {
            "id": challenge.id,
            "title": challenge.title,
            "state": challenge.state,
            "progress": standings[challenge.id],
            "answered_at": standings[challenge.id].answered_at,
        }
        for challenge in own
    ]


def _shown(visit: Visit, challenge: Challenge) -> dict[str, Any]:
    department = get_department(visit.unit.session, challenge.department_id)
    fields = ("id", "title", "summary", "promise", "state", "marking", "closes_at", "outcome")
    return {name: getattr(challenge, name) for name in fields} | {"department": department.name}


def _get_only_stage(visit: Visit, challenge_id: int) -> tuple[Challenge, dict[str, Any]]:
    """The challenge, if this person may edit it, and its stage. Several stages do not fit the form: `Conflict`."""
    challenge = queries.get_allowed(visit.unit.session, challenge_id, rules.may_edit, by=visit.person)
    stages = queries.describe_stages(visit.unit.session, queries.list_stages(visit.unit.session, challenge_id))
    if len(stages) > 1:
        raise Conflict("This challenge asks several questions. It was described through the API, and is changed there.")
    return challenge, stages[0]


def _form(visit: Visit, template: TaskTemplate, form: Form, challenge: Challenge | None = None) -> str:
    return render_template(
        "challenges/edit.html",
        challenge=challenge,
        template=template,
        form=form,
        departments=list_departments(visit.unit.session),
        cares=[(name, name.capitalize(), words) for name, words in _care_words(template.kind).items()],
        fixed=challenge is not None and queries.has_been_asked(visit.unit.session, challenge.id),
    )


def _page(visit: Visit, challenge: Challenge, form: Form) -> str:
    session = visit.unit.session
    standing = queries.get_standing(session, challenge)
    may = _what_may_be_done(visit, standing)
    return render_template(
        "challenges/show.html",
        challenge=_shown(visit, challenge),
        stages=_describe_stages(visit, challenge),
        progress=results.progress(session, challenge.id),
        imports=queries.list_imports(session, challenge.id) if rules.may_add_items(visit.person, standing) else [],
        releases=results.list_releases(session, challenge.id) if may["see_results"] else [],
        hidden=results.count_hidden_items(session, challenge.id) if may["see_hidden"] else 0,
        undecided_findings=queries.count_undecided_findings(session, challenge.id) if may["see_hidden"] else 0,
        has_check_items=queries.has_check_items(session, challenge.id),
        owns=visit.person.person_id in standing.owner_ids,
        may=may,
        form=form,
    )


def _describe_stages(visit: Visit, challenge: Challenge) -> list[dict[str, Any]]:
    stages = queries.list_stages(visit.unit.session, challenge.id)
    described = queries.describe_stages(visit.unit.session, stages)
    return [
        {
            "question": stage.question,
            "care": _care(each["redundancy"], stage.kind),
            "seconds": stage.median_seconds if stage.timed_answers >= rules.ENOUGH_TIMED else None,
        }
        for stage, each in zip(stages, described, strict=True)
    ]


def _care_words(kind: str) -> dict[str, str]:
    return COMPARISON_WORDS if kind == "compare" else CARE_WORDS


def _care(redundancy: dict[str, Any], kind: str) -> str:
    name, bounds = rules.find_care(redundancy, kind), f"{redundancy['min']} to {redundancy['max']}"
    if name:
        return _care_words(kind)[name]
    return f"Each item is compared {bounds} times" if kind == "compare" else f"{bounds} people answer each item"


def _what_may_be_done(visit: Visit, standing: rules.Standing) -> dict[str, bool]:
    """The same rules that the actions ask decide which buttons are there."""
    person, state = visit.person, standing.state
    fits_the_form = len(standing.audiences) == 1
    return {
        "edit": rules.may_edit(person, standing) and fits_the_form and state not in ("closing", "closed"),
        "add_items": rules.may_add_items(person, standing) and state in rules.TAKES_ITEMS,
        "publish": rules.may_publish(person, standing) and rules.is_legal("publish", state),
        "approve": rules.may_approve(person, standing) and rules.is_legal("approve", state),
        "pause": rules.may_pause(person, standing) and rules.is_legal("pause", state),
        "resume": rules.may_pause(person, standing) and rules.is_legal("resume", state),
        "close": rules.may_close(person, standing) and rules.is_legal("close", state),
        "answer": rules.may_answer(person, standing),
        "conclude": rules.may_release(person, standing) and state == "closed",
        "see_hidden": rules.may_add_items(person, standing),
        "see_results": rules.may_see_results(person, standing) and state in rules.SHOWN,
    }
