"""The analyst's pages: results, how they were worked out, what if, quality, and releases."""

from datetime import UTC, date, datetime
from types import SimpleNamespace as Row
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from microtask.results.departments import ALL, ANSWER, NOT_SURE, POOLED, Figure
from microtask.results.papers import LIMITS
from microtask.results.rules import LEVEL, RELEASE_STATES, UNDECIDED_BECAUSE
from microtask.results.what_if import TOO_FEW
from microtask.web.forms import Form
from microtask.web.result_figures import draw_agreement, draw_departments, draw_distribution

NOON = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
CHALLENGE = Row(
    id=7, title="Plain-English check", marking="OFFICIAL", state="open", opened_at=NOON, closed_at=None,
)  # fmt: skip
CLOSED = Row(**vars(CHALLENGE) | {"state": "closed", "closed_at": NOON})
STAGE = Row(
    position=1, question="Does this letter say what to do next?", kind="review", alpha=0.713, answers=2904,
    rule_version=2,
)  # fmt: skip
SECOND = Row(position=2, question="How useful is it?")
COMPARISON = Row(**vars(STAGE) | {"kind": "compare", "question": "Which idea comes first?"})
RELEASES = [Row(number=number, created_at=NOON, state="ready") for number in (2, 1)]
LABELS = {"Yes": "Yes", "Partly": "Partly", "No": "No"}
DEPARTMENTS = [
    Figure(name, what, answer, count)
    for name, counts in (("Department of Examples", (31, 20, 9, 5)), (POOLED, (14, 12, 0, 6)))
    for what, answer, count in (
        *zip((ANSWER,) * 3 + (NOT_SURE,), (*LABELS, None), counts, strict=True),
        (ALL, None, sum(counts)),
    )
]
SUMMARY = Row(tasks=1418, settled=371, undecided=16, answers=2904, agreed=0.84, alpha=0.713, not_sure=0.061)


def _result(key: str, state: str, **found: Any) -> Row:
    plain = {
        "key": key, "url": "/challenges/7/workings/12?stage=1", "excerpt": "", "state": state, "answer": None,
        "confidence": None, "agreement": None, "answers": 0, "not_sure": 0, "said": "", "low": None, "high": None,
        "why": None, "decided_by": "crowd",
    }  # fmt: skip
    return Row(**plain | found)


MOST = UNDECIDED_BECAUSE["max"]
DISPUTED = _result("letter-3", "undecided", answer="No", confidence=0.4, agreement=0.4, answers=7, not_sure=2,
                   said="Yes 2, Partly 2, No 3", why=MOST)  # fmt: skip
