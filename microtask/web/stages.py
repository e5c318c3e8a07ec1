"""Stages: the questions of a challenge, one after another, and what goes on from each to the next."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from werkzeug.datastructures import MultiDict

from microtask.challenges import actions, queries
from microtask.challenges.models import Challenge
from microtask.challenges.rules import CARES, find_care
from microtask.challenges.schemas import StageBody
from microtask.errors import Conflict, Invalid
from microtask.kinds.options import labels_of
from microtask.people.rules import may_own_challenges
from microtask.web.brief import CHANGES, get_edited, say_audience, say_care, say_effect
from microtask.web.forms import REFUSALS, Form, messages_of, read_number
from microtask.web.page import Answer, Pages, Visit, go_to

NEW = StageBody()
FIRST_TEMPLATE = "review"  # of a question, until its owner says which kind it is
FIRST_CARE = "balanced"
ARRANGED = ("draft", "awaiting_approval")
FIELDS = ("goes_on", "labels", "top")

stages = Pages("stages")


@stages.page("/challenges/<id:challenge_id>/stages", who=may_own_challenges)
def index(visit: Visit, challenge_id: int) -> str:
    """The questions in their order, each with whom it asks and what goes on from it."""
    challenge = get_edited(visit, challenge_id)
    described = queries.describe_stages(visit.unit.session, queries.list_stages(visit.unit.session, challenge_id))
    return render_template(
        "stages/index.html",
        challenge=challenge,
        stages=[_told(place, stage) for place, stage in enumerate(described, 1)],
        may_arrange=challenge.state in ARRANGED,
        may_change=challenge.state not in ("closing", "closed"),
    )


@stages.page("/challenges/<id:challenge_id>/stages", methods=["POST"], who=may_own_challenges)
def create(visit: Visit, challenge_id: int) -> Answer:
    """Begin another question, and say first what kind it is."""
    body = NEW.load({"template": FIRST_TEMPLATE, "redundancy": dict(CARES[FIRST_CARE])})
    added = actions.add_stage(visit.unit, challenge_id, body, catalogue=visit.house.catalogue, by=visit.person)
    return go_to(f"/challenges/{challenge_id}/question/kind?stage={added.position}")


@stages.page("/challenges/<id:challenge_id>/stages/<id:position>/up", methods=["POST"], who=may_own_challenges)
def move(visit: Visit, challenge_id: int, position: int) -> Answer:
    """Ask it earlier."""
    actions.move_stage_up(visit.unit, challenge_id, position, by=visit.person)
    return go_to(f"/challenges/{challenge_id}/stages")


@stages.page("/challenges/<id:challenge_id>/stages/<id:position>/remove", methods=["POST"], who=may_own_challenges)
def remove(visit: Visit, challenge_id: int, position: int) -> Answer:
    """Ask it no more."""
    actions.remove_stage(visit.unit, challenge_id, position, by=visit.person)
    return go_to(f"/challenges/{challenge_id}/stages")


@stages.page("/challenges/<id:challenge_id>/stages/<id:position>/effect", who=may_own_challenges)
def edit(visit: Visit, challenge_id: int, position: int) -> str:
    """What goes on from this question to the next one."""
    challenge, stage = get_edited(visit, challenge_id), _get(visit, challenge_id, position)
    return _page(challenge, position, stage, _fill(stage["effect"]))


@stages.page("/challenges/<id:challenge_id>/stages/<id:position>/effect", methods=["POST"], who=may_own_challenges)
def update(visit: Visit, challenge_id: int, position: int) -> Answer:
    """Save it."""
    challenge, stage = get_edited(visit, challenge_id), _get(visit, challenge_id, position)
    try:
        changes = CHANGES.load({"effect": _read(visit.form)})
        actions.update(visit.unit, challenge_id, changes, catalogue=visit.house.catalogue, by=visit.person, at=position)
    except REFUSALS as error:
        messages = {"goes_on" if name == "effect" else name: said for name, said in messages_of(error).items()}
        return _page(challenge, position, stage, Form.refused(visit.form, messages, FIELDS)), 422
    except Conflict as error:
        return _page(challenge, position, stage, Form.refused(visit.form, {"": [error.message]}, FIELDS)), 409
    return go_to(f"/challenges/{challenge_id}/stages")


def _told(place: int, stage: Mapping[str, Any]) -> dict[str, Any]:
    """One question in words."""
    care = find_care(stage["redundancy"], stage["kind"])
    return {
        "position": place,
        "question": stage["question"],
        "labels": labels_of(stage.get("options", ())),
        "asked": say_audience(stage["audience"]),
        "care": f"{care.capitalize()}. {say_care(stage['redundancy'], stage['kind'])}"
        if care
        else say_care(stage["redundancy"], stage["kind"]),
        "goes_on": say_effect(stage["effect"]),
    }


def _get(visit: Visit, challenge_id: int, position: int) -> dict[str, Any]:
    stage = queries.get_stage(visit.unit.session, challenge_id, position=position)
    return queries.describe_stages(visit.unit.session, [stage])[0]


def _page(challenge: Challenge, position: int, stage: Mapping[str, Any], form: Form) -> str:
    return render_template(
        "stages/effect.html",
        challenge=challenge,
        position=position,
        question=stage["question"],
        is_ranking=stage["kind"] in ("rate", "compare"),
        labels=labels_of(stage.get("options", ())),
        form=form,
    )


def _fill(effect: Mapping[str, Any] | None) -> Form:
    if effect is None:
        return Form.blank(goes_on="everything")
    [(verb, what)] = effect.items()
    if isinstance(what, Mapping):
        return Form.blank(goes_on="top", top=what["top"])
    return Form.blank(goes_on=verb, labels=what)


def _read(sent: "MultiDict[str, str]") -> dict[str, Any] | None:
    """The effect that was asked for. Raises `Invalid` where something is missing of it."""
    goes_on = sent.get("goes_on", "")
    if goes_on == "everything":
        return None
    if goes_on in ("pass", "drop"):
        if not sent.getlist("labels"):
            raise Invalid({"labels": ["Select one answer or more."]})
        return {goes_on: sent.getlist("labels")}
    if goes_on == "top":
        top = read_number(sent.get("top"))
        if not isinstance(top, int) or top < 1:
            raise Invalid({"top": ["Enter how many items go on, such as 20."]})
        return {"pass": {"top": top}}
    raise Invalid({"goes_on": ["Select what goes on to the next question."]})
