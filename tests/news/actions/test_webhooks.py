"""An owner keeps webhooks of their own, and nobody else's."""

from ipaddress import ip_network

import pytest

from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.news import actions
from microtask.outbox import queries
from microtask.people import actions as people
from tests.scene import Scene

URL = "https://receiver.example/hook"


def _hook(scene: Scene, by, url: str = URL, networks=()):
    return scene.do(actions.hook, url, ["release.made", "task.settled"], networks=networks, by=by)


def test_an_owner_adds_one_and_it_is_audited(scene: Scene, clean):
    owner = scene.person("home", "owner")
    webhook = _hook(scene, owner)
    assert webhook.events == ["task.settled", "release.made"]
    scene.do(actions.unhook, webhook.id, by=owner)
    noted = scene.rows("SELECT action, object_id FROM audit_entries WHERE object_kind = 'webhook' ORDER BY id")
    assert [tuple(row) for row in noted] == [("webhook.added", webhook.id), ("webhook.removed", webhook.id)]


def test_who_posts_no_challenges_adds_none(scene: Scene, clean):
    with pytest.raises(NotAllowed):
        _hook(scene, scene.person("tax"))


@pytest.mark.parametrize("url", ["http://receiver.example/", "https://10.0.0.1/", "https://[::1]/", "ftp://a.example"])
def test_an_address_that_is_never_called_is_refused(scene: Scene, clean, url):
    with pytest.raises(Invalid):
        _hook(scene, scene.person("home", "owner"), url)


def test_a_network_that_the_deployment_names_is_taken(scene: Scene, clean):
    owner = scene.person("home", "owner")
    assert _hook(scene, owner, "https://10.20.0.1/", (ip_network("10.20.0.0/16"),)).id
    assert _hook(scene, owner, "http://127.0.0.1:9000/", (ip_network("127.0.0.0/8"),)).id


def test_somebody_elses_cannot_be_seen_removed_or_turned_on(scene: Scene, clean):
    webhook = _hook(scene, scene.person("home", "owner"))
    other = scene.person("home", "owner", "admin")
    for verb in (actions.get_webhook, actions.unhook, actions.call_again):
        with pytest.raises(NotFound):
            scene.do(verb, webhook.id, by=other)


def test_nobody_needs_more_than_ten(scene: Scene, clean):
    owner = scene.person("home", "owner")
    for _ in range(10):
        _hook(scene, owner)
    with pytest.raises(Conflict):
        _hook(scene, owner)
    with scene.units.begin() as unit:
        assert len(queries.list_webhooks(unit.session, person_id=owner.person_id)) == 10


def test_who_is_forgotten_leaves_no_webhook_behind(scene: Scene, clean):
    owner = scene.person("home", "owner")
    _hook(scene, owner)
    scene.do(people.forget, [owner.person_id])
    with scene.units.begin() as unit:
        assert queries.count_webhooks(unit.session, person_id=owner.person_id) == 0
