"""The standing pages and feedback."""

from datetime import UTC, date, datetime
from types import SimpleNamespace as Row
from typing import Any

from werkzeug.datastructures import MultiDict

from microtask.web.forms import Form

NOON = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
KEPT = [
    Row(what="Your account", period="12 months", after="you last signed in", then="made anonymous", by_itself=False),
    Row(what="How long an answer took", period="1 day", after="you answer", then="deleted", by_itself=True),
]
SAID = [
    Row(id=2, created_at=NOON, text="The button\nis hidden.", page="/help", reply_to="ada@examples.example"),
    Row(id=1, created_at=NOON, text="Unreadable" * 20, page="", reply_to=""),
]
REFUSED = Form.refused(
    MultiDict({"page": "/help"}), {"text": ["Write it."], "reply_to": ["Enter an address."]}, ["text", "reply_to"]
)

STATES: dict[str, dict[str, Any]] = {
    "pages/privacy.html": {"kept": KEPT, "contact": "team@examples.example"},
    "pages/privacy.html: no address": {"kept": KEPT, "contact": ""},
    "pages/accessibility.html": {"contact": "team@examples.example", "prepared": date(2026, 3, 12)},
    "pages/accessibility.html: no address": {"contact": "", "prepared": date(2026, 3, 12)},
    "pages/charter.html": {"version": 1},
    "pages/meet_up_plan.html": {},
    "pages/buddy_guide.html": {},
    "feedback/new.html": {"form": Form.blank(page="/help"), "may_read": True},
    "feedback/new.html: refused": {"form": REFUSED, "may_read": False},
    "feedback/sent.html": {},
    "feedback/index.html": {"messages": SAID, "next_url": "/feedback/messages?before=1"},
    "feedback/index.html: none": {"messages": [], "next_url": None},
}
