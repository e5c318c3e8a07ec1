"""An identity provider of the tests' own: a small WSGI application on loopback, with real keys and signed tokens.

It asks nobody for a password: whoever is sent to it is `somebody`. What it says can be bent, to see it refused.
"""

import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from secrets import token_urlsafe
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from werkzeug import Request, Response
from werkzeug.serving import make_server

RSA = RSAKey.generate_key(2048, {"kid": "first"})
OTHER_RSA = RSAKey.generate_key(2048, {"kid": "first"})  # claims to be the same key
NEW_RSA = RSAKey.generate_key(2048, {"kid": "second"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
ADA = {"sub": "ada-1", "email": "ada@tax.example", "email_verified": True, "name": "Ada Reed"}


class IdentityProvider:
    """One provider: `somebody` signs in; `bent` replaces claims of the ID token (None takes one away)."""

    def __init__(self, client_id: str = "microtask", client_secret: str = "a secret, with + and %") -> None:
        self.client_id, self.client_secret = client_id, client_secret
        self.issuer = ""
        self.somebody: Mapping[str, Any] = ADA
        self.bent: dict[str, Any] = {}
        self.key: Any = RSA
        self.published: list[Any] = [RSA]
        self.algorithm = "RS256"
        self.metadata: dict[str, Any] = {}
        self.in_userinfo: Mapping[str, Any] = {}
        self.is_down = False
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.asked.append(request.path)
        pages = {
            "/.well-known/openid-configuration": self._configuration,
            "/keys": self._keys,
            "/authorize": self._authorize,
            "/token": self._token,
            "/userinfo": lambda _: self.in_userinfo,
        }
        if self.is_down:
            answer: Any = Response("<h1>Down for maintenance</h1>", 502, mimetype="text/html")
        else:
            answer = pages[request.path](request)
        if not isinstance(answer, Response):
            answer = Response(json.dumps(answer), mimetype="application/json")
        return answer(environ, start_response)

    def visit(self, url: str) -> str:
        """What a browser does that is sent here: where it is sent back to."""
        return httpx.get(url).headers["Location"]

    def _configuration(self, _: Request) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
        } | self.metadata

    def _keys(self, _: Request) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.published]}

    def _authorize(self, request: Request) -> Response:
        sent = request.args
        assert (sent["response_type"], sent["client_id"]) == ("code", self.client_id)
        assert sent["code_challenge_method"] == "S256"
        assert "openid" in sent["scope"].split()
        code = token_urlsafe(16)
        self._codes[code] = sent.to_dict()
        back = urlencode({"code": code, "state": sent["state"], "iss": self.issuer})
        return Response(status=302, headers={"Location": f"{sent['redirect_uri']}?{back}"})

    def _token(self, request: Request) -> Any:
        sent = self._codes.pop(request.form["code"], None)
        if not self._is_client(request):
            return Response('{"error": "invalid_client"}', 401, mimetype="application/json")
        challenge = urlsafe_b64encode(sha256(request.form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        is_right = sent and (sent["redirect_uri"], sent["code_challenge"]) == (request.form["redirect_uri"], challenge)
        if not is_right or request.form["grant_type"] != "authorization_code":
            return Response('{"error": "invalid_grant"}', 400, mimetype="application/json")
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": self.make_token(sent["nonce"])}

    def make_token(self, nonce: str) -> str:
        now = int(time.time())
        said = {"iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {name: value for name, value in {**said, **self.somebody, **self.bent}.items() if value is not None}
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key)

    def _is_client(self, request: Request) -> bool:
        header = request.headers.get("Authorization", "")
        if header.startswith("Basic "):
            name, _, secret = b64decode(header.removeprefix("Basic ")).decode().partition(":")
            return (unquote_plus(name), unquote_plus(secret)) == (self.client_id, self.client_secret)
        return (request.form.get("client_id"), request.form.get("client_secret", "")) == (
            self.client_id,
            self.client_secret,
        )


@contextmanager
def serving(provider: IdentityProvider) -> Iterator[IdentityProvider]:
    """Have the provider answer over HTTP on loopback; its issuer is where."""
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def query_of(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
