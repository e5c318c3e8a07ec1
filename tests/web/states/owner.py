"""The owner's pages: the list, the brief of a draft section by section, the dashboard, decisions, closing; approval."""

from datetime import date
from types import SimpleNamespace as Row
from typing import Any

from werkzeug.datastructures import MultiDict

from microtask.challenges.brief_rules import COMPLETED, IN_PROGRESS, NOT_STARTED
from microtask.challenges.lint import Advice
from microtask.challenges.rules import CARES, EXPECTED
from microtask.challenges.rules import STATES as LIFE
from microtask.charts.bars import Bar, bars
from microtask.results.queries.health import Standing
from microtask.results.rules import UNDECIDED_BECAUSE
from microtask.web.brief import CARE_WORDS, address_of, name_sections
from microtask.web.decisions import UNCLEAR
from microtask.web.forms import Form, choices_of, choices_of_pair
from microtask.web.sections import SECTIONS
from tests.web import examples as made

NOON = made.NOON
FULL = {
    "why": "Half of the people who get them ring us.", "benefits": "Residents", "sponsor": "Director of Letters",
    "contact": "letters@examples.example", "promise_by": date(2026, 6, 30), "promise_most": 20, "asked_at": None,
    "approvers": [], "overdue": False, "licence": "internal",
}  # fmt: skip
CHALLENGE = Row(**vars(made.CHALLENGE) | FULL)
BARE = Row(
    **vars(made.DRAFT) | dict.fromkeys(("why", "benefits", "sponsor", "contact"), "")
    | {"promise_by": None, "promise_most": None, "asked_at": None, "approvers": [], "overdue": False}
)  # fmt: skip
WAITING = Row(**vars(CHALLENGE) | {"state": "awaiting_approval", "asked_at": NOON, "approvers": ["Ada Example"]})
OVERDUE = Row(**vars(CHALLENGE) | {"state": "closed", "overdue": True})
TERM = {"term": "Award", "meaning": "The decision about a benefit, and what is paid"}
STAGE = Row(
    **vars(made.STAGE) | {"guidance": "Go by the letter alone.", "glossary": [TERM], "max_answers": 7, "goes_on": None}
)
PLAIN = Row(**vars(made.STAGE) | {"guidance": "", "glossary": [], "goes_on": "Items with the answer No"})
MAY_NOTHING = dict.fromkeys(
    (*made.MAY_NOTHING, "collect", "decide", "see_live", "see_hidden"), False
)  # fmt: skip
NAMES = name_sections()
PARTS = [("The problem", [("Name", CHALLENGE.title), ("Why it matters", "Not said yet")]), ("Who to ask", [])]
CHART = bars(
    "votes", [Bar("Yes", 20, ["20"]), Bar("No", 4, ["4"])], title="What colleagues say", description="How often.",
    headings=["Answer", "Times given"],
)  # fmt: skip
TROUBLE = [Row(id=number, key=f"letter-{number}", times=number + 2, answers=5) for number in (1, 2)]
LIVE = {
    "stage": STAGE, "stages": [STAGE],
    "standing": Standing(settled=371, decided=31, undecided=16, open=1000, unclear=2), "last_week": 240,
    "forecast": "Between 3 April 2026 and 19 April 2026", "skipped": TROUBLE, "unsure": TROUBLE, "unused": ["Partly"],
    "charts": [CHART],
}  # fmt: skip
QUIET_LIST: dict[str, Any] = {
    "next_url": None, "may_create": False, "reports": None, "open": [], "own": [], "on_paper": [],
}  # fmt: skip
QUIET = LIVE | {
    "skipped": [], "unsure": [], "unused": [], "charts": [],
    "stages": [PLAIN, Row(**vars(STAGE) | {"position": 2})], "forecast": None,
}  # fmt: skip
SHOW: dict[str, Any] = {
    "challenge": CHALLENGE, "stages": [STAGE], "progress": made.PROGRESS, "releases": made.RELEASES,
    "imports": [Row(**made.UPLOAD)], "owns": True, "has_check_items": True, **made.NOTHING_HIDDEN, "live": None,
    "sections": [], "may": MAY_NOTHING, "is_done": False, "is_released": True,
}  # fmt: skip
OWNING = MAY_NOTHING | dict.fromkeys(("edit", "add_items", "pause", "close", "see_results", "decide"), True)
SECTION = {
    "challenge": CHALLENGE, "stage": {}, "departments": [(each.slug, each.name) for each in made.DEPARTMENTS],
    "cares": [(name, name.capitalize(), words, CARES[name]) for name, words in CARE_WORDS.items()],
    "tried": [(name.capitalize(), each.right) for name, each in EXPECTED.items()],
    "markings": [(each, each) for each in ("OFFICIAL", "OFFICIAL-SENSITIVE")],
    "skills": [("benefits-letters", "benefits-letters"), ("law", "law")],
    "licences": ["internal", "OGL-UK-3.0"],
    "of_place": "",
}  # fmt: skip
CARD = {"id": "review", "title": "One answer", "question": "Is it clear?", "labels": ["Yes", "No"]}
QUESTION = {
    "challenge": CHALLENGE, "template": made.CATALOGUE.get("review"), "advice": [], "fixed": False,
    "of_place": "?stage=2",
    "form": Form.blank(question=STAGE.question),
    "rows": [{"label": "Yes", "definition": "It does"}, {"label": "No"}, {}],
    "most_rows": 100, "added": False,
}  # fmt: skip
FRAGMENT = made.FRAGMENTS.render(made.TEMPLATE, item=made.LETTER)
ITEMS = {
    "challenge": CHALLENGE, "imports": [Row(**made.UPLOAD)], "undecided_findings": 6, "count": 418,
    "question": STAGE.question, "of_place": "", "names": ["key", "body"],
    "form": Form.blank(**{"column-letter": "body"}),
    "fields": [{"name": "letter", "label": "The text of the letter", "is_missing": False},
               {"name": "service", "label": "The service that sends it", "is_missing": True}],
    "empty": [("body", ["letter-12", "letter-90"], False)],
    "alike": [("body", ["letter-7", "letter-8"], True)], "long": [("body", [("letter-9", 47), ("letter-3", 4)])],
    "preview": [("letter-1", FRAGMENT), ("letter-2", FRAGMENT)],
}  # fmt: skip
TRIED = [{"key": f"letter-{n}", "answer": answer, "seconds": n, "item_id": n} for n, answer in ((1, "Yes"), (2, None))]
SECOND = Row(**vars(STAGE) | {"position": 2, "kind": "compare", "question": "Which is clearer?"})
COST = {"each": 35.0, "was_less": False, "items": 418, "answers_each": 5.6, "seconds": 81935.0}
QUESTIONS = [
    {"position": 1, "question": STAGE.question, "may_try": True, "tried": 5, "cost": COST},
    {"position": 2, "question": "Which is clearer?", "may_try": True, "tried": 5, "cost": COST | {"items": 20}},
    {"position": 3, "question": "", "may_try": False, "tried": 0, "cost": None},
]
TRIAL = {
    "challenge": CHALLENGE, "stage": STAGE, "of_place": "", "tried": TRIED, "next": 3, "wanted": 5,
    "cost": COST, "questions": [], "kept": None, "may_keep": True, "owns": True,
}  # fmt: skip
CHOICES = choices_of(["Yes", {"label": "Partly", "definition": "It names the form", "example": "Send B2"}, "No"], None)
TRY = {
    "challenge": CHALLENGE, "item_id": 3, "stage": STAGE, "help": "Read it once", "choices": CHOICES,
    "fragments": [(None, FRAGMENT)], "of_place": "", "shown_at": 1773311400, "form": Form.blank(),
}  # fmt: skip
SAID = [{"answer": "Yes", "count": 3, "notes": ["It names the form."]}, {"answer": None, "count": 1, "notes": []}]
DECISION = {
    "challenge": CHALLENGE, "stage": STAGE, "item": Row(id=3, key="letter-3"), "fragment": FRAGMENT,
    "choices": CHOICES, "said": SAID, "unclear": UNCLEAR, "form": Form.blank(),
    "why": UNDECIDED_BECAUSE["max"], "left": 16,
}  # fmt: skip
TO_DECIDE = [
    {"id": number, "key": f"letter-{number}", "excerpt": excerpt, "said": said, "not_sure": number, "why": why}
    for number, excerpt, said, why in (
        (1, "Thank you for your letter of …", "Yes 3, No 2", UNDECIDED_BECAUSE["max"]), (2, "", "", None))
]  # fmt: skip
CLOSING = {
    "challenge": CHALLENGE, "number": 1, "counts": [(STAGE.question, LIVE["standing"])], "hidden": 2, "may_close": True,
    "may_release": False,
}  # fmt: skip
AS_A_TASK = {
    "question": STAGE.question, "help": "Read it once", "guidance": STAGE.guidance,
    "items": [("letter-1", FRAGMENT), ("letter-2", FRAGMENT)],
    "choices": [("Yes",), ("Partly", "It names the form"), ("No",)],
}  # fmt: skip
APPROVAL = {
    "challenge": WAITING, "owners": ["Ada Example"], "parts": PARTS, "sections": list(NAMES.items()),
    "tasks": [AS_A_TASK], "tried": 1, "wanted": 3, "allowed_by": "The head of letters",
    "form": Form.blank(),
}  # fmt: skip
DRAFT = {
    "challenge": BARE, "completed": 3, "questions": 1, "may_try": True, "tried": 2, "approvers": ["Ada Example"],
    "comments": {"question": "Say relevant to what."}, "returned_by": "Ada Example", "undecided_findings": 6,
    "sections": [(name, label, address_of(7, name), status) for (name, label), status in zip(
        NAMES.items(), (COMPLETED, IN_PROGRESS, NOT_STARTED, COMPLETED, COMPLETED, NOT_STARTED, NOT_STARTED),
        strict=True)],
}  # fmt: skip


