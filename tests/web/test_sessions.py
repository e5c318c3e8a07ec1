from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.web.conftest import send


@pytest.fixture
def rows(sample_app, clean):
    def read() -> list:
        with sample_app.extensions["microtask"].units.begin() as unit:
            return unit.session.execute(text("SELECT * FROM sign_ins ORDER BY id")).all()

    return read


def move(app, **time) -> None:
    app.extensions["microtask"].units.clock.moved += timedelta(**time)


def is_signed_in(browser, path: str = "/things/new") -> bool:
    return browser.get(path).status_code == 200


def test_a_page_that_keeps_nothing_makes_no_session(browser, rows):
    assert "Set-Cookie" not in browser.get("/things/hello").headers
    assert rows() == []


def test_a_page_that_keeps_something_makes_one_and_keeps_it(browser, rows):
    assert [browser.get("/things/count").text for _ in range(3)] == ["1", "2", "3"]
    [row] = rows()
    assert (row.person_id, row.data) == (None, {"count": 3})


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(browser):
    cookie = browser.get("/things/count").headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert "Domain" not in cookie


def test_over_tls_the_cookie_is_bound_to_this_host(browser):
    response = browser.get("/things/count", base_url="https://localhost")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert browser.get("/things/count", base_url="https://localhost").text == "2"


def test_over_tls_the_cookie_of_a_plain_connection_opens_nothing(browser):
    browser.get("/things/count")
    key = browser.get_cookie("session").value
    browser.set_cookie("session", key, secure=True)
    assert browser.get("/things/count", base_url="https://localhost").text == "1"


def test_the_cookie_is_sent_once(signed_in):
    assert "Set-Cookie" not in signed_in().get("/things/hello").headers


def test_the_key_changes_at_sign_in_and_the_old_one_opens_nothing(browser, signed_in, rows):
    browser.get("/things/count")
    before = browser.get_cookie("session").value
    after = signed_in().get_cookie("session").value
    assert before != after
    browser.set_cookie("session", before)
    assert not is_signed_in(browser)
    ended, current = rows()
    assert ended.ended_at is not None
    assert (ended.data, current.data, current.ended_at) == ({}, {}, None)


def test_signing_out_ends_the_session_on_the_server(signed_in, rows):
    browser = signed_in()
    key = browser.get_cookie("session").value
    response = send(browser, "/sign-out", form_at="/things/new")
    assert response.location == "/"
    browser.set_cookie("session", key)
    assert not is_signed_in(browser)
    assert all(row.ended_at for row in rows())


def test_a_volunteers_session_lasts_20_hours_however_idle(signed_in, sample_app):
    browser = signed_in()
    move(sample_app, hours=20)
    assert is_signed_in(browser)
    move(sample_app, minutes=2)
    assert not is_signed_in(browser)


def test_a_session_with_a_role_in_use_ends_when_it_is_idle(signed_in, sample_app):
    browser = signed_in("owner")
    for _ in range(3):
        assert is_signed_in(browser, "/things/mine")
        move(sample_app, minutes=29)
    move(sample_app, minutes=5)
    assert not is_signed_in(browser)
    assert not is_signed_in(browser)


def test_an_owner_who_only_volunteers_is_a_volunteer(signed_in, sample_app):
    browser = signed_in("owner")
    move(sample_app, hours=3)
    assert is_signed_in(browser)


def test_a_role_cannot_be_taken_up_in_a_session_that_was_idle(signed_in, sample_app):
    browser = signed_in("owner")
    move(sample_app, hours=3)
    response = browser.get("/things/mine")
    assert (response.status_code, response.location) == (303, "/sign-in?next=/things/mine")


def test_a_volunteer_who_is_turned_away_stays_one(signed_in, sample_app):
    browser = signed_in()
    assert browser.get("/things/mine").status_code == 403
    move(sample_app, hours=3)
    assert is_signed_in(browser)


def test_when_it_was_last_seen_is_written_once_a_minute(signed_in, sample_app, rows):
    browser = signed_in()
    first = rows()[-1].last_seen_at
    move(sample_app, seconds=50)
    browser.get("/things/hello")
    assert rows()[-1].last_seen_at == first
    move(sample_app, seconds=20)
    browser.get("/things/hello")
    assert rows()[-1].last_seen_at > first


def test_a_simulated_person_exists_in_demo_mode_only(signed_in):
    assert not is_signed_in(signed_in(simulated=True))


def test_a_session_ends_when_its_person_leaves(signed_in, sample_app):
    browser = signed_in()
    with sample_app.extensions["microtask"].units.begin() as unit:
        unit.session.execute(text("UPDATE people SET left_at = now()"))
    assert not is_signed_in(browser)


def test_a_made_up_cookie_opens_nothing_and_harms_nothing(browser):
    for key in ("", "x", "\N{SNOWMAN}", "a" * 3000):
        browser.set_cookie("session", key)
        assert not is_signed_in(browser)


def test_the_api_has_no_session(signed_in):
    assert signed_in().get("/api/v1/me").status_code == 401


def test_a_session_on_a_shared_device_ends_after_ten_minutes_without_use(browser, person, sample_app):
    send(browser, "/sign-in", email=person(), password="a long and simple sentence", shared="yes")
    for _ in range(3):
        assert is_signed_in(browser)
        move(sample_app, minutes=9)
    move(sample_app, minutes=3)
    assert not is_signed_in(browser)


def test_a_page_says_when_the_session_ends_where_it_ends_by_itself(signed_in):
    browser = signed_in("owner")
    assert "you are signed out:" not in browser.get("/help").text
    browser.get("/things/mine")
    page = browser.get("/help").text
    assert "If you do nothing you are signed out:" in page
    assert 'id="session" data-seconds="1800"' in page


def test_asking_how_long_is_left_does_not_count_as_use_and_staying_does(signed_in, sample_app):
    browser = signed_in("owner")
    assert browser.get("/session").json == {"seconds": 20 * 3600 + 60}
    browser.get("/things/mine")
    for minutes_left in (20, 10):
        move(sample_app, minutes=10)
        assert 0 <= 60 * minutes_left - browser.get("/session").json["seconds"] < 10
    send(browser, "/session", form_at="/help")
    assert 1790 < browser.get("/session").json["seconds"] <= 1800
    move(sample_app, minutes=32)
    assert browser.get("/session").json == {"seconds": 0}
    assert not is_signed_in(browser)
