"""The states of finding out who is behind a random name."""

from types import SimpleNamespace as Row

from microtask.challenges.identify_rules import REASON_WORDS
from microtask.web.forms import Form
from tests.web.examples import LONG_WORD, NOON

REQUEST = {
    "id": 5, "title": "Plain-English check", "pseudonym": "v-3f9a", "reason": REASON_WORDS["safeguarding"],
    "is_told": True, "asker": "Ada Example", "asked_at": NOON, "decider": None, "decided_at": None,
    "expires_at": NOON, "linked": True, "standing": "waiting",
}  # fmt: skip
DECIDED = REQUEST | {"decider": "Bo Sample", "decided_at": NOON, "pseudonym": None}
SHOWN = {"asked": REQUEST, "may_decide": True, "found": None, "until": None, "form": Form.blank()}
LOOKED = {"may_decide": False, "until": NOON}
ASKING = {"requests": [], "reasons": list(REASON_WORDS.items()), "days": 7, "form": Form.blank()}

STATES = {
    "reidentifications/index.html": ASKING | {"requests": [
        REQUEST, DECIDED | {"standing": "over", "id": 4}, REQUEST | {"standing": "expired", "title": LONG_WORD},
        DECIDED | {"standing": "refused"}]},
    "reidentifications/index.html: refused": ASKING | {"form": Form(
        {"challenge": "x"}, {"challenge": ["Enter its number."], "reason": ["Say why."], "is_told": ["Select one."]})},
    "reidentifications/show.html": SHOWN,
    "reidentifications/show.html: refused": SHOWN | {"form": Form({}, {"decision": ["Select whether you agree."]})},
    "reidentifications/show.html: found": SHOWN | LOOKED | {
        "asked": DECIDED | {"standing": "shown", "pseudonym": "v-3f9a"},
        "found": Row(name="Cy Example", email=f"{LONG_WORD}@examples.example", department="Office for Samples")},
    "reidentifications/show.html: over": SHOWN | LOOKED | {"asked": DECIDED | {"standing": "over"}},
    "reidentifications/show.html: unlinked": SHOWN | LOOKED | {
        "asked": DECIDED | {"standing": "over", "linked": False, "asker": None, "is_told": False}},
    "reidentifications/show.html: expired": SHOWN | LOOKED | {"asked": REQUEST | {"standing": "expired"}},
    "reidentifications/show.html: turned down": SHOWN | LOOKED | {"asked": DECIDED | {"standing": "refused"}},
}  # fmt: skip
