"""The states of the audit, of what is recorded about oneself, and of retention."""

from datetime import UTC, datetime
from typing import Any

from microtask.web.forms import Form

NOON = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
ENTRIES = [
    {"at": NOON, "action": "Rule changed", "what": "Stage 3", "by": "Ada Example", "reason": "",
     "detail": "confidence: 0.95, 0.9"},
    {"at": NOON, "action": "Answers read", "what": "Challenge 7", "by": "Ada Example",
     "reason": "Unbreakable" * 20, "detail": "stage: 1"},
    {"at": NOON, "action": "Item hidden", "what": "Item 12", "by": "", "reason": "", "detail": "code: other"},
]  # fmt: skip
ACTIONS = [("", "All"), ("rule.changed", "Rule changed"), ("answers.read", "Answers read")]
INDEX: dict[str, Any] = {
    "entries": ENTRIES, "next_url": "/audit?before=1", "actions": ACTIONS, "export_url": "/audit/export",
    "form": Form.blank(action="rule.changed"),
}  # fmt: skip
KEPT = [{"what": "Your account", "period": "12 months", "after": "you last signed in", "then": "made anonymous",
         "by_itself": True}]  # fmt: skip
CHALLENGES = [
    {"id": 7, "title": "Plain-English check", "department": "Department of Examples", "link": NOON, "items": NOON,
     "files": NOON},
    {"id": 8, "title": "Unbreakable" * 10, "department": "Department of Examples", "link": None, "items": None,
     "files": None},
]  # fmt: skip
RUNS = [{"at": NOON, "deleted": [("Your account", 3), ("The text of items", 1200)]}, {"at": NOON, "deleted": []}]

STATES: dict[str, dict[str, Any]] = {
    "audit/index.html": INDEX,
    "audit/index.html: none": INDEX | {"entries": [], "next_url": None},
    "audit/index.html: refused": INDEX | {"form": Form({"since": "soon"}, {"since": ["Write the day."]})},
    "audit/me.html": {"entries": ENTRIES, "next_url": None},
    "audit/me.html: none": {"entries": [], "next_url": None},
    "retention/index.html": {"kept": KEPT, "challenges": CHALLENGES, "runs": RUNS},
    "retention/index.html: none": {"kept": KEPT, "challenges": [], "runs": []},
}
