"""Trials: an owner answers five items before anybody else is asked, and sees what the rest will cost.

Who approves the challenge answers three of them, to see whether the question is clear.
"""

from statistics import median
from typing import Any

from flask import render_template

from microtask.challenges import actions, brief_queries, queries, rules
from microtask.challenges.actions.try_out import get_tried
from microtask.challenges.brief_queries import TRIED, TRIED_TO_APPROVE
from microtask.challenges.brief_rules import choose_answers_each, estimate_cost, is_worth_keeping
from microtask.challenges.drafting import Trial
from microtask.challenges.models import Challenge, Item, Stage
from microtask.errors import Invalid
from microtask.kinds.registry import KINDS, question
from microtask.people.rules import may_own_challenges
from microtask.web import forms
from microtask.web.forms import REFUSALS, Form, choices_of, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to
from microtask.web.templating import show_item

trials = Pages("trials")


@trials.page("/challenges/<id:challenge_id>/trial", who=may_own_challenges)
def index(visit: Visit, challenge_id: int) -> str:
    """What was tried, what the rest will cost, and what comes next."""
    challenge, stage = _get_challenge(visit, challenge_id), get_tried(visit.unit, challenge_id)
    session = visit.unit.session
    owns = rules.may_edit(visit.person, queries.get_standing(session, challenge))
    tried = brief_queries.list_trials(session, stage.id, person_id=visit.person.person_id)
    done = {each.item_id for each in tried}
    items = brief_queries.list_items(session, challenge_id, limit=_wanted(visit, challenge))
    timed = [each.seconds for each in tried if each.seconds is not None]
    seconds = float(median(timed)) if timed else stage.median_seconds
    count = brief_queries.count_items(session, challenge_id)
    redundancy = {"min": stage.min_answers, "max": stage.max_answers, "confidence": stage.confidence}
    answers_each = choose_answers_each(redundancy, stage.kind)
    return render_template(
        "trials/index.html",
        challenge=challenge,
        tried=[_told(visit, stage, each) for each in tried],
        next=next((item.id for item in items if item.id not in done), None),
        wanted=len(items),
        items=count,
        answers_each=answers_each,
        cost=estimate_cost(items=count, answers_each=answers_each, seconds=seconds) if timed else None,
        may_keep=owns and is_worth_keeping(len(tried), items=count),
        owns=owns,
        kept=visit.query.get("kept", type=int),
    )


@trials.page("/challenges/<id:challenge_id>/trial/keep", methods=["POST"], who=may_own_challenges)
def keep(visit: Visit, challenge_id: int) -> Answer:
    """Keep what was tried as check items."""
    known = actions.keep_tried(visit.unit, challenge_id, by=visit.person)
    return go_to(f"/challenges/{challenge_id}/trial?kept={known.accepted + known.repeated}")


@trials.page("/challenges/<id:challenge_id>/trial/<id:item_id>", who=may_own_challenges)
def new(visit: Visit, challenge_id: int, item_id: int) -> str:
    """One item, as a volunteer will see it."""
    return _page(visit, challenge_id, item_id, Form.blank())


@trials.page("/challenges/<id:challenge_id>/trial/<id:item_id>", methods=["POST"], who=may_own_challenges)
def create(visit: Visit, challenge_id: int, item_id: int) -> Answer:
    """Keep what was said, apart from all answers, and go on."""
    _get_challenge(visit, challenge_id)
    try:
        said = forms.read_answer(visit.form)
        if "value" not in visit.form:
            raise Invalid({"value": [forms.NOTHING_SELECTED[get_tried(visit.unit, challenge_id).kind]]})
        value = None if said.get("not_sure") else said["value"]
        actions.try_out(visit.unit, challenge_id, item_id, value=value, seconds=_seconds(visit), by=visit.person)
    except REFUSALS as error:
        return _page(visit, challenge_id, item_id, Form.refused(visit.form, messages_of(error), ["value"])), 422
    return _go_on(visit, challenge_id)


def _go_on(visit: Visit, challenge_id: int) -> Answer:
    challenge, stage = _get_challenge(visit, challenge_id), get_tried(visit.unit, challenge_id)
    tried = brief_queries.list_trials(visit.unit.session, stage.id, person_id=visit.person.person_id)
    done = {each.item_id for each in tried}
    items = brief_queries.list_items(visit.unit.session, challenge_id, limit=_wanted(visit, challenge))
    following = next((item.id for item in items if item.id not in done), None)
    return go_to(f"/challenges/{challenge_id}/trial" + ("" if following is None else f"/{following}"))


def _page(visit: Visit, challenge_id: int, item_id: int, form: Form) -> str:
    challenge, stage = _get_challenge(visit, challenge_id), get_tried(visit.unit, challenge_id)
    item = brief_queries.get_item(visit.unit.session, challenge_id, item_id)
    template = visit.house.catalogue.get(stage.template)
    return render_template(
        "trials/new.html",
        challenge=challenge,
        item_id=item.id,
        stage=stage,
        help=template.help,
        choices=choices_of(stage.options, stage.scale),
        fragment=show_item(template, item=template.fed(item.payload, stage.columns)),
        shown_at=int(visit.unit.now.timestamp()),
        form=form,
    )


def _get_challenge(visit: Visit, challenge_id: int) -> Challenge:
    return queries.get_allowed(visit.unit.session, challenge_id, rules.may_try, by=visit.person)


def _wanted(visit: Visit, challenge: Challenge) -> int:
    """How many items this person is asked to try."""
    standing = queries.get_standing(visit.unit.session, challenge)
    return TRIED if rules.may_edit(visit.person, standing) else TRIED_TO_APPROVE


def _told(visit: Visit, stage: Stage, trial: Trial) -> dict[str, Any]:
    """One try, in the words of the question."""
    item = visit.unit.session.get(Item, trial.item_id)
    asked = question(stage.kind, options=stage.options, scale=stage.scale)
    value = None if trial.value is None else KINDS[stage.kind].to_value(trial.value, asked)
    words = {choice[0]: choice[1] for choice in choices_of(stage.options, stage.scale)}
    said = value if isinstance(value, list) else [value]
    answer = None if value is None else ", ".join(words.get(str(each), str(each)) for each in said)
    return {"key": item.key if item else "", "answer": answer, "seconds": trial.seconds, "item_id": trial.item_id}


def _seconds(visit: Visit) -> int | None:
    shown_at = visit.form.get("shown_at", type=int)
    seconds = None if shown_at is None else int(visit.unit.now.timestamp()) - shown_at
    return seconds if seconds is not None and seconds >= 0 else None
