"""The drop-in sessions of a challenge: none, some of which one has no time, and refused."""

from typing import Any

from werkzeug.datastructures import MultiDict

from microtask.web.calendar import read_drop_ins
from microtask.web.drop_ins import FIELDS
from microtask.web.forms import Form
from tests.web import examples as made

SOME = read_drop_ins("2030-01-31 10:00 By video\n2030-02-28 14:30 In the canteen\nEvery Friday in room 12")
PAGE = {"challenge": made.CHALLENGE, "drop_ins": SOME, "form": Form.blank()}

STATES: dict[str, dict[str, Any]] = {
    "drop_ins/index.html": PAGE,
    "drop_ins/index.html: refused": PAGE | {
        "form": Form.refused(MultiDict({"time": "soon"}), {name: ["Mend it."] for name in FIELDS}, FIELDS)},
}  # fmt: skip
