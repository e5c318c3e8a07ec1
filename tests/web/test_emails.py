"""Everybody chooses what they are e-mailed, and a link in a mail stops it with no sign-in."""

import pytest

from microtask.news.links import Links
from microtask.people.queries import get_mail_choice
from tests.scene import Scene
from tests.web.visitor import errors, heading, links, text


def _choice(scene: Scene, person) -> tuple:
    with scene.units.begin() as unit:
        chosen = get_mail_choice(unit.session, person.person_id)
        return (chosen.outcomes, chosen.challenges, chosen.digest_day, chosen.digest_hour)


def test_at_first_there_are_outcomes_and_no_digest(visit, scene):
    person = scene.person()
    page = visit(person).get("/me/emails")
    assert heading(page) == "What we e-mail you"
    assert _choice(scene, person) == (True, True, None, 10)
    assert "Challenges that you own" not in text(page)
    assert "/me/emails" in links(visit(person).get("/me/contributions"))


def test_a_choice_is_kept_and_shown(visit, scene):
    person = scene.person("home", "owner")
    visitor = visit(person)
    sent = {"outcomes": "no", "challenges": "no", "digest_day": "3", "digest_hour": "14"}
    page = visitor.follow(visitor.send("/me/emails", **sent))
    assert "We have saved what you want to be e-mailed." in text(page)
    assert _choice(scene, person) == (False, False, 3, 14)
    visitor.send("/me/emails", **sent | {"outcomes": "yes", "digest_day": "never"})
    assert _choice(scene, person) == (True, False, None, 14)


@pytest.mark.parametrize("wrong", [{"digest_day": "6"}, {"digest_day": "x"}, {"digest_hour": "3"}, {"digest_hour": ""}])
def test_nobody_can_be_written_to_outside_working_hours(visit, scene, wrong):
    visitor = visit(scene.person())
    page = visitor.send("/me/emails", **{"outcomes": "yes", "digest_day": "2", "digest_hour": "10"} | wrong)
    assert page.status_code == 422
    assert len(errors(page)) == 1


@pytest.fixture
def link(app, scene):
    person = scene.person()
    path = Links("", app.config["SECRET_KEY"], "").unsubscribe(person.person_id, "outcomes")
    return person, path


def test_opening_the_link_stops_nothing_and_its_button_does(app, scene, link):
    person, path = link
    browser = app.test_client()
    assert heading(browser.get(path)) == "Stop these e-mails?"
    assert _choice(scene, person)[0] is True
    assert heading(browser.post(path)) == "We have stopped these e-mails"
    assert _choice(scene, person) == (False, True, None, 10)


def test_a_mail_program_stops_them_by_itself(app, scene, link):
    """RFC 8058: one POST, with no cookie and no token but the link itself."""
    person, path = link
    told = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    assert told.status_code == 200
    assert _choice(scene, person)[0] is False


def test_a_link_that_was_changed_stops_nothing(app, scene, link):
    person, path = link
    for changed in (path[:-1], path.replace("outcomes", "digest"), "/unsubscribe/x"):
        assert app.test_client().post(changed).status_code == 404
    assert _choice(scene, person)[0] is True
