"""A provider over real HTTP: the way there, the way back, and everything that can be wrong on it."""

from collections.abc import Iterator

import pytest

from config.providers import is_safe
from microtask.oidc.provider import KEPT_SECONDS, PAUSE_SECONDS, Provider
from microtask.oidc.refusal import Refused
from tests.idp import ADA, NEW_RSA, RSA, IdentityProvider, query_of, serving

BACK = "https://tasks.example/sign-in/with/tax/back"


@pytest.fixture
def idp() -> Iterator[IdentityProvider]:
    with serving(IdentityProvider()) as provider:
        yield provider


@pytest.fixture
def clock():
    return [0.0]


@pytest.fixture
def provider(idp, clock) -> Provider:
    return Provider(
        "tax", "Tax Office", idp.issuer, idp.client_id, idp.client_secret, is_safe, department="tax",
        clock=lambda: clock[0],
    )  # fmt: skip


def go(provider, idp, **changes):
    errand = provider.set_out(back_to=BACK)
    code = query_of(idp.visit(errand.url))["code"]
    sent = {"nonce": errand.nonce, "verifier": errand.verifier, "back_to": BACK} | changes
    return provider.come_back(code, **sent)


def refusal(provider, idp, **changes) -> str:
    with pytest.raises(Refused) as refused:
        go(provider, idp, **changes)
    return refused.value.reason


def test_whoever_comes_back_is_known_by_issuer_and_subject(provider, idp):
    claims = go(provider, idp)
    assert (claims.issuer, claims.subject, claims.email) == (idp.issuer, "ada-1", "ada@tax.example")


def test_no_two_errands_have_anything_in_common(provider):
    one, other = (provider.set_out(back_to=BACK) for _ in range(2))
    assert not {one.state, one.nonce, one.verifier} & {other.state, other.nonce, other.verifier}
    assert one.verifier not in one.url
    assert 43 <= len(one.verifier) <= 128


def test_a_code_counts_once(provider, idp):
    errand = provider.set_out(back_to=BACK)
    code = query_of(idp.visit(errand.url))["code"]
    provider.come_back(code, nonce=errand.nonce, verifier=errand.verifier, back_to=BACK)
    with pytest.raises(Refused) as refused:
        provider.come_back(code, nonce=errand.nonce, verifier=errand.verifier, back_to=BACK)
    assert refused.value.reason == "code"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"verifier": "of another browser, and long enough to be one of them"}, "code"),
        ({"back_to": "https://elsewhere.example/back"}, "code"),
        ({"nonce": "of another browser"}, "token"),
    ],
)
def test_a_code_that_somebody_else_set_out_for_is_refused(provider, idp, changes, reason):
    assert refusal(provider, idp, **changes) == reason


def test_a_client_without_the_right_secret_gets_nothing(idp):
    wrong = Provider("tax", "Tax Office", idp.issuer, idp.client_id, "a guess", is_safe, department="tax")
    assert refusal(wrong, idp) == "away"


@pytest.mark.parametrize("secret", ["", "a secret, with + and %"])
def test_a_client_may_have_no_secret_or_send_it_in_the_form(idp, secret):
    idp.client_secret, idp.metadata = secret, {"token_endpoint_auth_methods_supported": ["client_secret_post", "none"]}
    client = Provider("tax", "Tax Office", idp.issuer, idp.client_id, secret, is_safe, department="tax")
    assert go(client, idp).subject == "ada-1"


def test_keys_may_change_and_an_unknown_one_is_fetched_but_not_at_every_request(provider, idp, clock):
    go(provider, idp)
    idp.key, idp.published = NEW_RSA, [RSA, NEW_RSA]
    assert refusal(provider, idp) == "token"
    clock[0] += PAUSE_SECONDS + 1
    assert go(provider, idp).subject == "ada-1"
    assert idp.asked.count("/keys") == 2


def test_what_the_provider_says_of_itself_is_asked_once_an_hour(provider, idp, clock):
    for _ in range(3):
        go(provider, idp)
    assert idp.asked.count("/.well-known/openid-configuration") == 1
    clock[0] += KEPT_SECONDS + 1
    go(provider, idp)
    assert idp.asked.count("/.well-known/openid-configuration") == 2


def test_what_the_token_does_not_say_is_asked_for_of_the_same_person(provider, idp):
    idp.somebody, idp.in_userinfo = {"sub": "ada-1"}, dict(ADA)
    idp.metadata = {"userinfo_endpoint": f"{idp.issuer}/userinfo"}
    assert go(provider, idp).email == "ada@tax.example"
    idp.in_userinfo = {**ADA, "sub": "bob-2"}
    assert refusal(provider, idp) == "token"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://another.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": ["https://login.example"]},
    ],
    ids=str,
)
def test_a_provider_that_says_something_else_of_itself_is_not_used(provider, idp, metadata):
    idp.metadata = metadata
    assert refusal(provider, idp) == "away"


def test_a_provider_that_is_down_is_away_and_comes_back(provider, idp):
    idp.is_down = True
    assert refusal(provider, idp) == "away"
    idp.is_down = False
    assert go(provider, idp).subject == "ada-1"


def test_a_provider_that_nobody_answers_for_is_away():
    nowhere = Provider("tax", "Tax Office", "http://127.0.0.1:9", "microtask", "", is_safe, department="tax")
    with pytest.raises(Refused) as refused:
        nowhere.set_out(back_to=BACK)
    assert refused.value.reason == "away"


def test_who_sent_somebody_back_has_to_be_who_they_set_out_to(provider, idp):
    provider.check_issuer(idp.issuer)
    for issuer in ("https://another.example", None):
        with pytest.raises(Refused):
            provider.check_issuer(issuer)


def test_no_secret_is_shown_where_a_provider_is_printed(provider, idp):
    assert idp.client_secret not in repr(provider)


def test_a_provider_speaks_for_its_own_domains_alone():
    spoken_for = {"tax.example": "tax", "dues.example": "dues"}
    several = Provider("tax", "Tax Office", "https://login.example", "microtask", "", is_safe, domains=spoken_for)
    addresses = ("ada@Tax.example", "bo@dues.example", "cy@health.example", "di@sub.tax.example", "eve@tax.example@x.y")
    assert [several.department_of(each) for each in addresses] == ["tax", "dues", None, None, None]
    assert several.departments == {"tax", "dues"}
