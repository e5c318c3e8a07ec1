"""An ID token that is wrong in one way at a time."""

import time

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from microtask.oidc.claims import Expected, UnknownKey, read_id_token, to_claims
from microtask.oidc.refusal import Refused
from tests.idp import EC, NEW_RSA, OTHER_RSA, RSA

EXPECTED = Expected("https://login.example", "microtask", "a nonce")
KEYS = KeySet.import_key_set({"keys": [RSA.as_dict(private=False), EC.as_dict(private=False)]})

# Constants, so that every process of a run calls these tests by the same names.
LONG_AGO, FAR_OFF = 1_000_000_000, 4_000_000_000


def claims(**changes):
    now = int(time.time())
    said = {"iss": EXPECTED.issuer, "aud": EXPECTED.client_id, "nonce": EXPECTED.nonce, "sub": "ada-1",
            "iat": now, "exp": now + 300}  # fmt: skip
    return {name: value for name, value in (said | changes).items() if value is not None}


def token(key=RSA, algorithm="RS256", **changes):
    return jwt.encode({"alg": algorithm, "kid": key.kid}, claims(**changes), key, algorithms=[algorithm])


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS256"), (RSA, "PS512"), (EC, "ES256")])
def test_a_right_token_tells_who_it_is(key, algorithm):
    assert read_id_token(token(key, algorithm), KEYS, EXPECTED)["sub"] == "ada-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://login.example.evil.example"},
        {"iss": "https://login.example/"},
        {"iss": None},
        {"aud": "another client"},
        {"aud": None},
        {"aud": ["microtask", "another client"]},
        {"aud": ["microtask", "another client"], "azp": "another client"},
        {"azp": "another client"},
        {"nonce": "another nonce"},
        {"nonce": None},
        {"nonce": ["a nonce"]},
        {"exp": LONG_AGO},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": FAR_OFF},
        {"nbf": FAR_OFF},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "a" * 256},
        {"at_hash": "not of this access token"},
    ],
    ids=str,
)
def test_a_token_that_is_wrong_in_one_way_is_refused(changes):
    with pytest.raises(Refused) as refused:
        read_id_token(token(**changes), KEYS, EXPECTED, access_token="opaque")
    assert refused.value.reason == "token"


def test_a_token_of_several_audiences_counts_where_it_was_made_for_us():
    made = token(aud=["another client", "microtask"], azp="microtask")
    assert read_id_token(made, KEYS, EXPECTED)["sub"] == "ada-1"


@pytest.mark.parametrize(
    "made",
    [
        token(OTHER_RSA),
        token()[:-4] + "AAAA",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEtMSJ9.",
        jwt.encode({"alg": "HS256", "kid": RSA.kid}, claims(), OctKey.import_key("known to both sides, " * 2)),
        "",
        "no token",
        "a.b.c",
    ],
    ids=["another key", "cut", "none", "shared secret", "empty", "words", "dots"],
)
def test_a_token_that_is_not_signed_by_the_provider_is_refused(made):
    with pytest.raises(Refused) as refused:
        read_id_token(made, KEYS, EXPECTED)
    assert refused.value.reason == "token"


def test_a_key_that_is_not_known_is_told_apart():
    for key, algorithm in [(NEW_RSA, "RS256"), (ECKey.generate_key("P-256", {"kid": "new"}), "ES256")]:
        with pytest.raises(UnknownKey):
            read_id_token(token(key, algorithm), KEYS, EXPECTED)


@pytest.mark.parametrize(
    ("said", "email", "verified", "name"),
    [
        ({"email": " a@tax.example ", "email_verified": True, "name": "Ada\n Reed"}, "a@tax.example", True, "Ada Reed"),
        ({"email": "a@tax.example", "given_name": "Ada", "family_name": "Reed"}, "a@tax.example", False, "Ada Reed"),
        ({"email": "ada@tax.example", "email_verified": "true"}, "ada@tax.example", False, None),
        ({"email": ["ada@tax.example"], "name": 7}, None, False, None),
        ({}, None, False, None),
    ],
)  # fmt: skip
def test_what_a_provider_says_counts_where_it_is_what_it_should_be(said, email, verified, name):
    found = to_claims("https://login.example", {"sub": "ada-1"} | said, trust_email=False)
    assert (found.email, found.is_verified, found.name) == (email, verified, name)


def test_an_address_is_trusted_without_the_claim_only_where_the_deployment_says_so():
    said = {"sub": "ada-1", "email": "ada@tax.example"}
    assert to_claims("https://login.example", said, trust_email=True).is_verified
    assert not to_claims("https://login.example", said | {"email_verified": False}, trust_email=True).is_verified
