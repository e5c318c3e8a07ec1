import io

import pytest
from sqlalchemy import text

from microtask.web.page import safe_path
from tests.web.conftest import csrf_token, send


def slugs(app) -> list[str]:
    with app.extensions["microtask"].units.begin() as unit:
        return list(unit.session.scalars(text("SELECT slug FROM departments ORDER BY slug")))


def test_a_page_is_for_those_who_are_signed_in_unless_it_says_otherwise(browser):
    response = browser.get("/things/new")
    assert (response.status_code, response.location) == (303, "/sign-in?next=/things/new")
    assert browser.get("/things/hello").text == "Hello you, well met."


def test_the_way_back_keeps_the_query(browser):
    assert browser.get("/things/1?page=2&x=a%26b").location == "/sign-in?next=/things/1%3Fpage%3D2%26x%3Da%2526b"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(browser):
    response = browser.post("/things", headers={"Referer": "http://localhost/things/new?a=1"})
    assert response.location == "/sign-in?next=/things/new%3Fa%3D1"
    elsewhere = browser.post("/things", headers={"Referer": "https://elsewhere.example/things/new"})
    assert elsewhere.location == "/sign-in"


def test_a_form_is_taken_and_answered_with_a_redirect(signed_in, sample_app):
    response = send(signed_in(), "/things", form_at="/things/new", slug="parks")
    assert (response.status_code, response.location) == (303, "/things/2")
    assert slugs(sample_app) == ["parks", "tax"]


def test_a_form_that_needs_mending_is_shown_again(signed_in, sample_app):
    response = send(signed_in(), "/things", form_at="/things/new", slug="Not a slug")
    assert (response.status_code, response.text) == (422, "Give it another name.")
    assert slugs(sample_app) == ["tax"]


@pytest.mark.parametrize("fields", [{}, {"csrf_token": ""}, {"csrf_token": "made-up"}])
def test_no_form_is_taken_without_its_token(signed_in, sample_app, fields):
    browser = signed_in()
    response = browser.post("/things", data={"slug": "parks", **fields})
    assert response.status_code == 400
    assert "Nothing was saved" in response.text
    assert slugs(sample_app) == ["tax"]


def test_the_token_of_one_session_opens_no_other(signed_in, sample_app):
    stranger = sample_app.test_client()
    token = csrf_token(stranger.get("/sign-in").text)
    response = signed_in().post("/things", data={"slug": "parks", "csrf_token": token})
    assert response.status_code == 400
    assert slugs(sample_app) == ["tax"]


def test_a_rule_about_the_person_is_asked_at_the_door(signed_in):
    response = signed_in().get("/things/mine")
    assert response.status_code == 403
    assert "You cannot do this" in response.text


def test_whom_the_rule_lets_in_comes_in(signed_in):
    assert signed_in("owner").get("/things/mine").text == "Ada Reed owns these."


def test_a_public_page_knows_who_visits_if_somebody_does(signed_in):
    assert signed_in().get("/things/hello?how=ill").text == "Hello Ada Reed, ill met."


def test_templates_see_the_person(signed_in):
    assert signed_in().get("/things/new").text.endswith("Ada Reed")


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("missing", 404, "Page not found"),
        ("forbidden", 403, "Only its owner may do this."),
        ("conflict", 409, "It was closed at noon."),
        ("invalid", 422, "Choose another one."),
        ("race", 409, "something has changed"),
        ("too-large", 422, "too large"),
        ("bug", 500, "Sorry, there is a problem with the service"),
    ],
)
def test_an_error_is_a_page_and_nothing_is_saved(signed_in, sample_app, how, status, words):
    response = signed_in().get(f"/things/fail/{how}")
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert words in response.text
    assert "secret" not in response.text
    assert slugs(sample_app) == ["tax"]


@pytest.mark.parametrize("path", ["/things/0", "/things/99999999999999999999", "/things/77", "/things/named/%00", "/x"])
def test_what_is_not_there_is_a_page_that_says_so(signed_in, path):
    response = signed_in().get(path)
    assert response.status_code == 404
    assert "Page not found" in response.text
    assert "Ada Reed" in response.text


def test_a_method_that_is_none_is_a_page_that_tells_those_that_are(signed_in):
    response = signed_in().delete("/things/new")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_an_upload_opens_its_own_units(signed_in, sample_app):
    file = (io.BytesIO(b"parks\nroads\n"), "things.csv")
    response = send(signed_in(), "/things/file", form_at="/things/new", file=file)
    assert response.text == "2"
    assert slugs(sample_app) == ["parks", "roads", "tax"]


def test_an_upload_is_checked_like_any_form(signed_in, browser, sample_app):
    signed_in()
    response = browser.post("/things/file", data={"file": (io.BytesIO(b"parks"), "things.csv")})
    assert response.status_code == 400
    browser.delete_cookie("session")
    assert browser.post("/things/file", data={"file": (io.BytesIO(b"parks"), "things.csv")}).status_code == 303
    assert slugs(sample_app) == ["tax"]


@pytest.mark.parametrize(("path", "status"), [("/things", 413), ("/things/file", 200)])
def test_a_form_that_is_too_large_is_refused_unless_files_may_come_along(signed_in, sample_app, path, status):
    browser = signed_in()
    token = csrf_token(browser.get("/things/new").text).encode()
    body = (
        b'--X\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token + b"\r\n"
        b'--X\r\nContent-Disposition: form-data; name="file"; filename="things.csv"\r\n\r\nparks\n'
        + b"\n" * 1_500_000
        + b"\r\n--X--\r\n"
    )
    response = browser.post(path, data=body, content_type="multipart/form-data; boundary=X")
    assert response.status_code == status
    assert slugs(sample_app) == (["tax"] if status == 413 else ["parks", "tax"])


def test_a_file_is_sent_while_it_is_written(signed_in):
    response = signed_in().get("/things/file")
    assert response.headers["Content-Disposition"] == "attachment; filename=things.csv"
    assert response.data == b"tax\n"


def test_what_goes_wrong_before_a_file_begins_is_a_page(signed_in):
    response = signed_in().get("/things/broken-file")
    assert (response.status_code, response.mimetype) == (404, "text/html")


@pytest.mark.parametrize("path", ["/", "/things/1?page=2", "/a/b#c"])
def test_a_path_of_this_service_is_safe_to_go_to(path):
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None, "", "things", "//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example", "\\\\x",
        "/\t/elsewhere.example", "javascript:alert(1)", "/\n/x", "http:///x", " /x",
    ],
)  # fmt: skip
def test_any_other_leads_home(path):
    assert safe_path(path) == "/"
