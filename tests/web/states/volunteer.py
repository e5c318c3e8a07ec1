"""What volunteers meet besides the task page: welcome, practice, home, the end of a sitting, and what they gave."""

from datetime import date
from types import SimpleNamespace as Row
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from microtask.web import forms
from microtask.web.calendar import read_drop_ins
from microtask.web.forms import Form
from tests.web import examples as made

CHALLENGE, NOON = made.CHALLENGE, made.NOON
NEWS = [
    Row(id=7, title=CHALLENGE.title, department="Department of Examples", outcome="We have rewritten 20 letters."),
    Row(id=8, title="Sort the FOI backlog", department="Office for Samples", outcome="Two teams share it now. " * 9),
]
SUGGESTED = [
    (Row(**vars(CHALLENGE) | {"seconds": seconds}), reason)
    for reason, seconds in (("begun", 37.4), ("nearly_done", None), ("short", 12.0))
]
SITTING = {"carry_on": None, "thanks": [], "milestone": None, "allowance": None}
GIVEN = Row(
    id=7, title=CHALLENGE.title, department="Department of Examples", state="open", answers=12, settled=7, changeable=5,
    withdrawn=0, outcome=None, released=False, first_on=date(2026, 3, 2), last_on=date(2026, 3, 12),
)  # fmt: skip
CLOSED = Row(**vars(GIVEN) | {"id": 8, "state": "closed", "withdrawn": 2, "outcome": "Done.", "released": True})
SILENT = Row(**vars(CLOSED) | {"id": 9, "outcome": None, "answers": 1, "first_on": GIVEN.last_on, "withdrawn": 0})
IDEA = {"id": 4, "challenge": CHALLENGE.title, "payload": {"title": "Ring people back"}, "settled": False}
ANSWER = {"things": ["letter-3"], "item": "Your permit ends on …", "hidden": False, "answer": ["Partly"],
          "state": "open", "answered_at": NOON, "change": 12, "settled_as": []}  # fmt: skip
PRACTICE = made.CATALOGUE.get("next-step-letter")
FRAGMENT = made.FRAGMENTS.render(made.TEMPLATE, item=made.LETTER)
DROP_INS = read_drop_ins("2026-03-03 10:00 By video\nEvery Friday in room 12")
ABOUT_STAGE: dict[str, Any] = {
    "question": made.STAGE.question, "guidance": "Go by the letter alone.", "seconds": 38.0, "practice": PRACTICE.id,
    "glossary": [{"term": "Award", "meaning": "The decision about a benefit, and what is paid"}],
}  # fmt: skip
ABOUT: dict[str, Any] = {
    "challenge": Row(**vars(CHALLENGE) | {
        "why": "People ring us about them.", "benefits": "Residents", "sponsor": "Director of Letters",
        "contact": "letters@examples.example", "promise_by": date(2026, 6, 30), "outcome_at": None}),
    "department": "Department of Examples", "stages": [ABOUT_STAGE], "drop_ins": DROP_INS,
    "has_check_items": True, "found": None, "part": None, "may_answer": True, "may_contribute": True,
}  # fmt: skip
FOUND = {"tasks": 418, "settled": 371, "undecided": 16, "volunteers": 57, "agreed": 0.84}
WAITING = [
    {"id": number, "fragment": Markup("<p>Ring people back</p>"), "sent_at": NOON, "days": number, "found": found,
     "credited": credited}
    for number, found, credited in ((3, ["phone_number"], "Ada Example"), (2, [], None))
]  # fmt: skip
OWNED = Row(**vars(CHALLENGE) | {"takes_contributions": True})
IDEAS = {"challenge": OWNED, "waiting": WAITING, "total": 2, "replying": 3, "form": Form.blank(), "replied": [
    Row(payload={"title": "Ring people back"}, state=state, reply="Thank you.", decided_at=NOON)
    for state in ("accepted", "declined")
]}  # fmt: skip
CHECK = {
    "challenge": CHALLENGE, "department": "Office for Samples", "owner": "Department of Examples", "fragment": FRAGMENT,
    "similar": [FRAGMENT, FRAGMENT], "found": ["phone_number"], "sent": [("part-1", "Ring people back")],
    "form": Form.blank(),
}  # fmt: skip
SKIPPED = {"assignment": Row(id=12, title=CHALLENGE.title, marking="OFFICIAL")}
PROMPTS = [("part-1", "The idea", True), ("part-2", "Who benefits", False)]


