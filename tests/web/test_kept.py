"""A form that is sent when the session is over waits for whoever sent it, and for nobody else."""

from datetime import timedelta

import pytest

from tests.web.conftest import csrf_token, send
from tests.web.visitor import heading, text

WRITTEN = {"title": "Letters", "promise": "We will\r\nrewrite “them”. <b>", "tags": ["one", "two"]}
HERE = {"Referer": "http://localhost/things/new"}


def move(app, **time) -> None:
    app.extensions["microtask"].units.clock.moved += timedelta(**time)


@pytest.fixture
def idle(signed_in, sample_app):
    """An owner's browser, with the token of a form that was opened before the session was over."""
    browser = signed_in("owner")
    browser.get("/things/mine")
    token = csrf_token(browser.get("/things/new").text)
    move(sample_app, minutes=40)
    return browser, token


def post(browser, token, headers=HERE, **fields):
    return browser.post("/things?draft=yes", data={"csrf_token": token, **WRITTEN, **fields}, headers=headers)


def sign_in_again(browser, person, password="a long and simple sentence", **who):
    email = person(*who.get("roles", ("owner",)), name=who.get("name", "Ada Reed"))
    return send(browser, "/sign-in", email=email, password=password)


def test_what_was_written_is_offered_again_after_signing_in_and_can_be_sent(idle, person):
    browser, token = idle
    late = post(browser, token, slug="dues")
    assert late.location == "/sign-in?next=/things/new"
    assert "What you wrote is kept" in text(browser.get(late.location))
    assert sign_in_again(browser, person).location == "/kept"
    page = browser.get("/kept")
    assert heading(page) == "We kept what you wrote"
    assert 'action="/things?draft=yes"' in page.text
    assert page.text.count('name="tags"') == 2
    assert 'name="promise" value="We will\r\nrewrite “them”. &lt;b&gt;"' in page.text
    assert f'value="{token}"' not in page.text
    sent = post(browser, csrf_token(page.text), slug="dues")
    assert sent.status_code == 303
    assert sent.location.startswith("/things/")
    assert browser.get("/kept").location == "/"


def test_it_may_be_deleted_instead(idle, person):
    browser, token = idle
    post(browser, token)
    sign_in_again(browser, person)
    assert send(browser, "/kept").location == "/things/new"
    assert browser.get("/kept").location == "/"


def test_nobody_else_is_offered_it(idle, person):
    browser, token = idle
    post(browser, token)
    assert sign_in_again(browser, person, name="Bo Lamb").location == "/"
    assert browser.get("/kept").location == "/"


def test_it_is_kept_also_where_another_tab_has_met_the_end_of_the_session_first(idle, person):
    browser, token = idle
    browser.get(browser.get("/things/mine").location)  # the sign-in page, with a session of nobody
    post(browser, token)
    assert sign_in_again(browser, person).location == "/kept"


def test_it_is_kept_after_a_weekend(signed_in, sample_app, person):
    browser = signed_in()
    token = csrf_token(browser.get("/things/new").text)
    move(sample_app, hours=60)
    post(browser, token)
    assert sign_in_again(browser, person).location == "/kept"


def test_a_form_that_was_open_while_somebody_signed_in_again_is_kept_too(idle, person):
    browser, token = idle
    browser.get("/things/mine")
    sign_in_again(browser, person)
    assert post(browser, token).location == "/kept"
    assert "Letters" in text(browser.get("/kept"))


@pytest.mark.parametrize("headers", [{}, {"Referer": "https://evil.example/things/new"}], ids=str)
def test_what_did_not_come_from_a_page_of_this_service_is_not_kept(idle, person, headers):
    browser, token = idle
    post(browser, token, headers=headers)
    assert sign_in_again(browser, person).location == "/"


def test_what_nobody_is_known_to_have_sent_is_not_kept(browser, sample_app):
    browser.set_cookie("session", "made up")
    post(browser, "x")
    assert "What you wrote is kept" not in text(browser.get("/sign-in"))


def test_a_button_without_fields_is_not_kept(idle, person):
    browser, token = idle
    browser.post("/things", data={"csrf_token": token}, headers=HERE)
    assert sign_in_again(browser, person).location == "/"
