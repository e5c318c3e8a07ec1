"""Sections: five of the seven parts of a brief, each a form that is saved as far as it has come."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask import render_template
from werkzeug.datastructures import MultiDict

from microtask.challenges import actions
from microtask.challenges.brief_rules import SHARING
from microtask.challenges.models import Challenge
from microtask.challenges.rules import EXPECTED, LICENCES, cares_for, find_care
from microtask.errors import Conflict, Invalid, NotFound
from microtask.people.queries import get_department, list_departments_of_today, list_skills
from microtask.people.rules import MARKINGS, may_own_challenges
from microtask.web import forms
from microtask.web.brief import CHANGES, address_after, care_words, get_asked_stage, get_edited, of_place, read_place
from microtask.web.filters import LONDON
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

PROBLEM = ("title", "summary", "why", "benefits", "sponsor", "contact")
HIGHER = "higher"  # than anything that may be put in
NO_TITLE = "Give the challenge a name."
TERMS = {"marking": "Select how the items are marked.", "licence": "Select who may use the results."}
NO_DEPARTMENT = "Select at least one department, or select everyone."

Sent = MultiDict[str, str]
Stage = Mapping[str, Any]

sections = Pages("sections")


@dataclass(frozen=True)
class Section:
    """One section: its fields in their order, what fills them, and the body that was sent.

    `shown_at` is where the page shows what the schema says about fields of other names.
    """

    fields: tuple[str, ...]
    fill: Callable[[Challenge, Stage], Form]
    read: Callable[[Sent, Stage], dict[str, Any]]
    of_stage: bool = False
    shown_at: Mapping[str, str] | None = None


@sections.page("/challenges/<id:challenge_id>/sections/<section>", who=may_own_challenges)
def edit(visit: Visit, challenge_id: int, section: str) -> str:
    """The form, as it was saved before."""
    challenge, stage = _open(visit, challenge_id, section)
    return _page(visit, section, challenge, stage, SECTIONS[section].fill(challenge, stage))


@sections.page("/challenges/<id:challenge_id>/sections/<section>", methods=["POST"], who=may_own_challenges)
def update(visit: Visit, challenge_id: int, section: str) -> Answer:
    """Save it, and go back to the list; what may not change any more is said above the form."""
    challenge, stage = _open(visit, challenge_id, section)
    if section == "sharing" and visit.form.get("marking") == HIGHER:
        return go_to("/too-high")
    try:
        changes = CHANGES.load(SECTIONS[section].read(visit.form, stage))
        actions.save(
            visit.unit,
            challenge_id,
            section,
            changes,
            catalogue=visit.house.catalogue,
            by=visit.person,
            at=read_place(visit) if SECTIONS[section].of_stage else None,
            sensitive=visit.house.settings.sensitive,
        )
    except REFUSALS as error:
        return _page(visit, section, challenge, stage, _refused(section, visit.form, messages_of(error))), 422
    except Conflict as error:
        return _page(visit, section, challenge, stage, _refused(section, visit.form, {"": [error.message]})), 409
    is_of_stage = SECTIONS[section].of_stage
    return go_to(address_after(visit, challenge_id) if is_of_stage else f"/challenges/{challenge_id}")


def _open(visit: Visit, challenge_id: int, section: str) -> tuple[Challenge, Stage]:
    challenge = get_edited(visit, challenge_id)
    if section not in SECTIONS:
        raise NotFound
    return challenge, get_asked_stage(visit, challenge_id) if SECTIONS[section].of_stage else {}


def _page(visit: Visit, section: str, challenge: Challenge, stage: Stage, form: Form) -> str:
    return render_template(
        f"sections/{section}.html",
        challenge=challenge,
        stage=stage,
        of_place=of_place(visit),
        form=form,
        departments=[(each.slug, each.name) for each in list_departments_of_today(visit.unit.session)],
        skills=[(each, each) for each in list_skills(visit.unit.session)],
        cares=_cares(stage["kind"]) if stage else [],
        tried=_list_tried(stage["kind"]) if stage else [],
        markings=_list_markings(visit, challenge),
        licences=list(LICENCES),
    )


def _list_markings(visit: Visit, challenge: Challenge) -> list[tuple[str, str]]:
    """The markings that the challenge's department may choose from here, and a last one that goes elsewhere."""
    ceiling = get_department(visit.unit.session, challenge.department_id).ceiling
    may_be_higher = visit.house.settings.sensitive and ceiling != MARKINGS[0]
    offered = MARKINGS if may_be_higher or challenge.marking != MARKINGS[0] else MARKINGS[:1]
    return [*((each, each) for each in offered), (HIGHER, f"Higher than {offered[-1]}")]


def _refused(section: str, sent: Sent, messages: Mapping[Any, Any]) -> Form:
    shown_at = SECTIONS[section].shown_at or {}
    named = {shown_at.get(str(name).partition(".")[0], name): faults for name, faults in messages.items()}
    return Form.refused(sent, named, SECTIONS[section].fields)


def _cares(kind: str) -> list[tuple[str, str, str, Mapping[str, float]]]:
    """Each care: its name, its label, what it means, and its exact rule."""
    return [(name, name.capitalize(), words, cares_for(kind)[name]) for name, words in care_words(kind).items()]