def _department(words: str, minutes: int | None) -> Row:
    return Row(name="Department of Examples", permission_text=words, monthly_minutes=minutes)


def _practice(kind: str, form: Form | None = None) -> dict[str, Any]:
    headings = ["Idea A", "Idea B"] if kind == "compare" else [None]
    return {
        "template": made.CATALOGUE.get(kind), "question": made.STAGE.question, "number": 1, "total": 3,
        "choices": made.CHOICES[kind], "fragments": [(heading, FRAGMENT) for heading in headings],
        "form": form or Form.blank(),
    }  # fmt: skip


def _refused(messages: dict[str, list[str]], *fields: str) -> Form:
    return Form.refused(MultiDict(), messages, fields)


ANSWERED = {"template": PRACTICE, "number": 1, "total": 3, "fragments": [(None, FRAGMENT)], "ours": ["Partly"],
            "why": "It names the form but not where to send it."}  # fmt: skip

HOME = {"waiting": 0, "to_review": [], "identified": [], "carry_on": None, "news": [], "challenges": [], "more": 0}

STATES: dict[str, dict[str, Any]] = {
    "welcome/show.html": {"department": _department("Up to an hour a month, in work time.", 60), "is_changed": False},
    "welcome/show.html: minutes alone": {"department": _department("", 60), "is_changed": False},
    "welcome/show.html: a new charter": {"department": _department("", None), "is_changed": True},
    "welcome/permission.html": {"department": _department("Up to an hour a month, in work time.", 60)},
    "welcome/permission.html: nothing said": {"department": _department("", None)},
    "home/show.html": HOME | {"news": NEWS, "challenges": SUGGESTED, "more": 4},
    "home/show.html: administrator": HOME | {"waiting": 2},
    "home/show.html: carry on": HOME | {"carry_on": Row(id=12, challenge=CHALLENGE.title)},
    "home/show.html: new": HOME | {"news": NEWS[:1], "challenges": [(CHALLENGE, "new")]},
    "home/show.html: nothing": HOME,
    "home/show.html: found out": HOME | {"identified": [
        (Row(decided_at=NOON, title=CHALLENGE.title, department="Department of Examples"), "A security incident")]},
    "home/show.html: to review": HOME | {
        "to_review": [Row(id=3, name="Department of Examples"), Row(id=4, name=made.LONG_WORD)]},
    "practice/index.html": {"templates": [each for each in made.CATALOGUE if each.question]},
    "practice/show.html": _practice("review"),
    "practice/show.html: tag": _practice("tag"),
    "practice/show.html: rate": _practice("rate"),
    "practice/show.html: compare": _practice("compare"),
    "practice/show.html: refused": _practice("review", _refused({"value": [forms.SELECT_ONE]}, "value")),
    "practice/show.html: tag, refused": _practice("tag", _refused({"value": [forms.SELECT_ANY]}, "value")),
    "practice/answer.html": ANSWERED | {"mine": ["Yes"]},
    "practice/answer.html: last, not sure": ANSWERED | {"number": 3, "mine": None},
    "practice/answer.html: none of the tags": ANSWERED | {"mine": [], "ours": []},
    "practice/answer.html: a pair": ANSWERED | {
        "mine": ["Idea A"], "ours": ["Idea B"], "fragments": [("Idea A", FRAGMENT), ("Idea B", FRAGMENT)]},
    "about/show.html": ABOUT,
    "about/show.html: bare": ABOUT | {
        "challenge": Row(**vars(ABOUT["challenge"]) | {
            "why": "", "benefits": "", "sponsor": "", "contact": "", "promise_by": None}),
        "stages": [{**ABOUT_STAGE, "guidance": "", "glossary": [], "seconds": None, "practice": None}] * 2,
        "drop_ins": [], "has_check_items": False, "may_contribute": False, "part": GIVEN},
    "about/show.html: paused": ABOUT | {
        "challenge": Row(**vars(ABOUT["challenge"]) | {"state": "paused"}), "may_answer": False,
        "may_contribute": False},
    "about/show.html: closing": ABOUT | {
        "challenge": Row(**vars(ABOUT["challenge"]) | {"state": "closing"}), "may_answer": False,
        "may_contribute": False},
    "about/show.html: closed": ABOUT | {
        "challenge": Row(**vars(ABOUT["challenge"]) | {
            "state": "closed", "outcome": "We have changed 20 pages.", "outcome_at": NOON}),
        "found": FOUND, "part": GIVEN, "may_answer": False, "may_contribute": False},
    "about/show.html: closed, nothing said": ABOUT | {
        "challenge": Row(**vars(ABOUT["challenge"]) | {"state": "closed"}),
        "found": FOUND | {"agreed": None, "settled": 0}, "may_answer": False, "may_contribute": False},
    "sittings/show.html": SITTING | {
        "sitting": Row(id=3, answers=12, settled=7), "milestone": 100, "allowance": 60,
        "thanks": [Row(challenge=CHALLENGE.title, promise=CHALLENGE.promise)]},
    "sittings/show.html: the first answer": SITTING | {"sitting": Row(id=3, answers=1, settled=0), "milestone": 1},
    "sittings/show.html: break": SITTING | {"sitting": Row(id=3, answers=10, settled=0), "carry_on": 12},
    "sittings/show.html: no answer": SITTING | {"sitting": Row(id=3, answers=0, settled=0)},
    "assignments/skip.html": SKIPPED | {"form": Form.blank()},
    "assignments/skip.html: refused": SKIPPED | {"form": _refused({"reason": ["Choose one of these."]}, "reason")},
    "me/contributions.html": {"given": [GIVEN, CLOSED, SILENT], "notice": None, "ideas": [
        Row(**IDEA | {"state": state, "reply": None if state == "waiting" else "Thank you.", "settled": settled})
        for state, settled in (("waiting", False), ("accepted", False), ("accepted", True), ("declined", False))
    ] + [Row(**IDEA | {"state": "withdrawn", "reply": None, "payload": {}})]},
    "me/contributions.html: told": {"given": [], "ideas": [], "notice": "We have taken your answers out."},
    "me/answers.html": {"given": GIVEN, "next_url": "/me/contributions/7?before=9", "answers": [
        Row(**ANSWER),
        Row(**ANSWER | {"state": "settled", "change": None, "settled_as": ["Yes"]}),
        Row(**ANSWER | {"state": "undecided", "change": None, "things": ["idea-1", "idea-2"]}),
        Row(**ANSWER | {"state": "withdrawn", "change": None, "answer": []}),
        Row(**ANSWER | {"hidden": True, "change": None, "answer": ["Cost", "Staff"]}),
    ]},
    "me/letter.html": {"department": "Office for Samples", "given": [GIVEN, SILENT], "total": 13, "today": NOON},
    "me/letter.html: nothing": {"department": "Office for Samples", "given": [], "total": 0, "today": NOON},
    "me/withdraw.html": {"given": GIVEN, "total": 12, "released": False},
    "me/withdraw.html: nothing left": {"given": None, "total": 0, "released": False},
    "me/withdraw.html: all": {"given": None, "total": 1, "released": True},
    "contributions/new.html": {"challenge": CHALLENGE, "prompts": PROMPTS, "form": Form.blank()},
    "contributions/new.html: refused": {
        "challenge": CHALLENGE, "prompts": PROMPTS, "form": _refused({"part-1": ["Write something."]}, "part-1")},
    "contributions/check.html": CHECK,
    "contributions/check.html: refused": CHECK | {
        "found": [], "similar": [FRAGMENT], "form": _refused({"credit": ["Select who may be named."]}, "credit")},
    "contributions/check.html: nothing like it": CHECK | {"found": [], "similar": []},
    "contributions/index.html": IDEAS,
    "contributions/index.html: refused": IDEAS | {
        "form": _refused({"decision": ["Select."], "reply": ["Write a reply."]}, "decision", "reply")},
    "contributions/index.html: none": IDEAS | {
        "challenge": Row(**vars(OWNED) | {"takes_contributions": False}), "waiting": [], "total": 0, "replying": None,
        "replied": []},
}  # fmt: skip
