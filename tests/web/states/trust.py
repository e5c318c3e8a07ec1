"""The states of what an administrator has to do, of who owns a challenge, and of markings."""

from types import SimpleNamespace as Row

from werkzeug.datastructures import MultiDict

from microtask.web.forms import Form
from tests.web import examples as made

WAITING = {"id": 7, "title": "Plain-English check", "owners": ["Ada Example", "Bo Sample"], "days": 3}
TO_DO = {
    "approvals": [WAITING, WAITING | {"id": 8, "title": made.LONG_WORD, "days": 0}], "reports": 2, "oldest": 12,
    "overdue": [WAITING | {"days": 45}], "may_set_ceiling": True, "identify": 2,
    "to_confirm": [{"id": 9, "title": "Letters", "marking": "OFFICIAL", "items": 40}],
    "left": [Row(id=11, title="Sort the backlog"), Row(id=12, title=made.LONG_WORD)],
    "to_review": [Row(id=3, name="Department of Examples"), Row(id=4, name=made.LONG_WORD)],
}  # fmt: skip
OWNERS = {
    "challenge": made.CHALLENGE, "own_id": 1, "form": Form.blank(),
    "owners": [Row(id=1, name="Ada Example", department="Department of Examples"),
               Row(id=2, name="Bo Sample", department="Office for Samples")],
}  # fmt: skip
CEILINGS = {
    "departments": [Row(id=1, name="Department of Examples", ceiling="OFFICIAL"),
                    Row(id=2, name="Office for Samples", ceiling="OFFICIAL-SENSITIVE")],
    "lowest": "OFFICIAL", "highest": "OFFICIAL-SENSITIVE", "is_set_up": True,
}  # fmt: skip

STATES = {
    "to_do/index.html": TO_DO,
    "to_do/index.html: today": TO_DO | {"approvals": [], "overdue": [], "reports": 1, "oldest": 0, "to_review": [],
                                    "identify": 0, "to_confirm": []},
    "to_do/index.html: nothing": {
        "approvals": [], "reports": 0, "oldest": None, "overdue": [], "left": [], "to_review": [],
        "may_set_ceiling": False, "identify": 0, "to_confirm": []},
    "marking/show.html": {
        "challenge": made.CHALLENGE, "added": 40, "items": [("letter-1", made.LETTER), (made.LONG_WORD, made.LETTER)]},
    "owners/index.html": OWNERS,
    "owners/index.html: one": OWNERS | {"owners": OWNERS["owners"][:1]},
    "owners/index.html: refused": OWNERS | {
        "form": Form.refused(MultiDict({"email": "nobody"}), {"email": ["Give an address."]}, ["email"])},
    "ceilings/index.html": CEILINGS,
    "ceilings/index.html: not set up": CEILINGS | {"is_set_up": False},
    "pages/too_high.html": {"contact": "team@examples.example"},
    "pages/too_high.html: no contact": {"contact": ""},
}  # fmt: skip
