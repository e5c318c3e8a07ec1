"""Every page with made-up contexts, one for each state that looks different, and a small app that shows them.

A noun with many states has a file of its own in `states/`, whose `STATES` are added here; what follows from a template
alone (lists that are empty or hold one, a challenge that is paused or closed) is made by `variants.py`.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any

from flask import Flask, g, render_template
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import MultiDict

from microtask.analysis.note import method_page
from microtask.catalogue import FOLDER, load_catalogue
from microtask.challenges.rules import STATES
from microtask.results.rules import RELEASE_STATES
from microtask.web import forms
from microtask.web.forms import Form
from microtask.web.headers import set_up_headers
from microtask.web.reference import marked, read_nouns
from microtask.web.static_files import set_up_static_files
from microtask.web.templating import Fragments, set_up_templates
from tests.web.variants import variants

NOON = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
LONG_WORD = "Verantwortungsdiffusionsvermeidungsbeauftragte" * 2

LETTER = {
    "heading": "Your garden waste permit",
    "text": "Your permit ends on 31 March.\n\nIf you want us to go on collecting, pay £42 before that day.\n"
    + LONG_WORD,
    "reader": "Residents of Exampleshire",
}
CHALLENGE = Row(
    id=7, title="Plain-English check", summary="Letters that people ring us about.", state="open", marking="OFFICIAL",
    promise="We will rewrite the 20 letters colleagues find least clear, by 30 June.", closes_at=NOON,
    department="Department of Examples", outcome=None, seconds=37.4, open_tasks=1204,
)  # fmt: skip
DRAFT = Row(**vars(CHALLENGE) | {"state": "draft", "promise": "", "summary": "", "closes_at": None})
PROGRESS = {
    "items": 1418, "tasks": 1418, "settled": 371, "undecided": 16, "answers": 2904, "volunteers": 57,
    "answers_per_task": 3.25,
}  # fmt: skip
NO_PROGRESS = dict.fromkeys(PROGRESS, 0) | {"answers_per_task": None}
STAGE = Row(
    position=1, question="Does this letter say what to do next?", kind="review",
    care="Usually 3 to 5 people answer each item", seconds=38.0,
)  # fmt: skip
MAY_NOTHING = dict.fromkeys(
    ("edit", "add_items", "publish", "approve", "pause", "resume", "close", "answer", "see_results", "conclude"), False
)
NOTHING_HIDDEN = {"hidden": 0, "undecided_findings": 0}
RELEASES = [Row(number=2, created_at=NOON, state="ready"), Row(number=1, created_at=NOON, state="ready")]
CATALOGUE = load_catalogue(FOLDER)
FRAGMENTS = Fragments(CATALOGUE)
TEMPLATE = CATALOGUE.get("plain-english")
DEPARTMENTS = [Row(slug="examples", name="Department of Examples"), Row(slug="samples", name="Office for Samples")]
CARES = [("quick", "Quick", "Usually 2 or 3 people"), ("careful", "Careful", "Usually 5 or more people")]
FORMATS = [("csv", "CSV"), ("xlsx", "Excel spreadsheet (XLSX)")]
EDIT_FIELDS = (
    "title", "summary", "promise", "question", "options", "departments", "exclude_own", "min_departments", "care",
    "closes_at",
)  # fmt: skip
CHOICES = {
    "review": forms.choices_of(["Yes", {"label": "Partly", "definition": "It names the form only"}, "No"], None),
    "tag": forms.choices_of(["Cost", {"label": "Time", "definition": "How long people wait"}, "Staff"], None),
    "rate": forms.choices_of([], {"min": 1, "max": 5, "labels": {"1": "Very hard", "3": "Neither", "5": "Very easy"}}),
    "compare": forms.choices_of_pair("Idea"),
}


def _task(kind: str, form: Form | None = None, **changes: Any) -> dict[str, Any]:
    assignment = Row(
        id=12, title=CHALLENGE.title, marking="OFFICIAL", kind=kind, question=STAGE.question
    )  # fmt: skip
    headings = ["Idea A", "Idea B"] if kind == "compare" else [None]
    fragments = [(heading, FRAGMENTS.render(TEMPLATE, item=LETTER)) for heading in headings]
    context = {"assignment": assignment, "fragments": fragments, "help": "Read it once", "choices": CHOICES[kind]}
    return (
        context
        | {
            "form": form or Form.blank(),
            "changing": False,
            "shown_at": 1773311400,
            "done": 2,
            "sitting": 3,
            "last": 11,
            "notice": None,
        }
        | changes
    )


def _refused(messages: dict[str, list[str]], *fields: str, **sent: str) -> Form:
    return Form.refused(MultiDict(sent), messages, fields)


def _result(key: str, state: str, **found: Any) -> Row:
    return Row(**{"key": key, "excerpt": "", "state": state, "answer": None, "confidence": None, "agreement": None,
                  "answers": 0, "low": None, "high": None} | found)  # fmt: skip


RESULTS = {
    "challenge": CHALLENGE, "stage": STAGE, "stages": [STAGE, Row(position=2, question="How useful is it?")],
    "summary": Row(tasks=1418, settled=371, undecided=16, answers=2904, agreed=0.84, alpha=0.713),
    "distribution": [("Yes", 201, 0.542), ("Partly", 120, 0.323), ("No", 50, 0.135)],
    "least_sure": [_result("letter-3", "undecided", answer="No", confidence=0.4, agreement=0.4, answers=7)],
    "results": [
        _result("letter-1", "settled", excerpt="Your permit ends on …", answer="Partly", confidence=0.9972,
                agreement=0.8, answers=5),
        _result("letter-2", "adjudicated", answer="No", confidence=0.52, agreement=0.5, answers=6),
        _result("letter-3", "undecided", answer="4", confidence=0.4, agreement=0.4, answers=7, low=2.8, high=4.1),
        _result("letter-4", "open"),
    ],
    "previous_url": "/challenges/7/results?before=1", "next_url": "/challenges/7/results?after=4",
    "downloads": [("Results (CSV)", "/challenges/7/results")],
    "releases": RELEASES, "may_release": True,
}  # fmt: skip
RANKING = [
    _result("idea-1", "settled", excerpt="Ring people back", answer="1", confidence=0.97, agreement=0.9, answers=10,
            score=1.42, low=0.61, high=2.23, won=9, same=0),
    _result("idea-2", "undecided", answer="2", confidence=0.81, agreement=0.7, answers=9, score=-0.4, low=-1.2,
            high=0.4, won=3, same=1),
    _result("idea-3", "open", score=None, won=0, same=0),
]  # fmt: skip
IMPORT = {
    "challenge": CHALLENGE, "rejections": [], "previous_url": None, "next_url": None, "may_publish": False,
    "is_scanned": True, "findings": [], "flagged": [], "may_decide": False, "decider": None,
}  # fmt: skip
UPLOAD = {
    "id": 4,
    "filename": "letters.csv",
    "state": "done",
    "rows": 421,
    "accepted": 418,
    "rejected": 3,
    "failure": None,
    "flagged": 0,
    "scanned_at": NOON,
    "cleared_at": NOON,
    "findings_decision": None,
    "findings_decided_at": None,
}
REFUSALS = [Row(row=row, reason="“Purple” is not an option of this question.") for row in (3, 7)]
GOLD = {
    "challenge": CHALLENGE, "known": None, "rejected": [], "may_add": True, "form": Form.blank(),
    "counts": [("Is it clear?", 20), ("Could we do it?", 0)],
    "choices": [("1", "Is it clear?"), ("2", "Could we do it?")],
}  # fmt: skip
SIGN_IN_REFUSED = _refused({"email": ["Enter your work email address."], "password": ["Enter your password."]},
                           "email", "password", email="")  # fmt: skip
SPEC = {
    "info": {"description": "What it is.\nHow to sign in."}, "tags": [{"name": "me", "description": "Who I am"}],
    "paths": {"/me": {"get": {
        "operationId": "me.show", "tags": ["me"], "summary": "Who the token is", "x-who": "all",
        "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200}}],
        "responses": {
            "200": {"description": "Done", "content": {"application/json": {"schema": {
                "properties": {"name": {"type": "string"}, "roles": {"type": "array", "items": {"type": "string"}}}}}}},
            "401": {"description": "No token"}}}}},
}  # fmt: skip

# A name is the template's, with what is special about this state after a colon.
EXAMPLES: dict[str, dict[str, Any]] = {
    "sign_ins/new.html": {"form": Form.blank(), "next": None, "accounts": []},
    "sign_ins/new.html: demo, refused": {"form": SIGN_IN_REFUSED, "next": "/challenges/7", "accounts": [
        Row(name="Demo Owner", email="owner@examples.example", password="demo", role="owner", department="Examples"),
    ]},
    "home/show.html: start": {"person": None, "example": Row(
        question=STAGE.question, labels=["Yes", "Partly", "No"],
        fragment=FRAGMENTS.render(TEMPLATE, item=LETTER))},
    "home/show.html": {"carry_on": None, "challenges": [CHALLENGE, Row(**vars(CHALLENGE) | {"seconds": None})]},
    "home/show.html: carry on": {"carry_on": Row(id=12, challenge=CHALLENGE.title), "challenges": []},
    "home/show.html: nothing": {"carry_on": None, "challenges": []},
    "sittings/new.html": {"form": Form.blank(challenge=7), "challenges": [CHALLENGE]},
    "sittings/new.html: refused": {"form": _refused({"minutes": ["Select how many minutes you have."]}, "minutes"),
                                   "challenges": []},
    "sittings/show.html": {"sitting": Row(id=3, answers=12, settled=7), "carry_on": None,
                           "thanks": [Row(challenge=CHALLENGE.title, promise=CHALLENGE.promise)]},
    "sittings/show.html: break": {"sitting": Row(id=3, answers=10, settled=0), "carry_on": 12, "thanks": []},
    "sittings/show.html: no answer": {"sitting": Row(id=3, answers=0, settled=0), "carry_on": None, "thanks": []},
    "sittings/nothing.html": {"challenge": CHALLENGE, "another": Row(id=8, title="Sort the FOI backlog"), "answers": 4},
    "sittings/nothing.html: anywhere": {"challenge": None, "another": None, "answers": 0},
    "assignments/show.html": _task("review"),
    "assignments/show.html: tag": _task("tag", done=0, last=None),
    "assignments/show.html: rate": _task("rate"),
    "assignments/show.html: compare": _task("compare"),
    "assignments/show.html: compare, refused": _task(
        "compare", _refused({"value": [forms.SELECT_ONE]}, "value", "note")),
    "assignments/show.html: refused": _task(
        "review", _refused({"value": [forms.SELECT_ONE]}, "value", "note", note="Hm")),
    "assignments/show.html: tag, refused": _task("tag", _refused({"value": [forms.SELECT_ANY]}, "value", "note")),
    "assignments/show.html: changed": _task("tag", forms.show_answer(["Cost", "Staff"], note="Both"), changing=True),
    "assignments/show.html: told": _task("rate", notice="This was settled. We saved your answer."),
    "assignments/report.html": {"assignment": _task("review")["assignment"], "form": Form.blank()},
    "assignments/report.html: refused": {"assignment": _task("review")["assignment"],
                                         "form": _refused({"reason": ["Select what the problem is."]}, "reason")},
    "challenges/index.html": {"next_url": None, "may_create": True, "reports": 3, "open": [CHALLENGE], "own": [
        Row(id=place, title="A challenge", state=state, progress=PROGRESS, answered_at=NOON if place % 2 else None)
        for place, state in enumerate(STATES, 1)
    ]},
    "challenges/index.html: none yet": {"next_url": None, "may_create": True, "reports": 0, "open": [], "own": []},
    "challenges/index.html: volunteer": {"next_url": None, "may_create": False, "reports": None, "open": [], "own": []},
    "challenges/new.html": {"form": Form.blank(), "templates": CATALOGUE},
    "challenges/new.html: refused": {"form": _refused({"template": ["Select what colleagues will do."]}, "template"),
                                     "templates": CATALOGUE},
    "challenges/edit.html": {"challenge": None, "template": TEMPLATE, "departments": DEPARTMENTS, "cares": CARES,
                             "fixed": False,
                             "form": Form.blank(question=TEMPLATE.question, options="Yes\nNo", min_departments=1)},
    "challenges/edit.html: rate, refused": {
        "challenge": CHALLENGE, "template": CATALOGUE.get("rate"), "departments": DEPARTMENTS, "cares": CARES,
        "fixed": False, "form": _refused({name: ["Mend it."] for name in EDIT_FIELDS}, *EDIT_FIELDS, title="Letters")},
    "challenges/edit.html: fixed": {
        "challenge": CHALLENGE, "template": TEMPLATE, "departments": DEPARTMENTS, "cares": CARES, "fixed": True,
        "form": Form.blank(title="Letters", options="Yes\nNo", departments=["samples"], exclude_own=True,
                           **forms.write_day("closes_at", NOON))},
    "challenges/show.html": {
        "challenge": CHALLENGE, "stages": [STAGE], "progress": PROGRESS, "releases": RELEASES,
        "imports": [Row(**UPLOAD)], "owns": True, "form": Form.blank(), "has_check_items": True, **NOTHING_HIDDEN,
        "may": MAY_NOTHING | {"edit": True, "add_items": True, "pause": True, "close": True, "see_results": True}},
    "challenges/show.html: draft": {
        "challenge": DRAFT, "stages": [STAGE, STAGE], "progress": NO_PROGRESS, "releases": [],
        "imports": [Row(**UPLOAD | {"state": state, "filename": ""}) for state in ("running", "failed")],
        "owns": True, "form": Form.blank(), "has_check_items": False, **NOTHING_HIDDEN,
        "may": MAY_NOTHING | {"edit": True, "add_items": True, "publish": True}},
    "challenges/show.html: draft, refused": {
        "challenge": DRAFT, "stages": [STAGE], "progress": NO_PROGRESS, "releases": [], "imports": [], "owns": True,
        "form": _refused({"": ["Upload the items first."]}), "has_check_items": False, **NOTHING_HIDDEN,
        "may": MAY_NOTHING | {"edit": True, "add_items": True, "publish": True}},
    "challenges/show.html: volunteer": {"challenge": CHALLENGE, "stages": [STAGE], "progress": PROGRESS, "releases": [],
                                        "imports": [], "owns": False, "form": Form.blank(), "has_check_items": True,
                                        "may": MAY_NOTHING | {"answer": True}, **NOTHING_HIDDEN},
    "imports/new.html": {"challenge": CHALLENGE, "columns": ("text", "reader"), "formats": (".csv", ".xlsx"),
                         "megabytes": 1024, "form": Form.blank()},
    "imports/new.html: refused": {"challenge": CHALLENGE, "columns": (), "formats": (".csv", ".xlsx"), "megabytes": 64,
                                  "form": _refused({"file": ["Select a file."], "key": ["There is no column “id”."]},
                                                   "file", "key", key="id")},
    "imports/show.html": IMPORT | {"upload": Row(**UPLOAD), "may_publish": True,
                                   "next_url": "/challenges/7/imports/4?after=90",
                                   "rejections": [Row(row=row, reason="The text is empty.") for row in (12, 90, 3110)]},
    "imports/show.html: running": IMPORT | {"upload": Row(**UPLOAD | {"state": "running"})},
    "imports/show.html: failed": IMPORT | {"upload": Row(**UPLOAD | {"state": "failed", "failure": "Row 9 is cut."})},
    "gold/show.html": GOLD | {"known": Row(accepted=18, repeated=2, rejected=REFUSALS), "rejected": REFUSALS,
                              "counts": [("Is it clear?", 20)], "choices": [("1", "Is it clear?")]},
    "gold/show.html: several, refused": GOLD | {
        "form": _refused({"stage": ["Select a question."], "file": ["Select a file."]}, "stage", "file")},
    "gold/show.html: closed, compare": GOLD | {"counts": [], "choices": [], "may_add": False},
    "results/index.html": {"challenges": [Row(id=7, title="Plain-English check", department="Examples", state="open",
                                                   standing=Row(settled=371, tasks=1418, releases=2))]},
    "results/index.html: none": {"challenges": []},
    "results/show.html": RESULTS,
    "results/show.html: a ranking": RESULTS | {
        "stage": Row(**vars(STAGE) | {"kind": "compare"}), "distribution": [], "least_sure": [],
        "results": RANKING},
    "results/show.html: too early": RESULTS | {
        "challenge": DRAFT, "stages": [STAGE], "may_release": False,
        "summary": Row(tasks=3, settled=0, undecided=0, answers=0, agreed=None, alpha=None),
        **dict.fromkeys(("least_sure", "results", "distribution", "downloads", "releases"), ())},
    "releases/show.html": {
        "challenge": CHALLENGE, "release": Row(number=2, created_at=NOON, state="ready", demonstration=True),
        "files": [Row(name=name, rows=rows, bytes=48211, sha256="3f" * 32)
                  for name, rows in (("results.csv", 1418), ("README.txt", None))]},
    "releases/show.html: being written": {
        "challenge": CHALLENGE, "release": Row(number=3, created_at=NOON, state="making", demonstration=False),
        "files": []},
    "reference/show.html": {"spec": SPEC, "nouns": list(read_nouns(SPEC)), "marked": marked},
    "releases/show.html: failed": {
        "challenge": CHALLENGE, "release": Row(number=4, created_at=NOON, state="failed", demonstration=False),
        "files": []},
    "releases/index.html": {"challenge": CHALLENGE, "releases": [
        Row(number=place, created_at=NOON, state=state) for place, state in enumerate(RELEASE_STATES, 1)]},
    "releases/index.html: none": {"challenge": CHALLENGE, "releases": []},
    "answers/new.html": {"challenge": CHALLENGE, "stage": None, "formats": FORMATS, "needs_reason": False,
                         "form": Form.blank()},
    "answers/new.html: refused": {"challenge": CHALLENGE, "stage": 2, "formats": FORMATS, "needs_reason": True,
                                  "form": _refused({"format": ["Select a format."], "reason": ["Say why."]},
                                                   "format", "reason")},
    "outcome/edit.html": {"challenge": CHALLENGE, "form": Form.blank(outcome="We have rewritten 20 letters.")},
    "outcome/edit.html: refused": {"challenge": CHALLENGE,
                                   "form": _refused({"outcome": ["Say what was done."]}, "outcome")},
    "errors/not_found.html": {},
    "errors/not_allowed.html": {"message": "Only an owner of the challenge may publish it."},
    "errors/conflict.html": {"message": "The challenge was closed by somebody else.", "back_url": "/challenges/7"},
    "errors/conflict.html: no way back": {"message": "The challenge was closed by somebody else.", "back_url": None},
    "errors/problem.html": {},
    "errors/unavailable.html": {"returns_at": NOON},
    "errors/unavailable.html: no time": {"returns_at": None},
    "pages/help.html": {},
    "pages/cookies.html": {"cookies": [Row(name="session", purpose="Keeps you signed in", expires="20 hours")]},
    "pages/how_answers_are_combined.html": {"note": method_page()},
}  # fmt: skip
for _file in sorted((Path(__file__).parent / "states").glob("*.py")):
    EXAMPLES |= import_module(f"tests.web.states.{_file.stem}").STATES
EXAMPLES |= variants(EXAMPLES)


def make_app() -> Flask:
    """An app that shows the example number N at `/N` to a person who is signed in, unless it says otherwise."""
    app = Flask("examples", static_folder=None)
    app.testing = True
    app.secret_key = "a secret of the tests, long enough"
    CSRFProtect(app)
    set_up_templates(app, service_name="Microtask")
    set_up_static_files(app)
    set_up_headers(app)
    app.add_url_rule("/<int:number>", "show", _show(list(EXAMPLES.items())))
    return app


def _show(examples: list[tuple[str, dict[str, Any]]]) -> Callable[[int], str]:
    def show(number: int) -> str:
        g.person = Row(name="Ada Example")
        name, context = examples[number]
        return render_template(name.partition(":")[0], **context)

    return show
