"""Trials: an owner answers five items of each question before anybody else is asked, and sees what the rest will cost.

Who approves the challenge answers three of each, to see whether the questions are clear. To compare, what is answered
is pairs of the first items: once it is open, the service chooses the pairs.
"""

from collections.abc import Sequence
from statistics import median
from typing import Any
from urllib.parse import urlencode

from flask import render_template

from microtask.challenges import actions, brief_queries, queries, rules
from microtask.challenges.actions.try_out import get_tried
from microtask.challenges.brief_queries import TRIED, TRIED_TO_APPROVE
from microtask.challenges.brief_rules import (
    choose_answers_each,
    choose_most_items,
    estimate_cost,
    is_worth_keeping,
)
from microtask.challenges.drafting import Trial
from microtask.challenges.models import Challenge, Item, Stage
from microtask.errors import Invalid
from microtask.kinds.registry import KINDS, question
from microtask.people.rules import may_own_challenges
from microtask.web import forms
from microtask.web.brief import of_place, read_place
from microtask.web.forms import REFUSALS, Choice, Form, choices_of, choices_of_pair, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to
from microtask.web.templating import show_item

trials = Pages("trials")


@trials.page("/challenges/<id:challenge_id>/trial", who=may_own_challenges)
def index(visit: Visit, challenge_id: int) -> str:
    """What was tried of a question, what the rest will cost, and what comes next; where there are several, of each."""
    challenge, stage = _get(visit, challenge_id)
    session = visit.unit.session
    owns = rules.may_edit(visit.person, queries.get_standing(session, challenge))
    stages = queries.list_stages(session, challenge_id)
    tried = _list_tried(visit, stage)
    wanted = brief_queries.list_to_try(session, stage, limit=_most(visit, challenge))
    count = brief_queries.count_items(session, challenge_id)
    may_keep = owns and stage.kind != "compare" and is_worth_keeping(len(tried), items=count)
    return render_template(
        "trials/index.html",
        challenge=challenge,
        stage=stage,
        of_place=of_place(visit),
        tried=[_told(visit, stage, each) for each in tried],
        next=_next(wanted, tried),
        wanted=len(wanted),
        cost=_cost(visit, stages, stage, items=count),
        questions=[_standing(visit, stages, each, items=count) for each in stages] if len(stages) > 1 else [],
        may_keep=may_keep,
        owns=owns,
        kept=visit.query.get("kept", type=int),
    )


@trials.page("/challenges/<id:challenge_id>/trial/keep", methods=["POST"], who=may_own_challenges)
def keep(visit: Visit, challenge_id: int) -> Answer:
    """Keep what was tried of a question as check items."""
    place = read_place(visit)
    known = actions.keep_tried(visit.unit, challenge_id, at=place, by=visit.person)
    told = {"kept": known.accepted + known.repeated} | ({} if place == 1 else {"stage": place})
    return go_to(f"/challenges/{challenge_id}/trial?{urlencode(told)}")


@trials.page("/challenges/<id:challenge_id>/trial/<id:item_id>", who=may_own_challenges)
def new(visit: Visit, challenge_id: int, item_id: int) -> str:
    """One item, or a pair, as a volunteer will see it."""
    return _page(visit, challenge_id, item_id, Form.blank())


@trials.page("/challenges/<id:challenge_id>/trial/<id:item_id>", methods=["POST"], who=may_own_challenges)
def create(visit: Visit, challenge_id: int, item_id: int) -> Answer:
    """Keep what was said, apart from all answers, and go on."""
    challenge, stage = _get(visit, challenge_id)
    try:
        said = forms.read_answer(visit.form)
        if "value" not in visit.form:
            raise Invalid({"value": [forms.NOTHING_SELECTED[stage.kind]]})
        value = None if said.get("not_sure") else said["value"]
        at, seconds = stage.position, _seconds(visit)
        actions.try_out(visit.unit, challenge_id, item_id, at=at, value=value, seconds=seconds, by=visit.person)
    except REFUSALS as error:
        return _page(visit, challenge_id, item_id, Form.refused(visit.form, messages_of(error), ["value"])), 422
    wanted = brief_queries.list_to_try(visit.unit.session, stage, limit=_most(visit, challenge))
    following = _next(wanted, _list_tried(visit, stage))
    place = "" if following is None else f"/{following}"
    return go_to(f"/challenges/{challenge_id}/trial{place}{of_place(visit)}")


