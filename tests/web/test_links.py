"""Links to sign in, by e-mail: once, in time, and the same answer whoever asks."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text as sql

from microtask.oidc.refusal import Refused
from microtask.people import actions
from tests.scene import MovableClock
from tests.web.conftest import csrf_token, send
from tests.web.visitor import heading, text

DOMAINS = {"tax.example": "tax", "dues.example": "dues"}


@pytest.fixture(scope="module")
def link_app(settings) -> Iterator[Flask]:
    from microtask.app import create_app

    app = create_app(replace(settings, domains=DOMAINS, passwords=False, public_url="https://tasks.example"))
    yield app
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()


@pytest.fixture
def units(link_app, clean):
    found = link_app.extensions["microtask"].units
    found.clock = MovableClock()
    return found


@pytest.fixture
def browser(link_app, units):
    return link_app.test_client()


def rows(units, statement):
    with units.begin() as unit:
        return [tuple(row) for row in unit.session.execute(sql(statement))]


def ask(browser, email="ada.reed@tax.example", **fields):
    return send(browser, "/sign-in/link", form_at="/sign-in?organisation=tax", address=email, **fields)


def mailed(units) -> str:
    """The link of the mail that was written last, as a path."""
    [(body,)] = rows(units, "SELECT body FROM mails ORDER BY id DESC LIMIT 1")
    return re.search(r"https://tasks\.example(/sign-in/link/\S+)", body)[1]


def use(browser, path, **fields):
    return browser.post(path, data={"csrf_token": csrf_token(browser.get(path).text), **fields})


def test_a_newcomer_of_an_approved_domain_signs_in_with_the_link_they_were_sent(browser, units):
    assert heading(ask(browser, next="/challenges")) == "Check your email"
    path = mailed(units)
    assert "You sign in as ada.reed@tax.example" in text(browser.get(path))
    assert use(browser, path).location == "/challenges"
    found = "SELECT p.name, p.email, d.slug FROM people p JOIN departments d ON d.id = p.department_id"
    assert rows(units, found) == [("Ada Reed", "ada.reed@tax.example", "tax")]
    assert browser.get("/me/sign-ins").status_code == 200
    assert rows(units, "SELECT detail FROM audit_entries WHERE action = 'person.signed_in'") == [({"way": "link"},)]


def test_opening_the_link_does_not_use_it_and_using_it_does(browser, units):
    ask(browser)
    path = mailed(units)
    assert [browser.get(path).status_code for _ in range(3)] == [200, 200, 200]
    token = csrf_token(browser.get(path).text)
    assert browser.post(path, data={"csrf_token": token}).status_code == 303
    other = browser.application.test_client()
    assert other.get(path).status_code == 403
    token = csrf_token(other.get("/sign-in?organisation=tax").text)
    refused = other.post(path, data={"csrf_token": token})
    assert refused.status_code == 403
    assert "used before, or is older than 15 minutes" in text(refused)


def test_of_many_at_once_one_may_use_it(units):
    about = {"domains": DOMAINS, "address": "https://tasks.example/sign-in/link/", "service": "Tasks", "then": "/"}
    with units.begin() as unit:
        actions.add_person(unit, email="ada@tax.example", name="Ada Reed", department="tax")
        actions.send_link(unit, email="ada@tax.example", **about)
    key = mailed(units).rpartition("/")[2]

    def try_it(_: int) -> bool:
        try:
            with units.begin() as unit:
                actions.use_link(unit, key, domains=DOMAINS)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_it, range(16))) == 1


def test_a_link_ends_after_15_minutes(browser, units):
    ask(browser)
    path = mailed(units)
    units.clock.moved += timedelta(minutes=14)
    assert browser.get(path).status_code == 200
    units.clock.moved += timedelta(minutes=2)
    assert browser.get(path).status_code == 403


def test_the_answer_is_the_same_for_everybody_and_mail_goes_to_approved_domains_alone(browser, units):
    with units.begin() as unit:
        actions.add_person(unit, email="known@tax.example", name="Known", department="tax")
    pages = set()
    addresses = ("known@tax.example", "unknown@tax.example", "eve@evil.example", "eve@tax.example.evil.example")
    for email in addresses:
        answer = ask(browser, email)
        assert answer.status_code == 200
        # The token of the page's forms differs from one answer to the next.
        pages.add(re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text).replace(email, "…"))
    assert len(pages) == 1
    assert rows(units, "SELECT to_address FROM mails ORDER BY id") == [(addresses[0],), (addresses[1],)]


def test_what_is_no_address_is_told_at_the_form(browser, units):
    refused = ask(browser, "no address")
    assert refused.status_code == 422
    assert "Enter your work email address, such as" in text(refused)
    assert rows(units, "SELECT id FROM mails") == []


def test_no_key_can_be_read_from_the_table_of_links(browser, units):
    ask(browser)
    key = mailed(units).rpartition("/")[2]
    assert key not in str(rows(units, "SELECT * FROM sign_in_links"))


def test_whoever_signs_in_at_their_organisation_does_so_there_alone(browser, units):
    with units.begin() as unit:
        person = actions.add_person(unit, email="ada@tax.example", name="Ada Reed", department="tax")
        found = {"issuer": "https://login.example", "subject": "1", "person": person.id}
        unit.session.execute(sql("INSERT INTO bindings VALUES (:person, :issuer, :subject)"), found)
    ask(browser, "ada@tax.example")
    assert use(browser, mailed(units)).status_code == 403
    assert rows(units, "SELECT detail FROM audit_entries WHERE action LIKE '%failed'") == [({"reason": "other_way"},)]


def test_who_has_left_is_not_let_in(browser, units):
    with units.begin() as unit:
        actions.add_person(unit, email="ada@tax.example", name="Ada Reed", department="tax").left_at = unit.now
    ask(browser, "ada@tax.example")
    assert use(browser, mailed(units)).status_code == 403


def test_on_a_shared_device_the_session_is_short(browser, units):
    ask(browser)
    use(browser, mailed(units), shared="yes")
    units.clock.moved += timedelta(minutes=12)
    assert browser.get("/me/sign-ins").status_code == 303


def test_signing_out_everywhere_takes_waiting_links_away(browser, units):
    ask(browser)
    use(browser, mailed(units))
    other = browser.application.test_client()
    ask(other)
    waiting = mailed(units)
    send(browser, "/me/sign-ins/end", form_at="/me/sign-ins")
    assert other.get(waiting).status_code == 403


def test_asking_too_often_for_one_account_is_refused(settings, clean):
    from microtask.app import create_app

    app = create_app(replace(settings, domains=DOMAINS, sign_ins_an_account=2))
    browser = app.test_client()
    answers = [ask(browser, email).status_code for email in ("a@tax.example", "A@Tax.example", " a@tax.example")]
    others = ask(browser, "b@tax.example").status_code
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()
    assert (answers, others) == ([200, 200, 429], 200)
