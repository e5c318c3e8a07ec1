"""What is recorded, how an entry is hashed, and how the seals of the months hang together."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

# What may be recorded, and how it reads. One line an action; an object is a row, by its kind and number.
ACTIONS: Mapping[str, str] = {
    "person.signed_in": "Signed in",
    "person.signed_out": "Signed out",
    "person.sign_in_failed": "Failed to sign in",
    "person.signed_out_everywhere": "Signed out everywhere",
    "person.bound": "Account joined to a sign-in at an organisation",
    "person.moved": "Department changed",
    "person.invited": "Invitation sent",
    "person.left": "Account closed, because somebody left",
    "person.returned": "Account opened again, because somebody came back",
    "person.forgotten": "Account made anonymous",
    "token.made": "API token made",
    "token.revoked": "API token taken back",
    "role.granted": "Role granted",
    "role.removed": "Role removed",
    "role.confirmed": "Role confirmed",
    "skills.changed": "Skills of an expert changed",
    "role.moved": "Role moved with its department",
    "department.added": "Department added",
    "department.described": "Names of a department changed",
    "department.renamed": "Department renamed",
    "department.ways_in": "Domains and groups of a department changed",
    "department.merged": "Department became part of another",
    "department.split": "Part of a department became another",
    "department.permitted": "What a department permits its people changed",
    "department.ceiling": "Highest marking of a department changed",
    "challenge.created": "Challenge created",
    "challenge.sent": "Challenge sent for approval",
    "challenge.sent_back": "Challenge sent back for changes",
    "challenge.approved": "Challenge approved",
    "challenge.published": "Challenge published",
    "challenge.paused": "Challenge paused",
    "challenge.resumed": "Challenge resumed",
    "challenge.closed": "Challenge closed",
    "owner.added": "Owner of a challenge added",
    "owner.removed": "Owner of a challenge removed",
    "coordinator.added": "Coordinator of a challenge added",
    "coordinator.removed": "Coordinator of a challenge removed",
    "rule.changed": "Rule changed",
    "items.imported": "Items imported",
    "items.removed": "File of items removed",
    "item.hidden": "Item hidden",
    "item.restored": "Item restored",
    "item.redacted": "Item redacted and restored",
    "item.removed": "Item removed",
    "item.adjudicated": "Item decided by an owner or expert",
    "answers.collected": "Answers from paper added",
    "answers.read": "Answers read",
    "marking.confirmed": "Marking confirmed again, since items were added",
    "reidentification.asked": "Asked who is behind a random name",
    "reidentification.agreed": "Agreed that two administrators see who is behind a random name",
    "reidentification.refused": "Refused to find out who is behind a random name",
    "reidentification.read": "Looked at who is behind a random name",
    "release.made": "Release made",
    "release.read": "File of a release read",
    "webhook.added": "Webhook added",
    "webhook.removed": "Webhook removed",
    "audit.read": "Audit exported",
    "retention.run": "Retention run",
}

# A month is sealed once it has been over for this long: no unit of work lasts so long, so nothing of it is on its way.
SETTLING = timedelta(days=1)

FIRST = bytes(32)  # what the first seal of a chain follows


def month_of(moment: datetime) -> date:
    """The month of a moment, in UTC, as its first day."""
    return moment.astimezone(UTC).date().replace(day=1)


def bounds_of(month: date) -> tuple[datetime, datetime]:
    """Where a month begins, and where the next one does, in UTC."""
    following = (month + timedelta(days=32)).replace(day=1)
    return datetime(month.year, month.month, 1, tzinfo=UTC), datetime(following.year, following.month, 1, tzinfo=UTC)


def hash_value(value: Mapping[str, Any]) -> bytes:
    """SHA-256 of what stood, or stands, in an object: proves later what it was, and tells nobody."""
    return sha256(_canonical(value)).digest()


def hash_entries(rows: Iterable[Sequence[Any]]) -> tuple[int, bytes]:
    """How many entries these are, and SHA-256 over them, each as one line of JSON, in the order they come."""
    count, content = 0, sha256()
    for row in rows:
        content.update(_canonical([_plain(value) for value in row]) + b"\n")
        count += 1
    return count, content.digest()


def seal_of(previous: bytes, month: date, entries: int, content: bytes) -> bytes:
    """The seal of a month: SHA-256 over the seal before it, the month, and what it holds."""
    return sha256(_canonical([previous.hex(), month.isoformat(), entries, content.hex()])).digest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value
