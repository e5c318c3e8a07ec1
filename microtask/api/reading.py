"""Read what was sent: a JSON body, the query, and text that PostgreSQL can keep.

By hand rather than through webargs: the answer of a task passes here, and this costs a tenth.
"""

import json
from typing import Any, Never

from flask import Request
from marshmallow import Schema
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from microtask.errors import Invalid
from microtask.tables.rows import BrokenOff

JSON_BYTES = 1_000_000
NOT_JSON = "The body is not well-formed JSON in UTF-8."
UNSTORABLE = "Take out the characters that are no text (NUL, or half of a surrogate pair)."


class WholeStream:
    """A body that either arrives whole or says that it did not: a quiet end before `length` bytes is none."""

    def __init__(self, stream: Any, length: int | None):
        self._stream = stream
        self._missing = length or 0

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; none at the end. Raises `BrokenOff`."""
        part: bytes = self._stream.read(size)
        self._missing -= len(part)
        if self._missing > 0 and (not part or size < 0):
            raise BrokenOff
        return part


def read_body(request: Request) -> bytes:
    """The bytes of a JSON body, at most `JSON_BYTES` (else 413). Raises 415 for another media type."""
    request.max_content_length = JSON_BYTES
    raw = request.get_data(cache=False)
    if raw and request.mimetype != "application/json":
        raise UnsupportedMediaType("Send the body as application/json.")
    return raw


def load_body(raw: bytes, schema: Schema) -> dict[str, Any]:
    """The body by its schema; none at all is an empty object. Raises 400, `ValidationError` or `Invalid`."""
    if not raw:
        return schema.load({})  # type: ignore[no-any-return]
    try:
        body = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadRequest(NOT_JSON) from None
    if b"\\" in raw and not is_storable(body):
        fields = body if isinstance(body, dict) else {"": body}
        raise Invalid({_safe(name): [UNSTORABLE] for name, value in fields.items() if not is_storable({name: value})})
    return schema.load(body)  # type: ignore[no-any-return]


def load_query(request: Request, schema: Schema | None) -> dict[str, Any]:
    """The query by its schema: each name once, no name that the schema does not know."""
    sent = dict(request.args.lists()) if request.query_string else {}
    if schema is None:
        if sent:
            raise Invalid({_safe(name): ["This address does not take that parameter."] for name in sent})
        return {}
    repeated = [name for name, values in sent.items() if len(values) > 1]
    if repeated:
        raise Invalid({_safe(name): ["Give it once."] for name in repeated})
    values = {name: values[0] for name, values in sent.items()}
    unstorable = [name for name, value in values.items() if not is_storable({name: value})]
    if unstorable:
        raise Invalid({_safe(name): [UNSTORABLE] for name in unstorable})
    return schema.load(values)  # type: ignore[no-any-return]


def is_storable(value: Any) -> bool:
    """Whether every text in `value` can be stored: PostgreSQL refuses NUL, UTF-8 refuses a lone surrogate."""
    if isinstance(value, str):
        return "\x00" not in value and (value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value))
    if isinstance(value, dict):
        return all(is_storable(key) and is_storable(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(is_storable, value))
    return True


def _safe(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8").replace("\x00", "?")


def _refuse_constant(name: str) -> Never:
    """NaN and the infinities are Python's, not JSON's."""
    raise ValueError(name)
