"""The ways in, what can go wrong on them, and where somebody is signed in."""

from datetime import UTC, datetime
from types import SimpleNamespace as Row
from typing import Any

from werkzeug.datastructures import MultiDict

from microtask.oidc.refusal import REASONS
from microtask.web.forms import Form

NOON = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
FIELDS = ["email", "password", "address"]
TAX = Row(
    slug="tax", name="Tax Office", other_names=("TO", "Revenue"), by_mail=True,
    providers=[Row(key="tax", name="Tax Office account"), Row(key="shared", name="Shared Services")],
)  # fmt: skip
HEALTH = Row(slug="health", name="Department of Health", other_names=(), by_mail=False, providers=[])
BLANK = {"form": Form.blank(), "next": None, "kept": False, "passwords": True}
NO_ADDRESS = Form.refused(MultiDict({"address": "x"}), {"address": ["Enter your work email address."]}, FIELDS)
DEPARTMENT = Row(name="Tax Office")
CHOICES = [("tax", "Tax Office"), ("dues", "Office of Dues")]
NO_REASON = Form.refused(
    MultiDict({"department": "dues"}), {"department": ["Select one."], "reason": ["Say why."]}, ["department", "reason"]
)

STATES: dict[str, dict[str, Any]] = {
    "sign_ins/new.html: organisation": BLANK | {"chosen": TAX, "several": True, "accounts": [], "next": "/challenges"},
    "sign_ins/new.html: organisation, refused": BLANK
    | {"chosen": TAX, "several": True, "accounts": [], "form": NO_ADDRESS, "passwords": False, "kept": True},
    "sign_ins/new.html: nobody": BLANK | {"chosen": None, "several": False, "accounts": [], "passwords": False},
    "sign_ins/choose.html": BLANK | {"organisations": [HEALTH, TAX], "find": ""},
    "sign_ins/choose.html: found": BLANK
    | {"organisations": [TAX], "find": "tax", "next": "/challenges", "passwords": False, "kept": True},
    "sign_ins/index.html": {
        "here": 2,
        "sign_ins": [
            Row(id=2, created_at=NOON, last_seen_at=NOON, expires_at=NOON, data={"shared": True}),
            Row(id=1, created_at=NOON, last_seen_at=NOON, expires_at=NOON, data={}),
        ],
    },
    "links/sent.html": {"email": "ada@tax.example"},
    "links/show.html": {"email": "ada@tax.example", "key": "k" * 43},
    "kept/show.html": {
        "path": "/challenges/7/sections/problem",
        "page": "/challenges/7/sections/problem",
        "fields": [["title", "Letters"], ["promise", "We will rewrite them.\r\n" + "All" * 60], ["closes_at", ""]],
    },
    "welcome/department.html": {"form": Form.blank(), "department": DEPARTMENT, "choices": CHOICES},
    "welcome/department.html: refused": {"form": NO_REASON, "department": DEPARTMENT, "choices": CHOICES},
    "welcome/department.html: no choice": {"form": Form.blank(), "department": DEPARTMENT, "choices": []},
} | {
    f"sign_ins/refused.html: {reason}": {
        "reason": reason,
        "message": message,
        "organisation": None if reason == "link" else "Tax Office",
        "contact": "" if reason == "token" else "team@tasks.example",
    }
    for reason, message in REASONS.items()
}
