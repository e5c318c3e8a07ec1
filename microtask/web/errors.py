"""What went wrong, as a page: the one table of errors of the HTML face."""

import re
from typing import Any, cast
from urllib.parse import urlsplit

import structlog
from flask import Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException

from microtask.errors import Conflict, Invalid, MicrotaskError, NotAllowed, NotFound
from microtask.failures import RETRY_SECONDS, Away, understood
from microtask.limits import TooMany
from microtask.web.sessions import Sessions

PAGES: dict[type[MicrotaskError], tuple[str, int]] = {
    NotFound: ("errors/not_found.html", 404),
    NotAllowed: ("errors/not_allowed.html", 403),
    Conflict: ("errors/conflict.html", 409),
    Invalid: ("errors/conflict.html", 422),
}
TOO_OLD = "The form was open for too long, or you have signed in or out since. Nothing was saved."
REFUSED = {
    413: "The file is too large for this service. Nothing was saved.",
    405: "This address cannot be opened in that way. Nothing was saved.",
}

log = structlog.get_logger(__name__)


def answer(error: Exception) -> Response:
    """The page that tells `error`. What nobody foresaw is logged, and told without its details."""
    try:
        return _told(understood(error))
    except Exception as failure:
        # The page wanted to know who is signed in, and met a database that is away.
        away = understood(failure)
        if not isinstance(away, Away):
            raise
        return _told(away)


def came_from() -> str | None:
    """The page of this service that the request came from, as a path; None where that is unknown."""
    if not request.referrer:
        return None
    referrer = urlsplit(request.referrer)
    if referrer.netloc != request.host or not referrer.path.startswith("/") or referrer.path.startswith("//"):
        return None
    return f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path


def _leads_on() -> str | None:
    """Where to go on from here: back to the form that was sent; from a page of a challenge, to the challenge itself.

    A page that is refused when it is opened is not found better by going back to what led to it.
    """
    challenge = re.match(r"/challenges/\d+(?=/)", request.path)
    if challenge is None:
        return came_from()
    return challenge[0] if request.method == "GET" else came_from() or challenge[0]


def _told(error: Exception) -> Response:
    if isinstance(error, Away):
        response = _page("errors/unavailable.html", 503, returns_at=None)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    if isinstance(error, TooMany):
        response = _page("errors/too_many.html", 429, message=error.message, minutes=error.seconds // 60)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    if isinstance(error, MicrotaskError) and (page := _page_of(error)):
        template, status = page
        opened = request.method == "GET"
        return _page(template, status, message=error.message, back_url=_leads_on(), opened=opened)
    if isinstance(error, CSRFError):
        return _page("errors/conflict.html", 400, message=TOO_OLD, back_url=came_from())
    if isinstance(error, HTTPException):
        return _http(error)
    log.error("request_failed", exc_info=error)
    return _page("errors/problem.html", 500)


def _page_of(error: MicrotaskError) -> tuple[str, int] | None:
    return next((page for kind, page in PAGES.items() if isinstance(error, kind)), None)


def _http(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    if error.code == 404:
        return _page("errors/not_found.html", 404)
    if error.code >= 500:
        return _page("errors/problem.html", error.code)
    message = REFUSED.get(error.code) or error.description or NotAllowed.message
    response = _page("errors/conflict.html", error.code, message=message, back_url=came_from())
    response.headers.extend(pair for pair in error.get_headers() if pair[0] in ("Allow", "Retry-After"))
    return response


def _page(template: str, status: int, **context: Any) -> Response:
    if status < 500:
        cast("Sessions", current_app.session_interface).recognise()
    return make_response(render_template(template, **context), status)
