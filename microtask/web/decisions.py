"""Decisions: what colleagues could not agree on, one item a page, for its owner or an expert."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import render_template

from microtask.challenges import brief_queries, queries, rules
from microtask.challenges.models import Challenge, Stage
from microtask.errors import Invalid
from microtask.kinds.registry import KINDS, question
from microtask.people.rules import may_decide
from microtask.results import actions
from microtask.results.queries import health
from microtask.results.rules import say_why_undecided
from microtask.web.forms import NONE_OF_THESE, REFUSALS, Form, choices_of, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to
from microtask.web.result_rows import columns_that_tell, say_distribution, show_excerpt
from microtask.web.templating import show_item

UNCLEAR = "|unclear"
SHOWN = 50  # items on a page
NO_ANSWER = "Select an answer, or select that it cannot be decided."

decisions = Pages("decisions")


@decisions.page("/challenges/<id:challenge_id>/decisions", who=may_decide)
def index(visit: Visit, challenge_id: int) -> str:
    """The items that wait, of every question."""
    challenge = _get(visit, challenge_id)
    session = visit.unit.session
    after = visit.query.get("after", 0, type=int)
    waiting = [
        (stage, item)
        for stage in queries.list_stages(session, challenge_id)
        for item in health.list_to_decide(session, stage.id, after=after, limit=SHOWN + 1)
    ]
    waiting.sort(key=lambda each: each[1].id)
    more = len(waiting) > SHOWN
    return render_template(
        "decisions/index.html",
        challenge=challenge,
        questions=_by_question(visit, waiting[:SHOWN]),
        left=health.count_to_decide(session, challenge_id),
        next_url=f"/challenges/{challenge_id}/decisions?after={waiting[SHOWN - 1][1].id}" if more else None,
    )


@decisions.page("/challenges/<id:challenge_id>/decisions/<id:item_id>", who=may_decide)
def edit(visit: Visit, challenge_id: int, item_id: int) -> str:
    """The item, what colleagues said by value with their notes, and the form."""
    return _page(visit, challenge_id, item_id, Form.blank())


@decisions.page("/challenges/<id:challenge_id>/decisions/<id:item_id>", methods=["POST"], who=may_decide)
def update(visit: Visit, challenge_id: int, item_id: int) -> Answer:
    """Decide, and go on to the next item that waits."""
    _get(visit, challenge_id)
    stage = _stage(visit, challenge_id)
    item = brief_queries.get_item(visit.unit.session, challenge_id, item_id)
    try:
        answer = _read(visit, stage)
        actions.adjudicate(
            visit.unit,
            challenge_id,
            item.key,
            answer=answer,
            reason=visit.form.get("reason", "").strip(),
            stage=stage.position,
            by=visit.person,
        )
    except REFUSALS as error:
        messages = {"value" if name == "answer" else name: said for name, said in messages_of(error).items()}
        return _page(visit, challenge_id, item_id, Form.refused(visit.form, messages, ["value", "reason"])), 422
    following = health.list_to_decide(visit.unit.session, stage.id, after=item_id, limit=1)
    here = f"/challenges/{challenge_id}/decisions"
    return go_to(f"{here}/{following[0].id}?stage={stage.position}" if following else here)


def _get(visit: Visit, challenge_id: int) -> Challenge:
    return queries.get_allowed(visit.unit.session, challenge_id, rules.may_adjudicate, by=visit.person)


def _stage(visit: Visit, challenge_id: int) -> Stage:
    return queries.get_stage(visit.unit.session, challenge_id, position=visit.query.get("stage", type=int))


def _read(visit: Visit, stage: Stage) -> Any:
    """What was selected, None where it cannot be decided. Both faults are told at once."""
    chosen = visit.form.getlist("value")
    faults = {}
    if not any(text.strip() for text in chosen):
        faults["value"] = [NO_ANSWER]
    if not visit.form.get("reason", "").strip():
        faults["reason"] = ["Say in a sentence why you decide so. It appears in the release."]
    if faults:
        raise Invalid(faults)
    if chosen == [UNCLEAR]:
        return None
    if stage.kind == "compare":
        return chosen[0].strip()
    return [] if chosen == [NONE_OF_THESE] else chosen


def _page(visit: Visit, challenge_id: int, item_id: int, form: Form) -> str:
    challenge, stage = _get(visit, challenge_id), _stage(visit, challenge_id)
    item = brief_queries.get_item(visit.unit.session, challenge_id, item_id)
    template = visit.house.catalogue.get(stage.template)
    said = health.list_said_about(visit.unit.session, stage.id, item_id)
    waits = health.find_reason(visit.unit.session, stage.id, item_id)
    return render_template(
        "decisions/edit.html",
        challenge=challenge,
        stage=stage,
        item=item,
        fragment=show_item(template, item=template.fed(item.payload, stage.columns)),
        choices=choices_of(stage.options, stage.scale),
        said=_by_value(stage, said),
        why=say_why_undecided(waits.reason, tie=waits.tie) if waits else None,
        left=health.count_to_decide(visit.unit.session, challenge_id) if waits else 0,
        unclear=UNCLEAR,
        form=form,
    )


def _by_question(visit: Visit, waiting: Sequence[tuple[Stage, Any]]) -> list[tuple[Stage, list[dict[str, Any]]]]:
    """The items of each question: how each begins, what people said of it, and why that decided nothing."""
    found = []
    for stage in sorted({stage for stage, _ in waiting}, key=lambda each: each.position):
        tellers = columns_that_tell(visit, stage)
        items = [
            {
                "id": item.id,
                "key": item.key,
                "excerpt": show_excerpt(item, tellers),
                "said": say_distribution(stage, item),
                "not_sure": item.not_sure,
                "why": say_why_undecided(item.reason, tie=item.tie),
            }
            for of_stage, item in waiting
            if of_stage is stage
        ]
        found.append((stage, items))
    return found


def _by_value(stage: Stage, said: Sequence[Any]) -> list[dict[str, Any]]:
    """The answers by value, the most frequent first, each with its notes; nobody is named."""
    words = {value: label for value, label, *_ in choices_of(stage.options, stage.scale)}
    asked = question(stage.kind, options=stage.options, scale=stage.scale)
    counts = Counter((row.value, row.not_sure) for row in said)
    found = []
    for (value, not_sure), count in counts.most_common():
        told = None if value is None else KINDS[stage.kind].to_value(value, asked)
        each = told if isinstance(told, list) else [told]
        answer = ", ".join(words.get(str(one), str(one)) for one in each) or "None of these"
        notes = [row.note for row in said if (row.value, row.not_sure) == (value, not_sure) and row.note]
        found.append({"answer": None if not_sure else answer, "count": count, "notes": notes})
    return found
