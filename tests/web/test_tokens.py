import re

import pytest
from sqlalchemy import text as sql

from microtask.people.rules import TOKEN_DAYS
from tests.web.visitor import errors, heading, links, text

WANTED = {"name": "monthly report", "scope": "everything", "days": "30"}


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


def key_on(page) -> str:
    return re.search(r'value="(mt_[^"]+)"', page.text)[1]


def call(app, token: str, method: str = "GET", path: str = "/me", **sent):
    headers = {"Authorization": f"Bearer {token}"}
    return app.test_client().open(f"/api/v1{path}", method=method, headers=headers, **sent)


def test_a_token_is_shown_once_and_opens_the_api(app, visit, owner):
    browser = visit(owner)
    made = browser.send("/me/tokens", **WANTED)
    assert made.status_code == 200
    assert heading(made) == "Copy your token now"
    assert made.headers["Cache-Control"] == "no-store"
    assert call(app, key_on(made)).json["roles"] == ["volunteer", "owner"]
    assert "mt_" not in browser.get("/me/tokens").text


def test_the_page_lists_what_a_token_may_do_and_when_it_was_used(app, visit, owner):
    browser = visit(owner)
    token = key_on(browser.send("/me/tokens", **WANTED | {"scope": "read"}))
    assert "monthly report Read, and change nothing" in text(browser.get("/me/tokens"))
    assert "Never" in text(browser.get("/me/tokens"))
    call(app, token)
    assert "Never" not in text(browser.get("/me/tokens"))


def test_a_call_stores_the_day_of_its_token_once_a_day(app, visit, owner, scene):
    token = key_on(visit(owner).send("/me/tokens", **WANTED))
    written = "SELECT xmin::text FROM tokens"
    before = scene.value(written)
    call(app, token)
    first = scene.value(written)
    call(app, token)
    assert before != first == scene.value(written)


def test_a_token_that_only_reads_changes_nothing(app, visit, owner):
    token = key_on(visit(owner).send("/me/tokens", **WANTED | {"scope": "read"}))
    refused = call(app, token, "POST", "/challenges", json={"title": "Parks"})
    assert refused.status_code == 403
    assert "only reads" in refused.json["detail"]
    assert call(app, token, "GET", "/challenges").status_code == 200


def test_taking_a_token_back_ends_it_at_once(app, visit, owner, scene):
    browser = visit(owner)
    token = key_on(browser.send("/me/tokens", **WANTED))
    [revoke] = [url for url in links(browser.get("/me/tokens")) if url.endswith("/revoke")]
    page = browser.follow(browser.send(revoke))
    assert "You have taken the token back." in text(page)
    assert "You have no tokens." in text(page)
    assert call(app, token).status_code == 401


def test_the_same_form_sent_again_makes_no_second_token(visit, owner, scene):
    browser = visit(owner)
    browser.send("/me/tokens", **WANTED)
    again = browser.send("/me/tokens", **WANTED)
    assert again.status_code == 422
    assert len(errors(again)) == 1
    assert scene.value("SELECT count(*) FROM tokens") == 1


def test_everything_that_is_missing_is_said_at_once(visit, owner):
    refused = visit(owner).send("/me/tokens")
    assert refused.status_code == 422
    assert errors(refused) == [
        "Say what the token is for, such as “monthly report”",
        "Select what the token may do",
        "Select how long the token counts",
    ]


@pytest.mark.parametrize(
    ("field", "value"), [("name", "a\nb"), ("name", "x" * 61), ("scope", "all"), ("days", "1000"), ("days", "x")]
)
def test_what_was_not_offered_is_refused(visit, owner, field, value):
    refused = visit(owner).send("/me/tokens", **WANTED | {field: value})
    assert refused.status_code == 422
    assert len(errors(refused)) == 1


def test_the_periods_that_are_taken_are_those_on_offer(visit, owner):
    page = visit(owner).get("/me/tokens")
    assert tuple(map(int, re.findall(r'name="days" type="radio" value="(\d+)"', page.text))) == TOKEN_DAYS


def test_a_token_that_has_expired_says_so(visit, owner, scene, units):
    browser = visit(owner)
    browser.send("/me/tokens", **WANTED)
    with units.begin() as unit:
        unit.session.execute(sql("UPDATE tokens SET expires_at = now() - interval '1 hour'"))
    assert "Expired" in text(browser.get("/me/tokens"))


def test_a_session_that_has_rested_makes_no_token(app, visit, owner, scene):
    browser = visit(owner)
    scene.rows("UPDATE sign_ins SET last_seen_at = now() - interval '1 hour' RETURNING id")
    assert browser.get("/me/tokens").location.startswith("/sign-in")
