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
from microtask.people.rules import ROLES, Identity
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
    "answers_per_task": 3.25, "releases": 1,
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
# Somebody with every entry in the menu.
ADA = Identity(1, "Ada Example", "ada@examples.example", 1, "examples", roles=frozenset((1, role) for role in ROLES))
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
        id=12, challenge_id=7, title=CHALLENGE.title, marking="OFFICIAL", kind=kind, question=STAGE.question,
        guidance="Go by the letter alone.", glossary=[{"term": "Award", "meaning": "What is paid"}],
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
            "skipped": False,
        }
        | changes
    )


def _refused(messages: dict[str, list[str]], *fields: str, **sent: str) -> Form:
    return Form.refused(MultiDict(sent), messages, fields)


IMPORT = {
    "challenge": CHALLENGE, "rejections": [], "previous_url": None, "next_url": None, "of_lines": True,
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
SIGN_IN = {"next": None, "accounts": [], "chosen": None, "several": False, "passwords": True, "kept": False}
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
    "sign_ins/new.html": SIGN_IN | {"form": Form.blank()},
    "sign_ins/new.html: demo, refused": SIGN_IN | {"form": SIGN_IN_REFUSED, "next": "/challenges/7", "accounts": [
        Row(name="Demo Owner", email="owner@examples.example", password="demo", role="owner", department="Examples"),
    ]},
    "home/show.html: start": {"person": None, "example": Row(
        question=STAGE.question, labels=["Yes", "Partly", "No"], seconds=45,
        fragment=FRAGMENTS.render(TEMPLATE, item=LETTER))},
    "sittings/new.html": {"form": Form.blank(challenge=7), "challenges": [CHALLENGE]},
    "sittings/new.html: refused": {"form": _refused({"minutes": ["Select how many minutes you have."]}, "minutes"),
                                   "challenges": []},
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
    "assignments/show.html: skipped": _task("review", skipped=True),
    "assignments/show.html: told": _task("rate", notice="This was settled. We saved your answer."),
    "assignments/report.html": {"assignment": _task("review")["assignment"], "form": Form.blank()},
    "assignments/report.html: refused": {"assignment": _task("review")["assignment"],
                                         "form": _refused({"reason": ["Select what the problem is."]}, "reason")},
    "imports/new.html": {"challenge": CHALLENGE, "columns": ("text", "reader"), "formats": (".csv", ".xlsx"),
                         "megabytes": 1024, "form": Form.blank()},
    "imports/new.html: refused": {"challenge": CHALLENGE, "columns": (), "formats": (".csv", ".xlsx"), "megabytes": 64,
                                  "form": _refused({"file": ["Select a file."], "key": ["There is no column “id”."]},
                                                   "file", "key", key="id")},
    "imports/show.html": IMPORT | {"upload": Row(**UPLOAD),
                                   "next_url": "/challenges/7/imports/4?after=90",
                                   "rejections": [Row(row=row, reason="The text is empty.") for row in (12, 90, 3110)]},
    "imports/show.html: running": IMPORT | {"upload": Row(**UPLOAD | {"state": "running"})},
    "imports/show.html: of a draft": IMPORT | {"challenge": DRAFT, "upload": Row(**UPLOAD)},
    "imports/show.html: failed": IMPORT | {"upload": Row(**UPLOAD | {"state": "failed", "failure": "Row 9 is cut."})},
    "gold/show.html": GOLD | {"known": Row(accepted=18, repeated=2, rejected=REFUSALS), "rejected": REFUSALS,
                              "counts": [("Is it clear?", 20)], "choices": [("1", "Is it clear?")]},
    "gold/show.html: several, refused": GOLD | {
        "form": _refused({"stage": ["Select a question."], "file": ["Select a file."]}, "stage", "file")},
    "gold/show.html: closed, compare": GOLD | {"counts": [], "choices": [], "may_add": False},
    "reference/show.html": {"spec": SPEC, "nouns": list(read_nouns(SPEC)), "marked": marked},
    "answers/new.html": {"challenge": CHALLENGE, "stage": None, "formats": FORMATS, "needs_reason": False,
                         "form": Form.blank()},
    "answers/new.html: refused": {"challenge": CHALLENGE, "stage": 2, "formats": FORMATS, "needs_reason": True,
                                  "form": _refused({"format": ["Select a format."], "reason": ["Say why."]},
                                                   "format", "reason")},
    "outcome/edit.html": {"challenge": Row(**vars(CHALLENGE) | {"promise_by": NOON}),
                          "form": Form.blank(outcome="We have rewritten 20 letters.")},
    "outcome/edit.html: refused": {"challenge": Row(**vars(CHALLENGE) | {"promise_by": None}),
                                   "form": _refused({"outcome": ["Say what was done."]}, "outcome")},
    "errors/not_found.html": {},
    "errors/not_allowed.html": {"message": "Only an owner of the challenge may publish it."},
    "errors/conflict.html": {"message": "The challenge was closed by somebody else.", "back_url": "/challenges/7"},
    "errors/conflict.html: opened": {"message": "It is open.", "back_url": "/challenges/7", "opened": True},
    "errors/conflict.html: no way back": {"message": "The challenge was closed by somebody else.", "back_url": None},
    "errors/too_many.html": {"message": "That is more than the service takes at once.", "minutes": 0},
    "errors/too_many.html: for a time": {"message": "That is more than the service takes at once.", "minutes": 12},
    "errors/problem.html": {},
    "errors/unavailable.html": {"returns_at": NOON},
    "errors/unavailable.html: no time": {"returns_at": None},
    "pages/help.html": {},
    "pages/cookies.html": {"cookies": [Row(name="session", purpose="Keeps you signed in", expires="20 hours")]},
    "pages/how_answers_are_combined.html": {"note": method_page()},
}  # fmt: skip
for _file in sorted((Path(__file__).parent / "states").glob("*.py")):
    EXAMPLES |= import_module(f"tests.web.states.{_file.stem}").STATES
VARIANTS = variants(EXAMPLES)
EXAMPLES |= VARIANTS


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
        g.person = ADA
        name, context = examples[number]
        return render_template(name.partition(":")[0], **context)

    return show
