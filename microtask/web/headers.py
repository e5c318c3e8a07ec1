"""The security headers of every response: pages, errors, the API and static files alike.

All markup is our own and holds no inline script or style, so the policy needs neither a nonce nor a hash.
"""

from flask import Flask, Response, request

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


def set_up_headers(app: Flask) -> None:
    """Put the security headers on every response of `app`.

    Nothing is stored by a browser or a proxy unless the view set `Cache-Control` itself, as static files do.
    Strict-Transport-Security is sent over TLS only; behind a proxy that needs ProxyFix.
    """
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """The same response with the headers. A `Content-Security-Policy` that the view set itself is kept."""
    headers = response.headers
    # All at once: `setdefault` looks through every header for each, which costs five times as much.
    present = {name.lower() for name in headers.keys()}  # noqa: SIM118 (iterating gives pairs)
    headers.extend((name, value) for name, value in HEADERS.items() if name.lower() not in present)
    if request.is_secure:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
    return response
