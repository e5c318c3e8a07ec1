"""Sign-in by OpenID Connect end to end: two providers at once over real HTTP, each with real keys and signed tokens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from config.providers import ProviderSettings
from microtask.challenges import actions as challenges
from microtask.people import actions
from microtask.people.queries import get_by_email, get_identity
from microtask.people.rules import day_of
from tests.idp import ADA, NEW_RSA, OTHER_RSA, IdentityProvider, query_of, serving
from tests.scene import MovableClock
from tests.web.visitor import heading, links, text


@pytest.fixture(scope="module")
def idps() -> Iterator[dict[str, IdentityProvider]]:
    with serving(IdentityProvider()) as tax, serving(IdentityProvider("other-client", "another secret")) as health:
        yield {"tax": tax, "health": health}


@pytest.fixture(scope="module")
def two_app(settings, idps) -> Iterator[Flask]:
    from microtask.app import create_app

    tax, health = idps["tax"], idps["health"]
    domains = {"health.example": "health", "clinic.example": "clinic"}
    providers = (
        ProviderSettings(
            "tax", "Tax Office", tax.issuer, tax.client_id, tax.client_secret, department="tax", groups_claim="groups"
        ),
        ProviderSettings("health", "Health", health.issuer, health.client_id, health.client_secret, domains=domains),
    )
    app = create_app(replace(settings, providers=providers, passwords=False))
    yield app
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()


@pytest.fixture
def units(two_app, clean):
    found = two_app.extensions["microtask"].units
    found.clock = MovableClock()
    return found


@pytest.fixture
def browser(two_app, units, idps) -> FlaskClient:
    """A browser of the service; both providers know one person each, and say what is true."""
    people = {"tax": ADA, "health": {**ADA, "sub": "bo-1", "email": "bo@clinic.example", "name": "Bo Lamb"}}
    for key, idp in idps.items():
        idp.somebody, idp.bent, idp.key, idp.is_down = people[key], {}, idp.published[0], False
    return two_app.test_client()


def set_out(browser, idp, key="tax", query="") -> str:
    """To the provider and back: the address that a browser is sent back to."""
    away = browser.get(f"/sign-in/with/{key}{query}")
    assert away.status_code == 303
    back = urlsplit(idp.visit(away.location))
    return f"{back.path}?{back.query}"


def sign_in(browser, idps, key="tax", query=""):
    return browser.get(set_out(browser, idps[key], key, query))


def is_signed_in(browser) -> bool:
    return browser.get("/me/sign-ins").status_code == 200


def rows(units, statement):
    with units.begin() as unit:
        return [tuple(row) for row in unit.session.execute(sql(statement))]


def failures(units) -> list[str]:
    found = "SELECT detail->>'reason' FROM audit_entries WHERE action = 'person.sign_in_failed' ORDER BY id"
    return [reason for (reason,) in rows(units, found)]


@pytest.mark.parametrize(("key", "name", "slug"), [("tax", "Ada Reed", "tax"), ("health", "Bo Lamb", "clinic")])
def test_a_newcomer_is_added_in_the_department_that_their_provider_says(browser, idps, units, key, name, slug):
    response = sign_in(browser, idps, key, "?next=/challenges")
    assert (response.status_code, response.location) == (303, "/challenges")
    assert name in browser.get("/me/sign-ins").text
    found = "SELECT p.name, d.slug, b.issuer FROM people p JOIN departments d ON d.id = p.department_id JOIN bindings b"
    assert rows(units, f"{found} ON b.person_id = p.id") == [(name, slug, idps[key].issuer)]
    assert rows(units, "SELECT detail FROM audit_entries WHERE action = 'person.signed_in'") == [({"way": "provider"},)]


def test_the_first_page_tells_a_newcomer_their_department(browser, idps):
    sign_in(browser, idps)
    page = browser.get("/")
    assert "You take part for this department: Tax." in text(page)
    assert "/welcome/department" in links(page)


def test_two_providers_may_use_the_same_subject_for_two_people(browser, two_app, idps, units):
    idps["health"].somebody = {**idps["health"].somebody, "sub": ADA["sub"]}
    sign_in(browser, idps, "tax")
    sign_in(two_app.test_client(), idps, "health")
    assert rows(units, "SELECT count(*), count(DISTINCT person_id), count(DISTINCT subject) FROM bindings") == [
        (2, 2, 1)
    ]


def test_somebody_stays_the_same_whatever_their_name_and_address_become(browser, two_app, idps, units):
    sign_in(browser, idps)
    idps["tax"].somebody = {**ADA, "email": "ada.new@tax.example", "email_verified": False, "name": "Ada Park"}
    assert sign_in(two_app.test_client(), idps).status_code == 303
    assert rows(units, "SELECT email FROM people") == [("ada@tax.example",)]


def test_an_address_that_was_given_to_somebody_else_opens_no_account(browser, two_app, idps, units):
    sign_in(browser, idps)
    idps["tax"].somebody = {**ADA, "sub": "another-ada"}
    other = two_app.test_client()
    refused = sign_in(other, idps)
    assert refused.status_code == 403
    assert "belongs to another sign-in" in text(refused)
    assert not is_signed_in(other)
    assert failures(units) == ["taken"]


def test_another_departments_provider_cannot_take_over_an_account(browser, idps, units):
    with units.begin() as unit:
        actions.add_person(unit, email="bo@clinic.example", name="Bo Lamb", department="tax", roles=["admin"])
    assert sign_in(browser, idps, "health").status_code == 403
    assert rows(units, "SELECT count(*) FROM bindings") == [(0,)]


def test_who_was_added_before_joins_their_account_and_its_roles(browser, idps, units):
    with units.begin() as unit:
        actions.add_person(unit, email="Ada@tax.example", name="Ada Reed", department="tax", roles=["owner"])
    sign_in(browser, idps)
    assert browser.get("/challenges/new").status_code == 200
    assert rows(units, "SELECT count(*) FROM people") == [(1,)]


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"email": "eve@elsewhere.example"}, "elsewhere"),
        ({"email": "eve@health.example.evil.example"}, "elsewhere"),
        ({"email_verified": False}, "unverified"),
        ({"email_verified": "yes"}, "unverified"),
        ({"email": None}, "no_email"),
        ({"email": "no address"}, "no_email"),
    ],
    ids=str,
)
def test_who_cannot_be_placed_is_told_why_and_not_added(browser, idps, units, claims, reason):
    idps["health"].somebody = {**idps["health"].somebody, **claims}
    refused = sign_in(browser, idps, "health")
    assert (refused.status_code, heading(refused)) == (403, "You are not signed in")
    assert rows(units, "SELECT count(*) FROM people") == [(0,)]
    assert failures(units) == [reason]


def test_who_has_left_is_not_let_in(browser, two_app, idps, units):
    sign_in(browser, idps)
    rows(units, "UPDATE people SET left_at = now() RETURNING id")
    assert sign_in(two_app.test_client(), idps).status_code == 403
    assert failures(units) == ["closed"]


@pytest.mark.parametrize(
    "bent",
    [
        {"iss": "https://login.evil.example"},
        {"aud": "another client"},
        {"aud": ["microtask", "another client"]},
        {"nonce": "of another browser"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_what_was_asked_for_signs_nobody_in(browser, idps, units, bent):
    idps["tax"].bent = bent
    assert sign_in(browser, idps).status_code == 403
    assert not is_signed_in(browser)
    assert failures(units) == ["token"]


@pytest.mark.parametrize("key", [OTHER_RSA, NEW_RSA], ids=["under a known name", "under a new name"])
def test_a_token_signed_by_somebody_else_signs_nobody_in(browser, idps, units, key):
    idps["tax"].key = key
    assert sign_in(browser, idps).status_code == 403
    assert failures(units) == ["token"]


def test_a_token_of_one_provider_counts_for_no_other(browser, idps, units):
    idps["health"].bent = {"iss": idps["tax"].issuer, "sub": ADA["sub"]}
    assert sign_in(browser, idps, "health").status_code == 403
    assert failures(units) == ["token"]


def test_coming_back_twice_with_one_answer_is_refused(browser, idps, units):
    back = set_out(browser, idps["tax"])
    assert browser.get(back).location == "/"
    key = browser.get_cookie("session").value
    again = browser.get(back)
    assert again.status_code == 403
    assert browser.get_cookie("session").value == key
    assert failures(units) == ["state"]


def test_a_code_that_was_used_before_is_refused_whatever_the_state(browser, idps, units):
    used = query_of(set_out(browser, idps["tax"]))
    fresh = query_of(set_out(browser, idps["tax"]))
    browser.get(f"/sign-in/with/tax/back?code={used['code']}&state={used['state']}&iss={used['iss']}")
    other = browser.application.test_client()
    state = query_of(set_out(other, idps["tax"]))["state"]
    replayed = other.get(f"/sign-in/with/tax/back?code={used['code']}&state={state}&iss={used['iss']}")
    assert replayed.status_code == 403
    assert failures(units) == ["code"]
    assert fresh["code"] != used["code"]


def test_an_answer_is_refused_in_a_browser_that_did_not_set_out(browser, two_app, idps, units):
    back = set_out(browser, idps["tax"])
    victim = two_app.test_client()
    for address in (back, back.replace("state=", "state=x"), "/sign-in/with/tax/back", "/sign-in/with/tax/back?state="):
        assert victim.get(address).status_code == 403
    assert not is_signed_in(victim)
    assert failures(units) == ["state"] * 4


def test_an_answer_is_refused_at_another_providers_address(browser, idps, units):
    back = set_out(browser, idps["tax"])
    assert browser.get(back.replace("/with/tax/", "/with/health/")).status_code == 403
    assert browser.get(back).status_code == 403
    assert failures(units) == ["state", "state"]


def test_an_answer_that_another_issuer_says_it_gave_is_refused(browser, idps, units):
    back = set_out(browser, idps["tax"])
    issuer = query_of(back)["iss"]
    mixed = back.partition("&iss=")[0] + f"&iss={idps['health'].issuer}"
    assert issuer == idps["tax"].issuer
    assert browser.get(mixed).status_code == 403
    assert failures(units) == ["token"]


def test_an_answer_that_comes_too_late_is_refused(browser, idps, units):
    back = set_out(browser, idps["tax"])
    units.clock.moved += timedelta(minutes=11)
    assert browser.get(back).status_code == 403
    assert failures(units) == ["state"]


def test_who_turns_back_at_the_provider_is_told_so(browser, idps, units):
    state = query_of(set_out(browser, idps["tax"]))["state"]
    answer = browser.get(f"/sign-in/with/tax/back?error=access_denied&state={state}&iss={idps['tax'].issuer}")
    assert answer.status_code == 403
    assert "did not let you in" in text(answer)
    assert failures(units) == ["denied"]


def test_a_provider_that_is_away_is_told_and_another_try_may_succeed(browser, idps, units):
    back = set_out(browser, idps["tax"])
    idps["tax"].is_down = True
    assert browser.get(back).status_code == 503
    idps["tax"].is_down = False
    assert sign_in(browser, idps).status_code == 303
    assert failures(units) == ["away"]


def test_several_tabs_may_be_on_their_way(browser, idps):
    first, second = (set_out(browser, idps["tax"], query=f"?next=/{page}") for page in ("help", "results"))
    assert browser.get(second).location == "/results"
    assert browser.get(first).status_code == 403  # the session is another one since, and the person is signed in


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_nobody_is_sent_to_another_site_afterwards(browser, idps, wanted):
    assert sign_in(browser, idps, query=f"?next={wanted}").location == "/"


def test_the_key_changes_at_sign_in_and_what_was_set_out_with_is_forgotten(browser, idps, units):
    back = set_out(browser, idps["tax"])
    before = browser.get_cookie("session").value
    browser.get(back)
    assert browser.get_cookie("session").value != before
    assert rows(units, "SELECT data FROM sign_ins WHERE ended_at IS NULL") == [({},)]


def test_on_a_shared_device_the_session_is_short(browser, idps, units):
    sign_in(browser, idps, query="?shared=yes")
    assert is_signed_in(browser)
    units.clock.moved += timedelta(minutes=12)
    assert not is_signed_in(browser)


def test_there_is_no_provider_of_another_name_and_no_password(browser):
    assert browser.get("/sign-in/with/nobody").status_code == 404
    assert browser.get("/sign-in/with/nobody/back?code=x&state=y").status_code == 404
    assert 'type="password"' not in browser.get("/sign-in?organisation=tax").text


def test_the_list_of_organisations_is_searched_and_the_choice_is_in_the_address(browser):
    page = browser.get("/sign-in?next=/challenges")
    assert heading(page) == "Choose your organisation"
    chosen = "/sign-in?organisation=tax&next=/challenges"
    assert {chosen, chosen.replace("tax", "health"), chosen.replace("tax", "clinic")} <= set(links(page))
    assert chosen not in links(browser.get("/sign-in?find=heal&next=/challenges"))
    assert "0 organisations found" in text(browser.get("/sign-in?find=nowhere"))
    assert "/sign-in/with/tax?next=/challenges" in links(browser.get(chosen))


def test_the_address_of_an_account_is_no_way_around_the_limit(settings, idps, clean):
    from microtask.app import create_app

    idp = idps["tax"]
    one = (ProviderSettings("tax", "Tax Office", idp.issuer, idp.client_id, idp.client_secret, department="tax"),)
    app = create_app(replace(settings, providers=one, sign_ins_an_address=2))
    answers = [app.test_client().get("/sign-in/with/tax/back?state=x").status_code for _ in range(3)]
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()
    assert answers == [403, 403, 429]


PLACE = "SELECT d.slug FROM people p JOIN departments d ON d.id = p.department_id ORDER BY p.id DESC LIMIT 1"


def give_ways(units, slug, *, domains=(), groups=()):
    """As when an administrator of the service says whose domains and groups are a department's."""
    with units.begin() as unit:
        keeper = actions.add_person(
            unit, email="keeper@service.example", name="Keeper", department="service", roles=["service-admin"]
        )
        by = get_identity(unit.session, keeper.id)
        place = actions.add_department(unit, slug).id
        actions.set_ways_in(unit, place, domains=domains, groups=groups, providers=("tax", "health"), by=by)