RESULTS = {
    "challenge": CHALLENGE, "stage": STAGE, "stages": [STAGE, SECOND], "summary": SUMMARY,
    "distribution": draw_distribution([("Yes", 201, 0.542), ("Partly", 120, 0.323), ("No", 50, 0.135)]),
    "agreement": draw_agreement([201, 120, 40, 8, 2]), "disagreements": [DISPUTED, DISPUTED],
    "latest": RELEASES[0], "departments": draw_departments(DEPARTMENTS, LABELS, is_partition=True),
    "smallest_group": 5,
    "results": [
        _result("letter-1", "settled", excerpt="Your permit ends on …", answer="Partly", confidence=0.9972,
                agreement=0.8, answers=5),
        _result("letter-2", "adjudicated", answer="No", confidence=0.52, agreement=0.5, answers=6),
        _result("letter-4", "undecided", answer="4", confidence=0.4, agreement=0.4, answers=7, low=2.8, high=4.1,
                why=f"{MOST} {LEVEL}"),
        _result("letter-5", "open"),
    ],
    "previous_url": "/challenges/7/results?before=1", "next_url": "/challenges/7/results?after=4",
    "downloads": [("Results (CSV)", "/challenges/7/results"), ("Results (XLSX)", "/challenges/7/results")],
    "releases": RELEASES, "may_release": True, "reasons": [(MOST, 15), (UNDECIDED_BECAUSE["spread"], 1)],
}  # fmt: skip
RANKING = [
    _result("idea-1", "settled", excerpt="Ring people back", answer="1", confidence=0.97, agreement=0.9, answers=10,
            score=1.42, low=0.61, high=2.23, won=9, same=0),
    _result("idea-2", "undecided", answer="2", confidence=0.81, agreement=0.7, answers=9, score=-0.4, low=-1.2,
            high=0.4, won=3, same=1),
    _result("idea-3", "open", score=None, won=0, same=0),
]  # fmt: skip
LISTED = [
    {"id": 7, "title": "Plain-English check", "department": "Examples", "state": "open", "marking": "OFFICIAL",
     "licence": "Public-sector staff only", "standing": Row(settled=371, tasks=1418, releases=2, changed_at=NOON)},
    {"id": 8, "title": "FOI backlog", "department": "Samples", "state": "closed", "marking": "OFFICIAL",
     "licence": "OGL-UK-3.0", "standing": Row(settled=0, tasks=40, releases=0, changed_at=None)},
]  # fmt: skip
INDEX = {
    "state": None, "department": None, "states": ["open", "closed"], "challenges": LISTED, "outcomes": [],
    "departments": [Row(slug="examples", name="Department of Examples"), Row(slug="samples", name="Samples")],
}  # fmt: skip


def _step(answer: str, people: int, by_strangers: float | None, probability: float | None) -> dict[str, Any]:
    return {"answer": answer, "people": people, "by_strangers": by_strangers, "probability": probability}


WORKED = {
    "stage": STAGE, "result": DISPUTED, "rule": "2 to 7 answers an item, until the confidence is 0.95",
    "steps": [_step("Yes", 2, 0.31, 0.22), _step("Partly", 2, 0.29, 0.38), _step("No", 3, 0.4, 0.4)],
    "decided_by": "crowd", "crowd_answer": "No", "decision_reason": None, "tie": False,
    "undecided_because": MOST, "moved": None, "confidence": 0.4, "agreement": 3 / 7,
}  # fmt: skip
WORKING = WORKED | {"challenge": CHALLENGE, "item": Markup("<p class='govuk-body'>Your permit ends on 31 March.</p>")}
FACTS = Row(
    departments=["Examples", "Samples"], exclude_own=True, settled=371, gold=12, adjudicated=4, by_owners=3,
    undecided=16,
    answers=2904, not_sure=177, volunteers=57, withdrawn=3, hidden=2,
)  # fmt: skip
ASKED = {
    "help": "Read it as somebody would who has just opened it.", "guidance": "Read it once, from the top.",
    "earlier": [Row(changed_at=NOON, guidance="Skim it."), Row(changed_at=NOON, guidance="")],
    "glossary": [{"term": "act", "meaning": "Do what the letter asks for"}],
    "choices": [("Yes", "Yes", "It says what to do"), ("No", "No")],
}  # fmt: skip
METHOD = {
    "asked": ASKED,
    "challenge": CLOSED, "stage": STAGE, "stages": [STAGE, SECOND], "facts": FACTS, "rule": WORKED["rule"],
    "possible": "Yes, Partly, No", "limits": LIMITS, "smallest_group": 5, "worked": WORKED,
    "earlier": [(Row(changed_on=date(2026, 1, 20), version=1, settled=31), "2 to 5 answers an item")] * 2,
}  # fmt: skip
QUALITY = {
    "challenge": CHALLENGE, "stage": STAGE, "stages": [STAGE, SECOND], "alpha": "Krippendorff's alpha is 0.71.",
    "figures": Row(alpha=0.713, not_sure=0.061, unsure_items=44, answers_per_item=3.25),
    "agreement": RESULTS["agreement"], "never_used": ["Partly"], "spread": [DISPUTED] * 2, "unsure": [DISPUTED] * 2,
}  # fmt: skip
WHAT_IF = {
    "challenge": CHALLENGE, "stage": STAGE, "stages": [STAGE, SECOND], "form": Form.blank(agree="4"),
    "rule": "4 people to give the same answer",
    "outcome": Row(items=1418, settled_now=371, settled=188, changed=190, other_answer=2),
    "changed": [(DISPUTED, "Yes", "settled", None), (DISPUTED, None, "unanswered", None),
                (DISPUTED, "No", "undecided", TOO_FEW)],
    "downloads": [("CSV", "/challenges/7/what-if/csv?agree=4"), ("XLSX", "/challenges/7/what-if/xlsx?agree=4")],
}  # fmt: skip
FILES = [
    Row(name=name, rows=rows, bytes=48211, sha256="3f" * 32, asks=False)
    for name, rows in (("results.csv", 1418), ("answers.csv", 1), ("README.txt", None))
]
RELEASE = {
    "challenge": CHALLENGE, "release": Row(number=2, created_at=NOON, state="ready", demonstration=True),
    "files": FILES, "needs_reason": False, "form": Form.blank(),
}  # fmt: skip
BEFORE, AFTER = Row(answer="No", state="undecided", confidence=0.4), Row(answer="Yes", state="settled", confidence=0.97)
COMPARED = {
    "challenge": CHALLENGE, "stages": [STAGE, SECOND], "numbers": [3, 2, 1],
    "comparison": Row(
        stage=STAGE, older=RELEASES[1], newer=RELEASES[0], same=1400, answers=2, states=9, added=3, gone=4,
        changes=[Row(key="letter-3", before=BEFORE, after=AFTER), Row(key="letter-4", before=None, after=AFTER),
                 Row(key="letter-5", before=Row(answer="", state="open", confidence=None), after=None)],
    ),
}  # fmt: skip

