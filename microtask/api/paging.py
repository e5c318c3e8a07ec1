"""Keyset paging in the body: `{"items": [...], "next": CURSOR or null}`, with `?limit=&cursor=`.

A cursor says after which row to go on, so that a page costs the same however deep it lies and no row is shown twice.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from microtask.api.reading import is_storable
from microtask.errors import NotFound

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 200
LARGEST_ID = 2**63 - 1
NO_PAGE = "There is no such page. Take the cursor from “next” of the page before, as it stands."

Key = tuple[Any, ...]


class PageQuery(Schema):
    """The two parameters of every list."""

    limit = fields.Integer(
        load_default=DEFAULT_LIMIT,
        validate=validate.Range(1, LARGEST_LIMIT, error=f"Ask for 1 to {LARGEST_LIMIT} at a time."),
        metadata={"description": "How many to answer at most."},
    )
    cursor = fields.String(load_default=None, metadata={"description": "`next` of the page before."})


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list, and where the rest begins; None where this is the end."""

    items: Sequence[Any]
    next: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """The part of a list that was asked for: at most `limit` rows after the row whose key is `after`."""

    limit: int
    after: Key | None

    @property
    def fetch(self) -> int:
        """How many rows to read: one more than is shown, which tells whether there is a next page."""
        return self.limit + 1

    def page(self, rows: Sequence[Any], key: Callable[[Any], Key]) -> Page:
        """The page of `rows`, of which there are at most `fetch`; `key` gives a row's place in the order."""
        shown = rows[: self.limit]
        return Page(shown, write_cursor(key(shown[-1])) if len(rows) > len(shown) else None)


def read_place(query: dict[str, Any], kinds: Sequence[type]) -> Place:
    """Take `limit` and `cursor` out of a loaded query. Raises `NotFound` for a cursor that is not one of ours.

    `kinds` are the types of the key: `int`, `str` or `datetime`, in the order of the list.
    """
    cursor = query.pop("cursor")
    return Place(query.pop("limit"), None if cursor is None else read_cursor(cursor, kinds))


def write_cursor(key: Key) -> str:
    """An opaque text for a key."""
    parts = [part.isoformat() if isinstance(part, datetime) else part for part in key]
    return urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(cursor: str, kinds: Sequence[type]) -> Key:
    """The key that `write_cursor` wrote. Raises `NotFound` where it does not have the types `kinds`."""
    try:
        parts = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return tuple(_part(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (ValueError, TypeError, RecursionError):
        raise NotFound(NO_PAGE) from None


def _part(part: Any, kind: type[Any]) -> Any:
    if kind is datetime:
        when = datetime.fromisoformat(part)
        if when.tzinfo is None:
            raise ValueError(part)
        return when
    is_ours = type(part) is kind and is_storable(part) and (kind is not int or abs(part) <= LARGEST_ID)
    if not is_ours:
        raise ValueError(part)
    return part
