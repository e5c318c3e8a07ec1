"""The states of an import whose items may hold private data, and of a challenge in which something is hidden."""

from types import SimpleNamespace as Row

from microtask.privacy.finding import Kind
from tests.web.examples import EXAMPLES, IMPORT, LONG_WORD, NOON, UPLOAD

FOUND = {
    "findings": [(place, kind.value, ["AB ** ** ** C", "CE ** ** ** A"]) for place, kind in enumerate(Kind, 1)],
    "flagged": [("letter-12", ["phone_number", "name"]), (LONG_WORD, ["email_address"])],
}
FLAGGED = UPLOAD | {"flagged": 6, "cleared_at": None}

STATES = {
    "imports/show.html: private data": IMPORT | FOUND | {"upload": Row(**FLAGGED), "may_decide": True,
        "rejections": [Row(row=row, reason="The text is empty.") for row in (12, 90, 311)]},
    "imports/show.html: left out": IMPORT | FOUND | {
        "upload": Row(**FLAGGED | {"findings_decision": "leave_out", "findings_decided_at": NOON}), "decider": "Ada",
        "flagged": []},
    "imports/show.html: kept": IMPORT | FOUND | {
        "upload": Row(**FLAGGED | {"flagged": 2, "findings_decision": "keep", "findings_decided_at": NOON}),
        "decider": "Ada"},
    "imports/show.html: being scanned": IMPORT | {
        "upload": Row(**UPLOAD | {"scanned_at": None, "cleared_at": None}), "is_scanned": False},
    "challenges/show.html: something hidden": EXAMPLES["challenges/show.html"] | {
        "hidden": 2, "undecided_findings": 6, "imports": [Row(**FLAGGED)]},
}  # fmt: skip
