import pytest
from flask import Flask, Response, abort

from microtask.web.headers import set_up_headers
from microtask.web.static_files import set_up_static_files

EXACT = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'; manifest-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask("headers", static_folder=None)
    set_up_headers(app)
    set_up_static_files(app)
    app.add_url_rule("/page", "page", lambda: "page")
    app.add_url_rule("/refused", "refused", lambda: abort(403))
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    app.add_url_rule("/own", "own", lambda: Response("", headers={"Cache-Control": "private"}))
    return app


@pytest.mark.parametrize("url", ["/page", "/absent", "/refused", "/broken", "/static/app.css", "/static/absent"])
def test_every_response_carries_the_exact_headers(app, url):
    response = app.test_client().get(url)
    assert {name: response.headers.get(name) for name in EXACT} == EXACT
    assert "Strict-Transport-Security" not in response.headers


def test_over_tls_a_browser_is_told_to_stay_there(app):
    response = app.test_client().get("/page", base_url="https://example.org")
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_nothing_is_stored_unless_the_view_says_so(app):
    client = app.test_client()
    assert client.get("/page").headers["Cache-Control"] == "no-store"
    assert client.get("/broken").headers["Cache-Control"] == "no-store"
    assert client.get("/own").headers["Cache-Control"] == "private"