STATES: dict[str, dict[str, Any]] = {
    "results/index.html": INDEX,
    "results/index.html: narrowed": INDEX | {"state": "open", "department": "examples", "challenges": LISTED[:1]},
    "results/index.html: none of that kind": INDEX | {"state": "open", "challenges": []},
    "results/index.html: outcomes alone": INDEX | {
        "challenges": [], "states": [], "departments": [],
        "outcomes": [Row(id=7, title="Plain letters", outcome="We have rewritten 20 letters.", outcome_at=NOON)]},
    "results/outcomes.html": {
        "outcomes": [Row(id=7, title="Plain letters", outcome="We have rewritten 20 letters.", outcome_at=NOON)]},
    "results/outcomes.html: none": {"outcomes": []},
    "results/index.html: none": INDEX | {"challenges": [], "states": [], "departments": []},
    "results/show.html": RESULTS,
    "results/show.html: a ranking": RESULTS | {
        "stage": COMPARISON, "distribution": None, "agreement": None, "departments": None, "disagreements": [],
        "results": RANKING},
    "results/show.html: too early": RESULTS | {
        "stages": [STAGE], "may_release": False, "latest": None, "departments": None, "distribution": None,
        "summary": Row(tasks=3, settled=0, undecided=0, answers=0, agreed=None, alpha=None, not_sure=None),
        **dict.fromkeys(("disagreements", "results", "downloads", "releases"), ())},
    "results/show.html: departments too small": RESULTS | {"departments": None},
    "results/show.html: tags": RESULTS | {
        "departments": draw_departments(DEPARTMENTS, LABELS, is_partition=False)},
    "workings/show.html": WORKING,
    "workings/show.html: few answers": WORKING | {"steps": [_step("Yes", 1, None, 0.8), _step("No", 0, None, 0.2)]},
    "workings/show.html: no model": WORKING | {"steps": [_step("Yes", 5, None, None)]},
    "workings/show.html: a rating": WORKING | {
        "stage": Row(**vars(STAGE) | {"kind": "rate"}), "steps": [_step("4", 5, None, None)],
        "result": _result("letter-3", "settled", answer="4", low=3.6, high=4.4, answers=5, confidence=0.98,
                          agreement=0.8)},
    "workings/show.html: no answer": WORKING | {"result": _result("letter-5", "open"), "steps": []},
    "workings/show.html: a comparison": WORKING | {"stage": COMPARISON, "result": RANKING[0], "steps": []},
    "workings/show.html: its owner": WORKING | {
        "decided_by": "owner", "decision_reason": "The law changed.", "undecided_because": None},
    "workings/show.html: an expert, a tie": WORKING | {
        "decided_by": "expert", "decision_reason": "The law changed.", "tie": True, "undecided_because": None},
    "workings/show.html: cannot be decided": WORKING | {
        "decided_by": "expert", "decision_reason": "It has no text.", "undecided_because": None,
        "result": _result("letter-6", "unclear", answer=None)},
    "workings/show.html: moved": WORKING | {"moved": "undecided"},
    "workings/show.html: settled, and moved": WORKING | {"moved": "settled", "undecided_because": None},
    "workings/show.html: known": WORKING | {"decided_by": "gold", "undecided_because": None},
    "method/show.html": METHOD,
    "method/show.html: nothing yet": METHOD | {
        "challenge": CHALLENGE, "earlier": [], "worked": None,
        "asked": ASKED | {"help": "", "guidance": "", "earlier": [], "glossary": [], "choices": []},
        "facts": Row(**vars(FACTS) | {"departments": None, "exclude_own": False})},
    "method/show.html: one rule, a comparison": METHOD | {
        "stage": COMPARISON, "earlier": [], "worked": WORKED | {"stage": COMPARISON, "result": RANKING[0]}},
    "quality/show.html": QUALITY,
    "quality/show.html: nothing yet": QUALITY | {
        "stage": Row(**vars(STAGE) | {"answers": 0, "alpha": None}), "alpha": None, "agreement": None},
    "quality/show.html: a ranking": QUALITY | {
        "stage": COMPARISON, "agreement": None, "never_used": [], "spread": [], "unsure": [],
        "figures": Row(alpha=None, not_sure=None, unsure_items=0, answers_per_item=None)},
    "what_if/show.html": WHAT_IF,
    "what_if/show.html: not tried": WHAT_IF | {"form": Form.blank(), "rule": None, "outcome": None, "changed": []},
    "what_if/show.html: refused": WHAT_IF | {
        "form": Form.refused(MultiDict({"agree": "many"}), {"agree": ["Give a whole number."],
                                                            "confidence": ["Give a number."]},
                             ["agree", "confidence"]),
        "rule": None, "outcome": None, "changed": []},
    "what_if/show.html: a ranking": WHAT_IF | {"stage": COMPARISON, "outcome": None, "changed": []},
    "releases/show.html": RELEASE,
    "releases/show.html: refused": RELEASE | {
        "files": [Row(**vars(file) | {"asks": file.name == "answers.csv"}) for file in FILES], "needs_reason": True,
        "form": Form.refused(MultiDict({"files": "answers.csv"}), {"files": ["Select one file or more."],
                                                                   "reason": ["Say which."]}, ["files", "reason"])},
    "releases/show.html: being written": RELEASE | {
        "release": Row(number=3, created_at=NOON, state="making", demonstration=False), "files": []},
    "releases/show.html: failed": RELEASE | {
        "release": Row(number=4, created_at=NOON, state="failed", demonstration=False), "files": []},
    "releases/index.html": {"challenge": CHALLENGE, "releases": [
        Row(number=place, created_at=NOON, state=state) for place, state in enumerate(RELEASE_STATES, 1)]},
    "releases/index.html: none": {"challenge": CHALLENGE, "releases": []},
    "releases/compare.html": COMPARED,
    "releases/compare.html: nothing changed": COMPARED | {
        "numbers": [2, 1], "comparison": Row(**vars(COMPARED["comparison"]) | {"changes": []})},
    "releases/compare.html: one release": COMPARED | {"numbers": [1], "comparison": None},
}  # fmt: skip