def _page(visit: Visit, challenge_id: int, item_id: int, form: Form) -> str:
    challenge, stage = _get(visit, challenge_id)
    items = brief_queries.get_to_try(visit.unit.session, stage, item_id)
    template = visit.house.catalogue.get(stage.template)
    headings = [f"{template.thing} {letter}" for letter in "AB"] if template.thing else [None]
    return render_template(
        "trials/new.html",
        challenge=challenge,
        item_id=item_id,
        of_place=of_place(visit),
        stage=stage,
        help=template.help,
        choices=_choices(visit, stage),
        fragments=[
            (heading, show_item(template, item=template.fed(item.payload, stage.columns)))
            for heading, item in zip(headings, items, strict=True)
        ],
        shown_at=int(visit.unit.now.timestamp()),
        form=form,
    )


def _get(visit: Visit, challenge_id: int) -> tuple[Challenge, Stage]:
    """The challenge, and the question that the address is about."""
    challenge = queries.get_allowed(visit.unit.session, challenge_id, rules.may_try, by=visit.person)
    return challenge, get_tried(visit.unit, challenge_id, read_place(visit))


def _most(visit: Visit, challenge: Challenge) -> int:
    """How many items of each question this person is asked to try."""
    standing = queries.get_standing(visit.unit.session, challenge)
    return TRIED if rules.may_edit(visit.person, standing) else TRIED_TO_APPROVE


def _list_tried(visit: Visit, stage: Stage) -> Sequence[Trial]:
    return brief_queries.list_trials(visit.unit.session, stage.id, person_id=visit.person.person_id)


def _next(wanted: Sequence[tuple[Item, ...]], tried: Sequence[Trial]) -> int | None:
    done = {each.item_id for each in tried}
    return next((items[0].id for items in wanted if items[0].id not in done), None)


def _cost(visit: Visit, stages: Sequence[Stage], stage: Stage, *, items: int) -> dict[str, Any] | None:
    """What a question costs: seconds an answer (the median of those tried), items at most, answers an item, seconds.

    None before an answer was timed.
    """
    timed = [each.seconds for each in _list_tried(visit, stage) if each.seconds is not None]
    if not timed:
        return None
    redundancy = {"min": stage.min_answers, "max": stage.max_answers, "confidence": stage.confidence}
    answers_each = choose_answers_each(redundancy, stage.kind)
    most = choose_most_items(items, (each.effect for each in stages if each.position < stage.position))
    took = float(median(timed))
    cost = estimate_cost(items=most, answers_each=answers_each, seconds=took)
    return {
        "each": cost.each,
        "was_less": took < cost.each,
        "items": most,
        "answers_each": answers_each,
        "seconds": cost.seconds,
    }


def _standing(visit: Visit, stages: Sequence[Stage], stage: Stage, *, items: int) -> dict[str, Any]:
    """One of several questions: whether it can be tried, how many items were, and what it costs."""
    return {
        "position": stage.position,
        "question": stage.question,
        "may_try": not stage.is_unfinished,
        "tried": len(_list_tried(visit, stage)),
        "cost": _cost(visit, stages, stage, items=items),
    }


def _choices(visit: Visit, stage: Stage) -> list[Choice]:
    thing = visit.house.catalogue.get(stage.template).thing
    return choices_of_pair(thing) if thing else choices_of(stage.options, stage.scale)


def _told(visit: Visit, stage: Stage, trial: Trial) -> dict[str, Any]:
    """One try, in the words of the question."""
    item = visit.unit.session.get(Item, trial.item_id)
    asked = question(stage.kind, options=stage.options, scale=stage.scale)
    value = None if trial.value is None else KINDS[stage.kind].to_value(trial.value, asked)
    words = {choice[0]: choice[1] for choice in _choices(visit, stage)}
    said = value if isinstance(value, list) else [value]
    answer = None if value is None else ", ".join(words.get(str(each), str(each)) for each in said)
    return {"key": item.key if item else "", "answer": answer, "seconds": trial.seconds, "item_id": trial.item_id}


def _seconds(visit: Visit) -> int | None:
    shown_at = visit.form.get("shown_at", type=int)
    seconds = None if shown_at is None else int(visit.unit.now.timestamp()) - shown_at
    return seconds if seconds is not None and seconds >= 0 else None
