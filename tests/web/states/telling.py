"""E-mails and webhooks: what somebody is told, and what their programs are."""

from datetime import UTC, datetime
from types import SimpleNamespace as Row
from typing import Any

from werkzeug.datastructures import MultiDict

from microtask.web.forms import Form

NOON = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
CHOSEN = Form.blank(outcomes="yes", challenges="no", digest_day=3, digest_hour=10)
NO_TIME = Form.refused(
    MultiDict({"outcomes": "yes"}),
    {"digest_day": ["Choose a day."], "digest_hour": ["Choose a time."]},
    ["outcomes", "challenges", "digest_day", "digest_hour"],
)


def _webhook(state: str, failure: str | None = None, number: int = 1) -> dict[str, Any]:
    events = ["task.settled", "challenge.closed", "release.made"]
    url = f"https://receiver.examples.example/{'a' * 60}/{number}"
    times = {"created_at": NOON, "due_at": NOON, "disabled_at": NOON}
    return {"id": number, "url": url, "events": events, "state": state, "failure": failure, **times}


def _call(number: int, **changes: Any) -> Row:
    call = {
        "id": number, "event": "task.settled", "challenge_id": 7, "tries": 1, "status": None, "failure": None,
        "delivered_at": None, "given_up_at": None, "created_at": NOON,
    }  # fmt: skip
    return Row(**call | changes)


FAILURES = (
    "status",
    "timeout",
    "certificate",
    "private_address",
    "unknown_host",
    "unencrypted",
    "unreachable",
    "protocol",
)
CALLS = [
    _call(3),
    _call(2, delivered_at=NOON, status=204),
    *(_call(1, tries=8, given_up_at=NOON, failure=failure, status=500) for failure in FAILURES),
]
REFUSED = Form.refused(
    MultiDict({"url": "http://"}), {"url": ["Give an address."], "events": ["Select."]}, ["url", "events"]
)

STATES: dict[str, dict[str, Any]] = {
    "emails/edit.html": {"form": CHOSEN, "has_challenges": True, "notice": "Saved."},
    "emails/edit.html: refused": {"form": NO_TIME, "has_challenges": False, "notice": None},
    "emails/ask.html": {"token": "outcomes-1-x", "kind": "outcomes"},
    "emails/ask.html: digest": {"token": "digest-1-x", "kind": "digest"},
    "emails/ask.html: challenges": {"token": "challenges-1-x", "kind": "challenges"},
    "emails/stopped.html": {"kind": "outcomes"},
    "emails/stopped.html: digest": {"kind": "digest"},
    "webhooks/index.html": {"webhooks": [], "form": Form.blank(), "notice": None},
    "webhooks/index.html: some": {
        "webhooks": [_webhook("on"), _webhook("resting", "timeout", 2), _webhook("off", "status", 3)],
        "form": Form.blank(),
        "notice": "Removed.",
    },
    "webhooks/index.html: refused": {"webhooks": [], "form": REFUSED, "notice": None},
    "webhooks/made.html": {"webhook": _webhook("on"), "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
    "webhooks/show.html": {"webhook": _webhook("on"), "calls": CALLS, "notice": None},
    "webhooks/show.html: none": {"webhook": _webhook("on"), "calls": [], "notice": "On."},
    "webhooks/show.html: resting": {"webhook": _webhook("resting", "status"), "calls": CALLS[:1], "notice": None},
    "webhooks/show.html: off": {"webhook": _webhook("off", "unreachable"), "calls": CALLS, "notice": None},
}
