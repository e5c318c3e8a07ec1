"""Paper: what to print, the pack, and the page where answers are typed in."""

from types import SimpleNamespace as Row
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from microtask.challenges.actions.coordinate import NO_COORDINATOR
from microtask.web.forms import Form, choices_of_pair
from microtask.web.sheet import boxes

CHALLENGE = Row(id=7, title="Plain-English check", marking="OFFICIAL")
STAGE = Row(position=1, question="Does this letter say what to do next?", kind="review")
OTHER = Row(position=2, question="Which themes does it raise?", kind="tag")
BOXES = boxes("review", [("Yes", "Yes"), ("Partly", "Partly", "It names the form only"), ("No", "No")])
PACK = {"challenge": CHALLENGE, "stage": STAGE, "help": "Read it once", "boxes": BOXES}
ANSWERS = {
    "challenge": CHALLENGE, "stage": OTHER, "boxes": boxes("tag", [("Cost", "Cost")]), "rows": range(1, 11),
    "lengths": (10, 20, 50), "added": 0, "form": Form.blank(),
}  # fmt: skip
LETTER = Markup("<p class='govuk-body'>Your permit ends on 31 March.</p>")
COORDINATORS: dict[str, Any] = {
    "challenge": CHALLENGE, "coordinators": [Row(id=3, name="Bo Marsh", department="Tax")], "form": Form.blank(),
}  # fmt: skip
LEFT = MultiDict({"key-3": "letter-3", "name-3": "Jo", "answer-3": "9"})

STATES: dict[str, dict[str, Any]] = {
    "paper/show.html": {"challenge": CHALLENGE, "stages": [STAGE, OTHER], "lengths": (10, 20, 50), "may_name": True},
    "paper/show.html: one question": {
        "challenge": CHALLENGE, "stages": [STAGE], "lengths": (10, 20, 50), "may_name": False},
    "paper/show.html: sensitive": {
        "challenge": Row(**vars(CHALLENGE) | {"marking": "OFFICIAL-SENSITIVE"}),
        "stages": [STAGE], "lengths": (10,), "may_name": False},
    "coordinators/index.html": COORDINATORS,
    "coordinators/index.html: none": COORDINATORS | {"coordinators": []},
    "coordinators/index.html: refused": COORDINATORS | {
        "form": Form.refused(MultiDict({"email": "jo@tax"}), {"email": [NO_COORDINATOR]}, ["email"])},
    "paper/pack.html": PACK | {"items": [(f"letter-{number}", [("", LETTER)]) for number in (1, 2)]},
    "paper/pack.html: pairs": PACK | {
        "items": [(f"P{number}", [("Idea A", LETTER), ("Idea B", LETTER)]) for number in (1, 2)],
        "boxes": boxes("compare", choices_of_pair("Idea"))},
    "paper/answers.html": ANSWERS,
    "paper/answers.html: added": ANSWERS | {"added": 12},
    "paper/answers.html: refused": ANSWERS | {
        "added": 1, "form": Form.refused(LEFT, {"row-3": ["“9” is not an option."]}, ["row-3"])},
}  # fmt: skip
