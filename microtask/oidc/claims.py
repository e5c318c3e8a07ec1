"""What a provider says of somebody: the ID token is checked as OpenID Connect Core 1.0, section 3.1.3.7, asks."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from microtask.oidc.refusal import Refused

# Signed with a key of the provider's own: never `none`, and never with a secret that both sides know.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY = 60  # seconds that two clocks may differ by
LONGEST_SUBJECT = 255  # characters, by section 2


class UnknownKey(Refused):
    """The token is signed with a key that the provider did not have when it was asked last."""


@dataclass(frozen=True)
class Claims:
    """Who somebody is at which provider: `issuer` and `subject` together are theirs alone, and for ever.

    `email` may be missing, or be anybody's unless it `is_verified`; `name` may be missing. `groups` are those that the
    provider names, where it was asked for them.
    """

    issuer: str
    subject: str
    email: str | None
    is_verified: bool
    name: str | None
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Expected:
    """What an ID token has to say so that it counts."""

    issuer: str
    client_id: str
    nonce: str


def read_id_token(token: str, keys: KeySet, expected: Expected, *, access_token: str | None = None) -> dict[str, Any]:
    """The claims of an ID token whose signature, issuer, audience, nonce and times are right.

    Raises `Refused` for any other, and `UnknownKey` where `keys` has none that it names.
    """
    try:
        read = jwt.decode(token, keys, algorithms=ALGORITHMS)
        options = {"iss": {"essential": True, "value": expected.issuer},
                   "aud": {"essential": True, "value": expected.client_id}}  # fmt: skip
        params = {"nonce": expected.nonce, "client_id": expected.client_id, "access_token": access_token}
        claims = CodeIDToken(read.claims, read.header, options, params)
        claims.validate(leeway=LEEWAY)
    except InvalidKeyIdError as error:
        raise UnknownKey("token") from error
    except (JoseError, ValueError) as error:
        raise Refused("token") from error
    subject = claims["sub"]
    # Compared once more, in equal time: that it is asked for must not depend on a library's options.
    has_nonce = hmac.compare_digest(str(claims.get("nonce")).encode(), expected.nonce.encode())
    if not has_nonce or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise Refused("token")
    return dict(claims)


def to_claims(issuer: str, said: Mapping[str, Any], *, trust_email: bool, groups_claim: str | None = None) -> Claims:
    """What is used of all that a provider said; a claim of the wrong type counts as missing."""
    email = _text(said, "email")
    name = _text(said, "name") or " ".join(filter(None, (_text(said, "given_name"), _text(said, "family_name"))))
    verified = said.get("email_verified", trust_email)
    named = said.get(groups_claim) if groups_claim else None
    groups = frozenset(each for each in named if isinstance(each, str)) if isinstance(named, list) else frozenset()
    return Claims(issuer, said["sub"], email, verified is True, name or None, groups)


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    return " ".join(value.split()) or None if isinstance(value, str) else None
