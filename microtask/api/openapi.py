"""The OpenAPI document: made from what the endpoints declare, by flask-smorest and apispec.

Only their documentation is used: reading and answering is the door's work (`endpoint.py`).
"""

from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest import Api, Blueprint  # type: ignore[import-untyped]

from microtask import __version__
from microtask.api.endpoint import Door, Endpoint, Endpoints
from microtask.api.errors import MEDIA_TYPE, Problem
from microtask.house import House

PREFIX = "/api/v1"
DESCRIPTION = """
Make a token on the page `/me/tokens`, and send it as `Authorization: Bearer TOKEN`.
Errors are problem details (RFC 9457), with `errors` by field.
Lists are paged: follow `next` until it is null. Times are RFC 3339 in UTC.
"""

PROBLEMS = {
    400: "The body is not JSON, or broke off.",
    401: "There is no token, or it no longer counts.",
    403: "The caller may not do this.",
    404: "There is no such thing, or the caller may not know of it.",
    409: "The state has moved on: `detail` says how.",
    413: "The body is too large.",
    415: "The body has another media type.",
    422: "Something that was sent cannot be used: `errors` says what, by field.",
    429: "Too many calls: wait for as long as `Retry-After` says.",
    500: "Something went wrong on the server's side.",
    503: "The database is away for a moment; nothing was saved.",
}
HEADERS = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    429: {"Retry-After": {"schema": {"type": "integer"}}},
    503: {"Retry-After": {"schema": {"type": "integer"}}},
}


class _Documentation(Api):  # type: ignore[misc]
    """flask-smorest's, but for its error handler, pages and default answers: errors and pages are the door's."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        pass

    def _register_pagination_header(self) -> None:
        pass

    def _register_responses(self) -> None:
        for status, sentence in PROBLEMS.items():
            response = {"description": sentence, "content": {MEDIA_TYPE: {"schema": Problem}}}
            if status in HEADERS:
                response["headers"] = HEADERS[status]
            self.spec.components.response(f"Problem{status}", response)


def set_up_openapi(app: Flask) -> Api:
    """Serve `/api/v1/openapi.json`."""
    app.config |= {
        "API_TITLE": "Microtask",
        "API_VERSION": __version__,
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": PREFIX,
        "OPENAPI_JSON_PATH": "openapi.json",
    }
    api = _Documentation(
        app,
        spec_kwargs={
            "info": {"description": DESCRIPTION.strip()},
            "security": [{"token": []}],
            "marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name),
        },
    )
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    return api


def register(api: Api, app: Flask, noun: Endpoints, house: House) -> None:
    """Open the door of every endpoint of `noun` in `app`, and document it; Flask knows it as `api_NOUN.FUNCTION`."""
    blueprint = Blueprint(f"api_{noun.name}", noun.name, url_prefix=PREFIX)
    for endpoint in noun.endpoints:
        view = blueprint.doc(**operation(endpoint, noun.name))(Door(endpoint, house).view)
        view.__doc__ = endpoint.function.__doc__
        blueprint.add_url_rule(endpoint.path, endpoint.function.__name__, view, methods=[endpoint.method])
    app.register_blueprint(blueprint)
    blueprint.register_views_in_doc(api, app, api.spec, name=blueprint.name, parameters=None)
    api.spec.tag({"name": noun.name, "description": noun.description})


def operation(endpoint: Endpoint, noun: str) -> dict[str, Any]:
    """What OpenAPI calls an operation: all that a call takes, and every status it can answer."""
    told: dict[str, Any] = {
        "tags": [noun],
        "operationId": f"{noun}.{endpoint.function.__name__}",
        "responses": _responses(endpoint),
        "x-who": (endpoint.who.__doc__ or "").partition("\n")[0],
    }
    if endpoint.query is not None:
        told["parameters"] = [{"in": "query", "schema": endpoint.query}]
    if endpoint.body is not None:
        content = {"application/json": {"schema": endpoint.body}}
        told["requestBody"] = {"required": bool(endpoint.body.validate({})), "content": content}
    if endpoint.takes:
        told["requestBody"] = {"required": True, "content": {kind: {"schema": {}} for kind in endpoint.takes}}
    return told


def _responses(endpoint: Endpoint) -> dict[str, Any]:
    content: dict[str, Any] = {kind: {"schema": {}} for kind in endpoint.sends}
    if endpoint.answer is not None:
        content["application/json"] = {"schema": _page(endpoint) if endpoint.paged else endpoint.answer}
    done = {"description": (endpoint.function.__doc__ or "").strip().split("\n")[0]}
    told: dict[str, Any] = {str(endpoint.status): done | ({"content": content} if content else {})}
    if endpoint.again:
        told[str(endpoint.again)] = {**told[str(endpoint.status)], "description": "The same call was made before."}
    return told | {str(status): f"Problem{status}" for status in _problems(endpoint)}


def _problems(endpoint: Endpoint) -> list[int]:
    """The statuses of the errors that this endpoint can answer."""
    statuses = {401, 403, 422, 429, 500, 503}
    if "<" in endpoint.path or endpoint.paged:
        statuses.add(404)
    if endpoint.body is not None or endpoint.takes:
        statuses |= {400, 413, 415}
    if endpoint.method != "GET":
        statuses |= {404, 409}
    if endpoint.sends:
        statuses.add(409)  # a file may still be in the making
    return sorted(statuses)


def _page(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": endpoint.answer},
            "next": {"type": ["string", "null"], "description": "The cursor of the next page."},
        },
    }


def _name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return kind.__name__
