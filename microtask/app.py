"""The web application: wires the house. The only file that imports both faces."""

import re
import time
from os import urandom

import structlog
from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as AnyResponse

from config.logging import set_up_logging
from config.providers import is_safe
from config.settings import Settings, load_settings
from microtask import queue
from microtask.api import errors as api_errors
from microtask.api.operations import set_up_operations
from microtask.api.reading import JSON_BYTES
from microtask.api.routes import set_up_api
from microtask.catalogue import load_catalogue
from microtask.db import make_engine, make_sessions
from microtask.house import House
from microtask.limits import Limits, Rate
from microtask.oidc.provider import Provider
from microtask.people.keys import Passwords
from microtask.retention import kept_for
from microtask.telemetry import Telemetry
from microtask.unit_of_work import UnitsOfWork
from microtask.web import errors as web_errors
from microtask.web.routes import set_up_web

API = "/api/"
SIGN_IN_SECONDS = 900
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class IdConverter(IntegerConverter):
    """`<id:name>` in a path: a whole number of at most 18 digits, as rows have; anything else is no address (404)."""

    # The pattern alone keeps out what PostgreSQL could not compare: a value refused later would be a 405.
    regex = "[1-9][0-9]{0,17}"

    def __init__(self, rules: Map):
        super().__init__(rules, min=1, max=10**18 - 1)


def create_app(settings: Settings | None = None) -> Flask:
    """A Flask app on the database and queue of `settings`; those of the environment where none are given.

    `app.extensions["microtask"]` is its `House`. Each call makes an engine of its own, so that a server calls it once
    in every process.
    """
    if settings is None:
        settings = load_settings()
        set_up_logging(settings.log_level)
    house = build_house(settings)
    app = Flask("microtask", static_folder=None)
    app.config |= {"SECRET_KEY": settings.secret_key, "MAX_CONTENT_LENGTH": JSON_BYTES}
    app.extensions["microtask"] = house
    app.url_map.converters["id"] = IdConverter
    _watch(app, Telemetry(house.units.errands, metrics_dir=settings.metrics_dir, every=_is_talkative(settings)))
    set_up_web(app, house)
    set_up_api(app, house)
    app.register_error_handler(Exception, _answer)
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def build_house(settings: Settings) -> House:
    """The settings, units of work, task templates and passwords of one process."""
    kept_for(settings.keep_days)  # a period that cannot be meant is said before anything starts
    engine = make_engine(settings.database_url, pool_size=settings.database_connections)
    errands = queue.Errands(queue.connect(settings.redis_url))
    return House(
        settings=settings,
        units=UnitsOfWork(make_sessions(engine), errands),
        catalogue=load_catalogue(),
        passwords=Passwords(settings.password_kilobytes),
        limits=Limits(errands, list_rates(settings)),
        providers={each.key: Provider(**vars(each), is_safe=is_safe) for each in settings.providers},
    )


def list_rates(settings: Settings) -> list[Rate]:
    """How fast somebody may do what: an account call and send forms, an address that has not signed in anything.

    To guess a password takes attempts: they are counted by account and by address.
    """
    return [
        Rate("calls", settings.calls_a_second),
        Rate("forms", settings.forms_a_second),
        Rate("strangers", settings.strangers_a_second),
        Rate("sign_ins", settings.sign_ins_an_account, SIGN_IN_SECONDS),
        Rate("sign_ins_by_address", settings.sign_ins_an_address, SIGN_IN_SECONDS),
    ]


def _watch(app: Flask, telemetry: Telemetry) -> None:
    """Give every request an id, which its response and its lines in the log carry, and time it."""

    def begin() -> None:
        g.began = time.perf_counter()
        sent = request.headers.get("X-Request-ID", "")
        g.request_id = sent if REQUEST_ID.fullmatch(sent) else urandom(8).hex()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.request_id
        telemetry.observe(
            request_id=g.request_id,
            route=request.endpoint or "none",
            method=request.method,
            status=response.status_code,
            seconds=time.perf_counter() - g.began,
        )
        structlog.contextvars.clear_contextvars()
        return response

    app.before_request(begin)
    app.after_request(end)
    set_up_operations(app, app.extensions["microtask"], telemetry)


def _answer(error: Exception) -> AnyResponse:
    """What no door has answered: an address that is none, and whatever failed before or after a door."""
    error = getattr(error, "original_exception", None) or error
    return api_errors.answer(error) if request.path.startswith(API) else web_errors.answer(error)


def _is_talkative(settings: Settings) -> bool:
    """Whether every request is worth a line: at INFO and DEBUG; above, only failures are."""
    return settings.log_level in ("DEBUG", "INFO")
