"""The security headers of every response: pages, errors, the API and static files alike.

All markup is our own and holds no inline script or style, so the policy needs neither a nonce nor a hash.
"""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; manifest-src 'self'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}

STRICT_TRANSPORT_SECURITY = "max-age=31536000; includeSubDomains"


_PAIRS = [(name.lower(), (name, value)) for name, value in HEADERS.items()]


def set_up_headers(app: Flask) -> None:
    """Put the security headers on every response of `app`.

    Nothing is stored by a browser or a proxy unless the view set `Cache-Control` itself, as static files do.
    Strict-Transport-Security is sent over TLS only; behind a proxy that needs ProxyFix, put around this.
    """
    app.wsgi_app = SecurityHeaders(app.wsgi_app)  # type: ignore[method-assign]


class SecurityHeaders:
    """The same application with the headers. One of them that the application set itself is kept.

    They are added on the way out, as pairs: Flask's own headers check and copy each of them three times over, which
    is a twentieth of the task page's time.
    """

    def __init__(self, application: WSGIApplication):
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            present = {name.lower() for name, _ in headers}
            headers += [pair for name, pair in _PAIRS if name not in present]
            if environ["wsgi.url_scheme"] == "https":
                headers.append(("Strict-Transport-Security", STRICT_TRANSPORT_SECURITY))
            return start_response(status, headers, *error)

        return self._application(environ, start)
