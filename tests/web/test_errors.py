import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from microtask.errors import Conflict
from microtask.web import errors


@pytest.mark.parametrize(
    ("referrer", "path"),
    [
        ("http://localhost/things/1?page=2", "/things/1?page=2"),
        ("http://localhost/", "/"),
        ("http://elsewhere.example/things", None),
        ("http://localhost//elsewhere.example", None),
        ("", None),
    ],
)
def test_where_a_request_came_from_is_a_path_of_this_service_or_nothing(referrer, path):
    with Flask("test").test_request_context("/things", headers={"Referer": referrer}):
        assert errors.came_from() == path


def test_a_conflict_leads_back_to_the_page_it_came_from(signed_in):
    response = signed_in().get("/things/fail/conflict", headers={"Referer": "http://localhost/things/new"})
    assert 'href="/things/new"' in response.text


def test_a_page_of_a_challenge_that_has_moved_on_leads_to_the_challenge(sample_app):
    back = {"Referer": "http://localhost/challenges/7/trial"}
    with sample_app.test_request_context("/challenges/7/approval", headers=back):
        assert 'href="/challenges/7"' in errors.answer(Conflict("It is open.")).get_data(as_text=True)
    with sample_app.test_request_context("/challenges/7/trial", method="POST", headers=back):
        assert 'href="/challenges/7/trial"' in errors.answer(Conflict("It is open.")).get_data(as_text=True)


def test_a_refusal_that_says_how_long_to_wait_keeps_saying_it(sample_app):
    with sample_app.test_request_context("/things"):
        response = errors.answer(TooManyRequests("Wait a little.", retry_after=7))
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "7"
    assert "Wait a little." in response.get_data(as_text=True)
