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
