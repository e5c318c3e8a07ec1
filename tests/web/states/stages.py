"""The questions of a challenge, one after another, and what goes on from one to the next."""

from types import SimpleNamespace as Row
from typing import Any

from werkzeug.datastructures import MultiDict

from microtask.web.forms import Form
from microtask.web.stages import FIELDS
from tests.web import examples as made

FIRST = {
    "position": 1, "question": made.STAGE.question, "labels": ["Yes", "Partly", "No"],
    "asked": "Everyone who uses this service", "care": "Balanced. Usually 4 to 7 people answer each item",
    "goes_on": "Items with the answer Partly or No",
}  # fmt: skip
SECOND = FIRST | {"position": 2, "question": "", "labels": [], "asked": "examples, samples"}
WAITING = Row(**vars(made.CHALLENGE) | {"state": "awaiting_approval"})
INDEX = {"challenge": made.DRAFT, "stages": [FIRST], "may_arrange": True, "may_change": True}
EFFECT = {
    "challenge": made.DRAFT, "position": 1, "question": made.STAGE.question, "is_ranking": False,
    "labels": ["Yes", "Partly", "No"], "form": Form.blank(goes_on="pass", labels=["No"]),
}  # fmt: skip

STATES: dict[str, dict[str, Any]] = {
    "stages/index.html": INDEX,
    "stages/index.html: three": INDEX | {"stages": [FIRST, SECOND, SECOND | {"position": 3}]},
    "stages/index.html: waiting": INDEX | {"challenge": WAITING, "stages": [FIRST, SECOND]},
    "stages/index.html: open": INDEX | {
        "challenge": made.CHALLENGE, "stages": [FIRST, SECOND], "may_arrange": False},
    "stages/index.html: closed": INDEX | {"stages": [FIRST, SECOND], "may_arrange": False, "may_change": False},
    "stages/effect.html": EFFECT,
    "stages/effect.html: ranking": EFFECT | {
        "is_ranking": True, "labels": [], "form": Form.blank(goes_on="top", top=20)},
    "stages/effect.html: nothing written": EFFECT | {"question": "", "labels": [], "form": Form.blank()},
    "stages/effect.html: refused": EFFECT | {
        "form": Form.refused(MultiDict(), {name: ["Mend it."] for name in ("goes_on", "labels")}, FIELDS)},
    "stages/effect.html: ranking, refused": EFFECT | {
        "is_ranking": True, "labels": [],
        "form": Form.refused(MultiDict({"top": "many"}), {"top": ["Enter how many items go on."]}, FIELDS)},
}  # fmt: skip
