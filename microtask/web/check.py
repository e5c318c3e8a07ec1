"""Check your answers: the whole brief on one page, and from there to approval or to the volunteers."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template

from microtask.challenges import actions, brief_queries, queries
from microtask.challenges.brief_rules import COMPLETED
from microtask.challenges.models import Challenge, Import
from microtask.challenges.rules import is_legal
from microtask.errors import Invalid
from microtask.kinds.options import labels_of
from microtask.people.rules import may_own_challenges
from microtask.web.brief import address_of, get_edited, name_sections, say_audience, say_care, say_effect
from microtask.web.filters import format_day, format_number
from microtask.web.forms import Form, choices_of
from microtask.web.items import tell_texts
from microtask.web.page import Answer, Pages, Visit, go_to

Rows = list[tuple[str, str]]

NOT_SAID = "Not said yet"
YES_NO = {"yes": "Yes", "no": "No"}
SAID = {"keep": "kept, after the owner had looked", "leave_out": "left out", None: "not decided on"}
WHO = {"internal": "Public-sector staff only", "OGL-UK-3.0": "Anybody, under the Open Government Licence"}

check = Pages("check")


@check.page("/challenges/<id:challenge_id>/check", who=may_own_challenges)
def show(visit: Visit, challenge_id: int) -> Answer:
    """The summary of a draft."""
    challenge = get_edited(visit, challenge_id)
    if not is_legal("publish", challenge.state):
        return go_to(f"/challenges/{challenge_id}")
    return _page(visit, challenge, Form.blank())


@check.page("/challenges/<id:challenge_id>/publish", methods=["POST"], who=may_own_challenges)
def publish(visit: Visit, challenge_id: int) -> Answer:
    """Publish it, or send it for approval; what is missing is said above the summary."""
    try:
        actions.publish(visit.unit, challenge_id, by=visit.person, catalogue=visit.house.catalogue)
    except Invalid as error:
        return _page(visit, get_edited(visit, challenge_id), Form.refused(visit.form, error.fields, ())), 422
    return go_to(f"/challenges/{challenge_id}/sent")


@check.page("/challenges/<id:challenge_id>/sent", who=may_own_challenges)
def sent(visit: Visit, challenge_id: int) -> Answer:
    """What happens next."""
    challenge = get_edited(visit, challenge_id)
    if challenge.state == "draft":
        return go_to(f"/challenges/{challenge_id}")
    return render_template(
        "check/sent.html",
        challenge=challenge,
        approvers=brief_queries.list_approvers(visit.unit.session, challenge),
        asked_at=challenge.asked_at,
    )


def list_parts(visit: Visit, challenge: Challenge) -> dict[str, Rows]:
    """The brief, by section, as rows of what is asked for and what was said."""
    session = visit.unit.session
    stages = queries.describe_stages(session, queries.list_stages(session, challenge.id))
    count = brief_queries.count_items(session, challenge.id)
    numbers = [f": question {at}" if len(stages) > 1 else "" for at in range(1, len(stages) + 1)]
    return {
        "problem": _problem(challenge),
        "items": [
            ("How many", format_number(count) if count else NOT_SAID),
            *_private(queries.list_imports(session, challenge.id)),
            *tell_texts(visit, challenge.id, stages),
        ],
        "question": [
            row
            for at, stage in enumerate(stages, 1)
            for row in (*_question(stage, f" {at}" if len(stages) > 1 else ""), *_goes_on(stage, at, of=len(stages)))
        ],
        "audience": [row for number, stage in zip(numbers, stages, strict=True) for row in _audience(stage, number)],
        "rule": [
            *(
                (f"How careful{number}", say_care(stage["redundancy"], stage["kind"]))
                for number, stage in zip(numbers, stages, strict=True)
            ),
            ("Last day for answers", format_day(challenge.closes_at) if challenge.closes_at else "None"),
        ],
        "promise": _promise(challenge),
        "sharing": _sharing(challenge),
    }


def _problem(challenge: Challenge) -> Rows:
    return [
        ("Name", challenge.title),
        ("What it is", challenge.summary or NOT_SAID),
        ("Why it matters", challenge.why or NOT_SAID),
        ("Who benefits", challenge.benefits or NOT_SAID),
        ("Who stands behind it", challenge.sponsor or "Nobody named"),
        ("Whom colleagues may ask", challenge.contact or NOT_SAID),
    ]


def _private(imports: Sequence[Import]) -> Rows:
    """What the scans for private data found, and what was decided about it; nothing where they found none."""
    found = {decision: sum(each.flagged for each in imports if each.findings_decision == decision) for decision in SAID}
    told = [f"{format_number(items)} {SAID[decision]}" for decision, items in found.items() if items]
    return [("Items that may hold private data", "; ".join(told))] if told else []


def _question(stage: Mapping[str, Any], number: str) -> Rows:
    scale = stage.get("scale")
    labels = [words for _, words, *_ in choices_of([], scale)] if scale else labels_of(stage.get("options", ()))
    return [
        (f"Question{number}", stage["question"] or NOT_SAID),
        *([("Answers to choose from", ", ".join(labels) or NOT_SAID)] if stage["kind"] != "compare" else []),
        ("Guidance", stage["guidance"] or "None"),
        ("Glossary", "; ".join(f"{each['term']}: {each['meaning']}" for each in stage["glossary"]) or "None"),
    ]


def _goes_on(stage: Mapping[str, Any], at: int, *, of: int) -> Rows:
    return [(f"What goes on to question {at + 1}", say_effect(stage["effect"]))] if at < of else []


def _audience(stage: Mapping[str, Any], number: str) -> Rows:
    audience = stage["audience"]
    return [
        (f"Who is asked{number}", say_audience(audience)),
        (f"Departments that must be among the answers{number}", str(audience["min_departments"])),
    ]


def _promise(challenge: Challenge) -> Rows:
    return [
        ("What you will do", challenge.promise or NOT_SAID),
        ("By when", format_day(challenge.promise_by) if challenge.promise_by else NOT_SAID),
        ("How many you can act on", format_number(challenge.promise_most) if challenge.promise_most else NOT_SAID),
    ]


def _sharing(challenge: Challenge) -> Rows:
    told = challenge.sharing or {}
    return [
        ("Marking", challenge.marking),
        ("Who said these departments may see it", told.get("allowed_by") or NOT_SAID),
        ("Personal data in the items", YES_NO.get(told.get("personal", ""), NOT_SAID)),
        ("Harm if it went further", YES_NO.get(told.get("harm", ""), NOT_SAID)),
        ("Yours to share", YES_NO.get(told.get("ours", ""), NOT_SAID)),
        ("Who may use the results", WHO[challenge.licence]),
        ("Kept until", format_day(challenge.keep_until) if challenge.keep_until else "No day given"),
    ]


def _page(visit: Visit, challenge: Challenge, form: Form) -> str:
    parts, names = list_parts(visit, challenge), name_sections()
    brief = brief_queries.read_brief(visit.unit.session, challenge, catalogue=visit.house.catalogue)
    several = len(queries.list_stages(visit.unit.session, challenge.id)) > 1
    return render_template(
        "check/show.html",
        challenge=challenge,
        parts=[(names[name], address_of(challenge.id, name, several=several), rows) for name, rows in parts.items()],
        unfinished=[names[name] for name in parts if brief.status(name) != COMPLETED],
        approvers=brief_queries.list_approvers(visit.unit.session, challenge),
        form=form,
    )
