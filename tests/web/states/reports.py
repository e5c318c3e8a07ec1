"""The states of the reports that wait for an administrator."""

from types import SimpleNamespace as Row

from microtask.web.forms import Form
from microtask.web.reports import REASONS
from tests.web.examples import LETTER, LONG_WORD, NOON

REPORT = Row(
    id=5, key="letter-12", payload=LETTER, challenge_id=7, title="Plain-English check", marking="OFFICIAL",
    department="Department of Examples", reported_at=NOON,
)  # fmt: skip
COLUMNS = [(f"text-{number}", column) for number, column in enumerate(LETTER)]
REASON = ". ".join(list(REASONS.values())[:2])
SHOWN = {"report": REPORT, "reasons": REASON, "texts": list(LETTER.items()), "columns": COLUMNS}
DECIDED = [
    Row(key="letter-3", title=REPORT.title, decision=decision, decision_reason="It names somebody.", decided_at=NOON,
        decided_by=who)
    for decision, who in (("restore", "Ada Example"), ("redact", "Ada Example"), ("remove", None))
]  # fmt: skip
WAITING = [
    {"report": REPORT, "reasons": REASON, "days": 0},
    {"report": Row(**vars(REPORT) | {"id": 6, "key": LONG_WORD}), "reasons": REASONS["broken"], "days": 12},
]

STATES = {
    "reports/index.html": {"waiting": WAITING, "total": 2, "decided": DECIDED},
    "reports/index.html: nothing": {"waiting": [], "total": 0, "decided": []},
    "reports/show.html": SHOWN | {"form": Form.blank(**{"text-0": LETTER["heading"], "text-1": LETTER["text"]})},
    "reports/show.html: refused": SHOWN | {
        "form": Form({"decision": "redact"}, {"decision": ["Change the text."], "reason": ["Say why."]})},
}  # fmt: skip