def _list_tried(kind: str) -> list[tuple[str, int]]:
    """The label of each care, and how many results in 100 were right in simulation; comparisons were not simulated."""
    return [] if kind == "compare" else [(name.capitalize(), each.right) for name, each in EXPECTED.items()]


def _texts(sent: Sent, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: sent.get(name, "").strip() for name in names}


def _read_date(sent: Sent, name: str) -> str | None:
    day = forms.read_day(sent, name)
    return day.date().isoformat() if day else None


def _write_date(name: str, day: date | None) -> dict[str, str]:
    return forms.write_day(name, datetime.combine(day, time(12), LONDON) if day else None)


def _fill_problem(challenge: Challenge, _: Stage) -> Form:
    return Form.blank(**{name: getattr(challenge, name) for name in PROBLEM})


def _read_problem(sent: Sent, _: Stage) -> dict[str, Any]:
    if not sent.get("title", "").strip():
        raise Invalid({"title": [NO_TITLE]})
    return _texts(sent, PROBLEM)


def _fill_audience(_: Challenge, stage: Stage) -> Form:
    audience = stage["audience"]
    return Form.blank(
        who="listed" if audience["departments"] else "everyone",
        departments=audience["departments"],
        skills=audience["skills"],
        people="\n".join(audience["people"] or ()),
        exclude_own=audience["exclude_own"],
        min_departments=audience["min_departments"],
    )


def _read_audience(sent: Sent, _: Stage) -> dict[str, Any]:
    who, listed = sent.get("who"), sent.getlist("departments")
    if who not in ("everyone", "listed"):
        raise Invalid({"who": ["Select who to ask."]})
    if who == "listed" and not listed:
        raise Invalid({"departments": [NO_DEPARTMENT]})
    least = forms.read_number(sent.get("min_departments"))
    return {
        "audience": {
            "departments": listed if who == "listed" else None,
            "skills": sent.getlist("skills") or None,
            "people": re.split(r"[\s,;]+", people) if (people := sent.get("people", "").strip(" ,;\r\n\t")) else None,
            "exclude_own": "exclude_own" in sent,
            **({} if least is None else {"min_departments": least}),
        }
    }


def _fill_rule(challenge: Challenge, stage: Stage) -> Form:
    is_chosen = "rule" in challenge.sections or challenge.state != "draft"
    care = find_care(stage["redundancy"], stage["kind"]) if is_chosen else None
    return Form.blank(care=care, **forms.write_day("closes_at", challenge.closes_at))


def _read_rule(sent: Sent, stage: Stage) -> dict[str, Any]:
    cares = cares_for(stage["kind"])
    body: dict[str, Any] = {}
    if "closes_at-day" in sent:  # the last day is the challenge's: later questions do not ask for it
        closes_at = forms.read_day(sent, "closes_at")
        body["closes_at"] = closes_at.isoformat() if closes_at else None
    if sent.get("care") in cares:
        return body | {"redundancy": dict(cares[sent["care"]])}
    if find_care(stage["redundancy"], stage["kind"]) is not None:
        raise Invalid({"care": ["Select how careful the answers must be."]})
    return body  # a rule of its owner's own, which no radio shows, stays


def _fill_promise(challenge: Challenge, _: Stage) -> Form:
    most = challenge.promise_most
    return Form.blank(promise=challenge.promise, promise_most=most, **_write_date("promise_by", challenge.promise_by))


def _read_promise(sent: Sent, _: Stage) -> dict[str, Any]:
    return {
        "promise": sent.get("promise", "").strip(),
        "promise_by": _read_date(sent, "promise_by"),
        "promise_most": forms.read_number(sent.get("promise_most")),
    }


def _fill_sharing(challenge: Challenge, _: Stage) -> Form:
    told = challenge.sharing or {}
    is_chosen = "sharing" in challenge.sections or challenge.state != "draft"
    return Form.blank(
        **{name: getattr(challenge, name) for name in TERMS if is_chosen},
        **{name: told.get(name) for name in SHARING},
        **_write_date("keep_until", challenge.keep_until),
    )


def _read_sharing(sent: Sent, _: Stage) -> dict[str, Any]:
    told = {name: text for name, text in _texts(sent, SHARING).items() if text}
    faults = {name: [fault] for name, fault in TERMS.items() if name not in sent}
    if faults:
        raise Invalid(faults)
    terms = {name: sent[name] for name in TERMS}
    return terms | {"sharing": told or None, "keep_until": _read_date(sent, "keep_until")}


SECTIONS: Mapping[str, Section] = {
    "problem": Section(PROBLEM, _fill_problem, _read_problem),
    "audience": Section(
        ("who", "departments", "skills", "people", "exclude_own", "min_departments"),
        _fill_audience,
        _read_audience,
        of_stage=True,
    ),
    "rule": Section(("care", "closes_at"), _fill_rule, _read_rule, of_stage=True, shown_at={"redundancy": "care"}),
    "promise": Section(("promise", "promise_by", "promise_most"), _fill_promise, _read_promise),
    "sharing": Section(("marking", *SHARING, "licence", "keep_until"), _fill_sharing, _read_sharing),
}