def _refused(*fields: str, **sent: str) -> Form:
    return Form.refused(MultiDict(sent), {name: ["Mend it."] for name in fields}, fields)


def _sections() -> dict[str, dict[str, Any]]:
    blank = {f"sections/{name}.html": SECTION | {"form": Form.blank()} for name in SECTIONS}
    return blank | {
        f"sections/{name}.html: refused": SECTION | {"form": _refused(*section.fields)}
        for name, section in SECTIONS.items()
    }


STATES: dict[str, dict[str, Any]] = {
    "challenges/index.html": QUIET_LIST | {"may_create": True, "reports": 3, "open": [CHALLENGE], "own": [
        Row(id=place, title="A challenge", state=state, progress=made.PROGRESS, approvers=["Ada Example"],
            asked_at=NOON, answered_at=NOON if place % 2 else None, overdue=state == "closed", done=place % 2,
            said=False)
        for place, state in enumerate(LIFE, 1)
    ]},
    "challenges/index.html: none yet": QUIET_LIST | {"may_create": True, "reports": 0},
    "challenges/index.html: nothing open": QUIET_LIST,
    "challenges/open.html": {"open": [CHALLENGE], "next_url": "/challenges?before=9"},
    "challenges/open.html: none": {"open": [], "next_url": None},
    "challenges/index.html: coordinator": QUIET_LIST | {"on_paper": [CHALLENGE]},
    "challenges/new.html": {"form": Form.blank()},
    "challenges/new.html: refused": {"form": _refused("title")},
    "challenges/draft.html": DRAFT,
    "challenges/draft.html: new": DRAFT | {
        "completed": 0, "questions": 2, "may_try": False, "tried": 0, "approvers": [],
        "comments": {}, "returned_by": None, "undecided_findings": 0},
    "challenges/show.html": SHOW | {
        "live": LIVE, "may": OWNING, "sections": [("The problem", "/challenges/7/sections/problem")]},
    "challenges/show.html: quiet": SHOW | {"live": QUIET, "may": OWNING, "stages": [PLAIN, STAGE]},
    "challenges/show.html: waiting": SHOW | {
        "challenge": WAITING, "may": MAY_NOTHING | {"approve": True}, "progress": made.NO_PROGRESS,
        "sections": [("The problem", "/challenges/7/sections/problem")],
        "imports": [Row(**made.UPLOAD | {"state": state, "filename": ""}) for state in ("running", "failed")]},
    "challenges/show.html: nothing left to answer": SHOW | {
        "live": LIVE | {"standing": Standing(settled=371, decided=31, undecided=16, open=0)}, "may": OWNING,
        "is_done": True},
    "challenges/show.html: closed": SHOW | {
        "challenge": Row(**vars(OVERDUE) | {"overdue": False}), "may": MAY_NOTHING | {"conclude": True},
        "is_released": False},
    "challenges/show.html: overdue": SHOW | {"challenge": OVERDUE, "may": MAY_NOTHING | {"conclude": True}},
    "challenges/show.html: bare": SHOW | {
        "challenge": BARE, "stages": [PLAIN], "progress": made.NO_PROGRESS, "releases": [], "imports": [],
        "owns": False, "has_check_items": False, "may": MAY_NOTHING | {"add_items": True}},
    "challenges/show.html: volunteer": SHOW | {
        "releases": [], "imports": [], "owns": False, "may": MAY_NOTHING | {"answer": True}},
    **_sections(),
    "question/kind.html": {"challenge": CHALLENGE, "form": Form.blank(), "place": 1,
                           "cards": [CARD, CARD | {"id": "tag"}]},
    "question/kind.html: refused": {"challenge": CHALLENGE, "form": _refused("template"), "place": 2, "cards": [CARD]},
    "question/edit.html": QUESTION | {"advice": [Advice("question", "Say relevant to what."), Advice("options", "x")]},
    "question/edit.html: rate, refused": QUESTION | {
        "template": made.CATALOGUE.get("rate"), "form": _refused("question", "options", "guidance", "glossary")},
    "question/edit.html: a row added": QUESTION | {"added": True},
    "question/edit.html: compare": QUESTION | {"template": made.CATALOGUE.get("compare")},
    "question/edit.html: fixed": QUESTION | {"fixed": True},
    "items/show.html": ITEMS,
    "items/show.html: nothing yet": ITEMS
    | {"imports": [], "undecided_findings": 0, "count": 0, "names": [], "empty": [], "alike": [], "long": []}
    | {"preview": [], "question": ""},
    "items/show.html: refused": ITEMS | {"form": Form.refused(MultiDict(), {"": ["It cannot be changed."]}, ())},
    "trials/index.html": TRIAL,
    "trials/index.html: done": TRIAL | {"next": None, "kept": 4},
    "trials/index.html: new": TRIAL | {"tried": [], "cost": None},
    "trials/index.html: several questions": TRIAL | {"questions": QUESTIONS},
    "trials/index.html: all questions tried": TRIAL | {
        "questions": QUESTIONS[:2], "stage": SECOND, "of_place": "?stage=2", "next": None, "may_keep": False},
    "trials/index.html: new, pairs": TRIAL | {
        "stage": SECOND, "of_place": "?stage=2", "tried": [], "cost": None, "questions": QUESTIONS},
    "trials/index.html: no items": TRIAL | {"tried": [], "cost": None, "wanted": 0, "next": None},
    "trials/new.html": TRY,
    "trials/new.html: pair": TRY | {
        "stage": SECOND, "of_place": "?stage=2", "choices": choices_of_pair("Letter"),
        "fragments": [("Letter A", FRAGMENT), ("Letter B", FRAGMENT)]},
    "trials/new.html: tag, refused": TRY | {"stage": Row(**vars(PLAIN) | {"kind": "tag"}), "form": _refused("value")},
    "check/show.html": {
        "challenge": CHALLENGE, "parts": [(label, "/challenges/7/items", rows) for label, rows in PARTS],
        "unfinished": ["The question"], "approvers": ["Ada Example"], "form": Form.blank()},
    "check/show.html: refused": {
        "challenge": CHALLENGE, "parts": [(label, "/challenges/7/items", rows) for label, rows in PARTS],
        "unfinished": [], "approvers": [],
        "form": Form.refused(MultiDict(), {"items": ["Add at least one item."]}, ())},
    "check/sent.html": {"challenge": WAITING, "approvers": ["Ada Example", "Bo Example"], "asked_at": NOON},
    "check/sent.html: published": {"challenge": CHALLENGE, "approvers": [], "asked_at": None},
    "approvals/show.html": APPROVAL,
    "approvals/show.html: refused": APPROVAL | {"form": _refused("problem")},
    "approvals/show.html: not ticked": APPROVAL | {"form": _refused("checks"), "allowed_by": None, "wanted": 0},
    "guidance/edit.html": {
        "challenge": CHALLENGE, "question": STAGE.question, "of_place": "", "version": 3,
        "form": Form.blank(guidance="New"),
        "earlier": [Row(version=2, guidance="Go by the letter.", changed_at=NOON), Row(version=1, guidance="",
                                                                                       changed_at=NOON)]},
    "guidance/edit.html: refused": {
        "challenge": CHALLENGE, "question": STAGE.question, "of_place": "?stage=2", "version": 1,
        "form": _refused("guidance"), "earlier": []},
    "decisions/index.html": {
        "challenge": CHALLENGE, "next_url": "/challenges/7/decisions?after=2", "left": 3,
        "questions": [(STAGE, TO_DECIDE), (Row(**vars(STAGE) | {"position": 2}), TO_DECIDE[:1])]},
    "decisions/edit.html": DECISION,
    "decisions/edit.html: tag": DECISION | {"stage": Row(**vars(PLAIN) | {"kind": "tag"}), "said": [], "left": 1},
    "decisions/edit.html: compare, refused": DECISION | {
        "stage": Row(**vars(PLAIN) | {"kind": "compare"}), "choices": [], "left": 0,
        "form": _refused("value", "reason")},
    "closing/show.html": CLOSING,
    "closing/show.html: closed": CLOSING | {
        "challenge": OVERDUE, "counts": [*CLOSING["counts"]] * 2, "may_close": False, "may_release": True, "hidden": 0},
    "closing/show.html: closing": CLOSING | {
        "challenge": Row(**vars(CHALLENGE) | {"state": "closing"}), "may_close": False},
}  # fmt: skip
