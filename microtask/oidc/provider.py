"""One identity provider: where it is, which keys it signs with, the way there and the way back.

What it says of itself (OpenID Connect Discovery 1.0) and its keys are kept for an hour; a token that names a key which
is not among them has them fetched once more. Nothing is followed to another address than the provider named, and never
without TLS, but on this machine.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from threading import Lock
from typing import Any
from urllib.parse import quote_plus

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from microtask.oidc.claims import Claims, Expected, UnknownKey, read_id_token, to_claims
from microtask.oidc.refusal import Refused

SCOPE = "openid email profile"
SECONDS = 5.0  # that the provider has for one answer
LARGEST = 1_000_000  # bytes of an answer
KEPT_SECONDS = 3600.0
PAUSE_SECONDS = 60.0  # before its keys are fetched again because of an unknown one: anybody can send one
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Errand:
    """What a browser sets out with, and what is kept of it here until it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class _Known:
    """What the provider said of itself, its keys, and when that was."""

    metadata: Mapping[str, Any]
    keys: KeySet
    at: float


@dataclass
class Provider:
    """An OpenID provider, and the departments of its people; safe to share between threads.

    `is_safe` says whether an address may be asked. People work in `department`, or where `domains` says; the claim
    `groups_claim` names groups of theirs, which may belong to a department more closely.
    """

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    is_safe: Callable[[str], bool]
    department: str | None = None
    domains: Mapping[str, str] = field(default_factory=dict)
    groups_claim: str | None = None
    trust_email: bool = False
    clock: Callable[[], float] = time.monotonic
    _known: _Known | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def departments(self) -> frozenset[str]:
        """The slugs of the departments that its people work in."""
        return frozenset([self.department] if self.department else self.domains.values())

    def department_of(self, email: str) -> str | None:
        """Where somebody with this address works; None where the provider does not speak for their domain."""
        return self.department or self.domains.get(email.rpartition("@")[2].lower())

    def set_out(self, *, back_to: str) -> Errand:
        """The way to the provider for one browser. Raises `Refused` where the provider is away."""
        state, nonce, verifier = token_urlsafe(32), token_urlsafe(32), token_urlsafe(48)
        url: str = prepare_grant_uri(
            self._discovered().metadata["authorization_endpoint"],
            client_id=self.client_id,
            response_type="code",
            redirect_uri=back_to,
            scope=SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Errand(url, state, nonce, verifier)

    def come_back(self, code: str, *, nonce: str, verifier: str, back_to: str) -> Claims:
        """Who it was that came back with `code`. Raises `Refused`."""
        known = self._discovered()
        with self._client() as client:
            tokens = self._exchange(client, known, code, verifier=verifier, back_to=back_to)
            said = self._read(tokens, nonce)
            if "email" not in said and "userinfo_endpoint" in known.metadata:
                said |= self._ask_more(client, known, tokens.get("access_token"), said["sub"])
        return to_claims(self.issuer, said, trust_email=self.trust_email, groups_claim=self.groups_claim)

    def check_issuer(self, issuer: str | None) -> None:
        """Raise `Refused` where the browser came back from another provider than it set out to (RFC 9207)."""
        metadata = self._discovered().metadata
        is_told = metadata.get("authorization_response_iss_parameter_supported") is True
        if issuer != self.issuer and (is_told or issuer is not None):
            raise Refused("token")

    def _read(self, tokens: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        token, expected = str(tokens.get("id_token", "")), Expected(self.issuer, self.client_id, nonce)
        access_token = tokens.get("access_token")
        try:
            return read_id_token(token, self._discovered().keys, expected, access_token=access_token)
        except UnknownKey:
            newer = self._discovered(PAUSE_SECONDS).keys
            return read_id_token(token, newer, expected, access_token=access_token)

    def _exchange(
        self, client: httpx.Client, known: _Known, code: str, *, verifier: str, back_to: str
    ) -> Mapping[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back_to, "code_verifier": verifier}
        methods = known.metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        auth = None
        if self.client_secret and "client_secret_basic" in methods:
            auth = httpx.BasicAuth(
                quote_plus(self.client_id), quote_plus(self.client_secret)
            )  # RFC 6749, section 2.3.1
        else:
            form |= {"client_id": self.client_id}
            form |= {"client_secret": self.client_secret} if self.client_secret else {}
        answer, status = _ask(client, "POST", known.metadata["token_endpoint"], data=form, auth=auth)
        if answer.get("error") == "invalid_grant":
            raise Refused("code")
        if status != httpx.codes.OK or "error" in answer:
            raise Refused("away")
        return answer

    def _ask_more(self, client: httpx.Client, known: _Known, access_token: Any, subject: str) -> dict[str, Any]:
        """What the userinfo endpoint adds, of the same person (OpenID Connect Core 1.0, section 5.3.2)."""
        url, headers = known.metadata["userinfo_endpoint"], {"Authorization": f"Bearer {access_token}"}
        if not isinstance(url, str) or not self.is_safe(url):
            raise Refused("away")
        more, status = _ask(client, "GET", url, headers=headers)
        if status != httpx.codes.OK:
            raise Refused("away")
        if more.get("sub") != subject:
            raise Refused("token")
        return dict(more)

    def _discovered(self, newer_than: float = KEPT_SECONDS) -> _Known:
        """What is known of the provider, asked again where that is older than so many seconds."""
        with self._lock:
            if self._known is None or self.clock() - self._known.at > newer_than:
                self._known = self._discover()
            return self._known

    def _discover(self) -> _Known:
        with self._client() as client:
            url = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
            metadata, status = _ask(client, "GET", url)
            found = [metadata.get(name) for name in ENDPOINTS]
            is_usable = all(isinstance(each, str) and self.is_safe(each) for each in found)
            if status != httpx.codes.OK or metadata.get("issuer") != self.issuer or not is_usable:
                raise Refused("away")
            said, _ = _ask(client, "GET", metadata["jwks_uri"])
        try:
            keys = KeySet.import_key_set({"keys": said["keys"]})
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise Refused("away") from error
        return _Known(metadata, keys, self.clock())

    @staticmethod
    def _client() -> httpx.Client:
        return httpx.Client(timeout=SECONDS, follow_redirects=False, headers={"Accept": "application/json"})


def _ask(client: httpx.Client, method: str, url: str, **sent: Any) -> tuple[dict[str, Any], int]:
    """What a provider answers, as JSON, with the status. Raises `Refused` where it does not answer, or not so."""
    try:
        auth = sent.pop("auth", None)
        with client.stream(method, url, auth=auth or httpx.USE_CLIENT_DEFAULT, **sent) as response:
            body = b""
            for piece in response.iter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise Refused("away")
            answer = json.loads(body)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as error:
        raise Refused("away") from error
    if not isinstance(answer, dict):
        raise Refused("away")
    return answer, response.status_code
