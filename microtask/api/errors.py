"""What went wrong, as problem details (RFC 9457): the one table of errors of the JSON face."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Response
from marshmallow import Schema, ValidationError, fields
from werkzeug.exceptions import HTTPException

from microtask.errors import Conflict, Invalid, MicrotaskError, NotAllowed, NotFound
from microtask.failures import RETRY_SECONDS, Away, understood
from microtask.limits import TooMany

MEDIA_TYPE = "application/problem+json"

STATUSES: dict[type[MicrotaskError], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409, Invalid: 422}
SENTENCES = {
    400: "The request could not be read to its end. Send it again.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "What was sent is too large. Send less at once.",
    415: "This address does not take that media type.",
    500: "Something went wrong on our side. Nothing was saved.",
}
OUR_HEADERS = ("content-type", "content-length")

# What marshmallow says of itself, which names the fault alone, in sentences that also say how to mend it.
MENDS = {
    "Unknown field.": "There is no such field. Check its spelling, or leave it out.",
    "Missing data for required field.": "This field is missing. Give it.",
    "Field may not be null.": "This cannot be null. Give a value, or leave it out.",
    "Not a valid string.": "Give a text.",
    "Not a valid integer.": "Give a whole number, such as 5.",
    "Not a valid number.": "Give a number, such as 0.9.",
    "Special numeric values (nan or infinity) are not permitted.": "Give a number, such as 0.9.",
    "Number too large.": "Give a smaller number.",
    "Not a valid boolean.": "Give true or false.",
    "Not a valid list.": "Give a list.",
    "Not a valid mapping type.": "Give an object, such as {}.",
    "Invalid type.": "Give an object, such as {}.",
    "Invalid input type.": "Give an object, such as {}.",
}

log = structlog.get_logger(__name__)


class Problem(Schema):
    """How every error is told."""

    type = fields.String(required=True, metadata={"description": "Always `about:blank`: the status says it."})
    title = fields.String(required=True, metadata={"description": "The status in words."})
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "What is wrong and how to mend it, in a sentence."})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "What is wrong with each field; the path of a nested one is joined by dots."},
    )


def answer(error: Exception) -> Response:
    """The response that tells `error`. What nobody foresaw is logged, and told without its details."""
    error = understood(error)
    if isinstance(error, ValidationError):
        error = Invalid(by_field(error.messages))
    if isinstance(error, Away):
        return problem(503, error.message, headers={"Retry-After": str(RETRY_SECONDS)})
    if isinstance(error, TooMany):
        return problem(429, error.message, headers={"Retry-After": str(error.seconds)})
    if isinstance(error, Invalid):
        return problem(422, error.message, errors=error.fields)
    if isinstance(error, MicrotaskError) and (status := _status_of(error)):
        return problem(status, error.message)
    if isinstance(error, HTTPException):
        return _http(error)
    log.error("request_failed", exc_info=error)
    return problem(500, SENTENCES[500])


def problem(
    status: int,
    detail: str,
    *,
    errors: Mapping[str, list[str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response of problem details; `errors` maps a field to its sentences."""
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors is not None:
        told["errors"] = errors
    return Response(json.dumps(told, ensure_ascii=False), status, headers, mimetype=MEDIA_TYPE)


def by_field(messages: Any) -> dict[str, list[str]]:
    """Marshmallow's nested messages as one list of sentences a field: `{"stages.0.template": [...]}`.

    What marshmallow says of itself becomes a sentence that also says how to mend it.
    """
    found: dict[str, list[str]] = {}
    for path, sentence in _sentences(messages, ()):
        found.setdefault(path, []).append(sentence)
    return found


def _status_of(error: MicrotaskError) -> int | None:
    return next((status for kind, status in STATUSES.items() if isinstance(error, kind)), None)


def _sentences(messages: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for name, deeper in messages.items():
            yield from _sentences(deeper, path if name == "_schema" else (*path, str(name)))
    elif isinstance(messages, str):
        yield ".".join(path), MENDS.get(messages, messages)
    else:
        for deeper in messages:
            yield from _sentences(deeper, path)


def _http(error: HTTPException) -> Response:
    """Werkzeug's own refusals, with their headers (`Allow`, `WWW-Authenticate`, `Retry-After`)."""
    status = error.code or 500
    is_stock = error.description == type(error).description
    sentence = SENTENCES.get(status) if is_stock else None
    headers = {name: value for name, value in error.get_headers() if name.lower() not in OUR_HEADERS}
    return problem(status, sentence or error.description or HTTPStatus(status).phrase, headers=headers)
