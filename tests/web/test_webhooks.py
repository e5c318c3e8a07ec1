"""An owner adds webhooks on a page, reads what became of the calls, and turns one on again."""

import re
from datetime import timedelta

from microtask.outbox import actions
from tests.scene import Scene
from tests.web.visitor import errors, heading, links, text

URL = "https://receiver.example/hook"


def _add(visitor, **sent):
    return visitor.send("/webhooks", **{"url": URL, "events": ["task.settled", "release.made"]} | sent)


def test_a_secret_is_shown_once(visit, scene: Scene):
    visitor = visit(scene.person("home", "owner"))
    assert "/webhooks" in links(visitor.get("/challenges"))
    made = _add(visitor)
    assert heading(made) == "Copy the secret now"
    [secret] = re.findall(r"whsec_[A-Za-z0-9+/=]{44}", made.text)
    page = visitor.get("/webhooks")
    assert URL in text(page)
    assert "Tasks have settled" in text(page)
    assert secret not in page.text + visitor.get("/webhooks/1").text


def test_what_cannot_be_called_is_refused_beside_its_field(visit, scene: Scene):
    visitor = visit(scene.person("home", "owner"))
    page = _add(visitor, url="http://receiver.example", events=[])
    assert page.status_code == 422
    assert errors(page) == ["Select at least one thing to be called about"]
    assert errors(_add(visitor, url="http://receiver.example")) == [
        "Give an address that begins with https://, such as https://host.example/hook"
    ]


def test_the_log_says_what_was_sent_and_what_became_of_it(visit, scene: Scene):
    visitor = visit(scene.person("home", "owner"))
    _add(visitor)
    assert "Nothing has been sent to it yet." in text(visitor.get("/webhooks/1"))
    for _ in range(2):
        scene.do(actions.write_call, 1, event="release.made", challenge_id=7, body='{"secret-body":1}')
    scene.do(actions.mark_delivered, scene.do(actions.claim_call, 1), status=204)
    scene.do(actions.put_off_call, scene.do(actions.claim_call, 1), failure="status", status=500)
    page = visitor.get("/webhooks/1")
    for words in ("Delivered", "Waiting", "It answered with status 500", "We try again on"):
        assert words in text(page)
    assert "secret-body" not in page.text


def test_one_that_was_turned_off_says_why_and_can_be_turned_on(visit, scene: Scene):
    visitor = visit(scene.person("home", "owner"))
    _add(visitor)
    scene.do(actions.write_call, 1, event="release.made", challenge_id=7, body="{}")
    call = scene.do(actions.claim_call, 1)
    scene.do(actions.put_off_call, call, failure="certificate", status=None, for_good=True)
    page = visitor.get("/webhooks/1")
    assert "Turned off" in text(page)
    assert "Its certificate could not be trusted" in text(page)
    page = visitor.follow(visitor.send("/webhooks/1/again"))
    assert "The webhook is on again." in text(page)
    assert "Turned off" not in text(page)
    scene.clock.moved = timedelta(minutes=1)
    page = visitor.follow(visitor.send("/webhooks/1/remove"))
    assert "You have no webhooks." in text(page)