@pytest.mark.parametrize(
    ("said", "slug"),
    [(["staff", "audit"], "audit-office"), (["staff"], "tax"), ([], "tax"), ("audit", "tax"), (None, "tax"),
     ([3, {"audit": 1}], "tax"), (["audit", "dues"], "tax")],
)  # fmt: skip
def test_somebody_new_lands_in_the_department_of_their_one_group(browser, units, idps, said, slug):
    give_ways(units, "audit-office", groups=[("tax", "audit"), ("health", "staff")])
    with units.begin() as unit:
        place = actions.add_department(unit, "dues").id
        keeper = get_identity(unit.session, get_by_email(unit.session, "keeper@service.example").id)
        actions.set_ways_in(unit, place, domains=(), groups=[("tax", "dues")], providers=("tax",), by=keeper)
    idps["tax"].somebody = {**ADA, "groups": said}
    sign_in(browser, idps)
    assert rows(units, PLACE) == [(slug,)]


def test_a_group_of_a_department_that_became_part_of_another_leads_there(browser, units, idps):
    give_ways(units, "audit-office", groups=[("tax", "audit")])
    with units.begin() as unit:
        keeper = get_identity(unit.session, get_by_email(unit.session, "keeper@service.example").id)
        old, new = (actions.add_department(unit, slug).id for slug in ("audit-office", "treasury"))
        challenges.merge(unit, old, new, on=day_of(unit.now), reason="A merger.", by=keeper)
    idps["tax"].somebody = {**ADA, "groups": ["audit"]}
    sign_in(browser, idps)
    assert rows(units, PLACE) == [("treasury",)]


def test_a_provider_that_is_not_asked_for_groups_decides_nothing_by_them(browser, units, idps):
    give_ways(units, "audit-office", groups=[("health", "audit")])
    idps["health"].somebody = {**idps["health"].somebody, "groups": ["audit"]}
    sign_in(browser, idps, "health")
    assert rows(units, PLACE) == [("clinic",)]


def test_a_domain_that_moved_to_another_department_leads_there_and_lets_nobody_else_in(browser, two_app, units, idps):
    give_ways(units, "nursing", domains=["clinic.example", "stranger.example"])
    sign_in(browser, idps, "health")
    assert rows(units, PLACE) == [("nursing",)]
    idps["health"].somebody = {**ADA, "sub": "cy-1", "email": "cy@stranger.example"}
    sign_in(two_app.test_client(), idps, "health")
    assert failures(units) == ["elsewhere"]
