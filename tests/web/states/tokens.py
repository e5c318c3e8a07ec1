"""The keys to the API that a person has made."""

from datetime import UTC, date, datetime
from types import SimpleNamespace as Row
from typing import Any

from werkzeug.datastructures import MultiDict

from microtask.web.forms import Form

NOON = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
KEPT = [
    Row(id=3, name="Unreadable" * 6, scope="everything", created_at=NOON, last_used_on=None, expires_at=None,
        has_expired=False),
    Row(id=2, name="monthly report", scope="read", created_at=NOON, last_used_on=date(2026, 3, 14), expires_at=NOON,
        has_expired=False),
    Row(id=1, name="a trial", scope="read", created_at=NOON, last_used_on=None, expires_at=NOON, has_expired=True),
]  # fmt: skip
REFUSED = Form.refused(
    MultiDict({"name": ""}),
    {"name": ["Say what it is for."], "scope": ["Select what."], "days": ["Select how long."]},
    ["name", "scope", "days"],
)

STATES: dict[str, dict[str, Any]] = {
    "tokens/index.html": {"tokens": KEPT, "form": Form.blank(), "notice": None},
    "tokens/index.html: none": {"tokens": [], "form": Form.blank(), "notice": "You have taken the token back."},
    "tokens/index.html: refused": {"tokens": KEPT, "form": REFUSED, "notice": None},
    "tokens/show.html": {"name": "monthly report", "token": "mt_" + "0123456789" * 4 + "abc"},
}
