from dataclasses import replace

import pytest

from tests.web.conftest import PASSWORD, send


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [("", "/"), ("/things/new", "/things/new"), ("https://elsewhere.example", "/"), ("//elsewhere.example", "/")],
)
def test_whoever_signs_in_goes_on_to_where_they_wanted_to_be(browser, person, wanted, goes_to):
    response = send(browser, "/sign-in", email=person(), password=PASSWORD, next=wanted)
    assert (response.status_code, response.location) == (303, goes_to)
    assert browser.get("/things/new").status_code == 200


def test_the_form_remembers_where_they_wanted_to_be(browser):
    assert 'name="next" value="/things/new"' in browser.get("/sign-in?next=/things/new").text
    assert "elsewhere" not in browser.get("/sign-in?next=//elsewhere.example").text


@pytest.mark.parametrize(
    ("email", "password"), [("ada@tax.example", "wrong"), ("nobody@tax.example", PASSWORD), ("", "")]
)
def test_what_is_not_right_is_told_at_the_form_which_keeps_the_address_only(browser, person, email, password):
    person()
    response = send(browser, "/sign-in", email=email, password=password, next="/things/new")
    assert response.status_code == 422
    assert "The email address or the password is not right." in response.text
    assert "<title>Error: Sign in" in response.text
    assert 'name="next" value="/things/new"' in response.text
    assert PASSWORD not in response.text
    assert browser.get("/things/new").status_code == 303


def test_whoever_is_signed_in_is_not_asked_again(signed_in):
    assert signed_in().get("/sign-in?next=/things/new").location == "/things/new"


def test_the_forms_of_signing_in_and_out_need_their_token(browser, person):
    assert browser.post("/sign-in", data={"email": person(), "password": PASSWORD}).status_code == 400
    assert browser.post("/sign-out").status_code == 400


def test_the_demos_people_are_listed_in_the_demo_alone(settings, clean):
    from microtask.app import create_app

    shown = []
    for demo in (True, False):
        app = create_app(replace(settings, demo=demo))
        shown.append("owner@aldermere.example" in app.test_client().get("/sign-in").text)
        with app.extensions["microtask"].units.sessions() as session:
            session.get_bind().dispose()
    assert shown == [True, False]


def test_where_somebody_is_signed_in_is_theirs_to_see_and_to_end(signed_in, sample_app):
    browser = signed_in()
    elsewhere = sample_app.test_client()
    send(elsewhere, "/sign-in", email="ada@tax.example", password=PASSWORD, shared="yes")
    page = browser.get("/me/sign-ins").text
    assert page.count("This browser") == page.count("Another browser") == page.count("a shared device") == 1
    assert send(browser, "/me/sign-ins/end", form_at="/me/sign-ins").location == "/"
    assert [each.get("/things/new").status_code for each in (browser, elsewhere)] == [303, 303]


def test_attempts_are_limited_by_account_and_by_address(settings, clean):
    from microtask.app import create_app

    told = []
    for limits in ({"sign_ins_an_account": 2}, {"sign_ins_an_address": 2}):
        app = create_app(replace(settings, **limits))
        browser = app.test_client()
        tries = [("a@tax.example", "x")] * 3 + [("b@tax.example", "x")]
        told.append([send(browser, "/sign-in", email=each, password=word).status_code for each, word in tries])
        with app.extensions["microtask"].units.sessions() as session:
            session.get_bind().dispose()
    assert told == [[422, 422, 429, 422], [422, 422, 429, 429]]


def test_no_password_is_taken_where_the_deployment_offers_none(settings, clean):
    from microtask.app import create_app

    app = create_app(replace(settings, passwords=False))
    browser = app.test_client()
    page = browser.get("/sign-in").text
    answer = send(browser, "/sign-in", form_at="/feedback", email="a@tax.example", password="x")
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()
    assert "Nobody can sign in yet" in page
    assert 'type="password"' not in page
    assert answer.status_code == 404
