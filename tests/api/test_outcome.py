import pytest


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


def test_the_outcome_is_told_once_the_challenge_has_closed(calls, owner):
    opened = calls.scene.challenge(items=1, owner=owner)
    url, body = f"/challenges/{opened.id}/outcome", {"outcome": "We have rewritten 20 pages."}
    assert calls.put(url, body, owner).status_code == 409
    calls.close(opened)
    told = calls.put(url, body, owner)
    assert told.status_code == 200
    assert told.json["outcome"] == "We have rewritten 20 pages."
    assert told.json["outcome_at"]
    assert calls.get(f"/challenges/{opened.id}", owner).json["outcome"] == "We have rewritten 20 pages."


def test_only_an_owner_tells_it_and_it_says_something(calls, owner):
    opened = calls.scene.challenge(items=1, owner=owner, state="closed")
    url = f"/challenges/{opened.id}/outcome"
    assert calls.put(url, {"outcome": ""}, owner).status_code == 422
    assert calls.put(url, {}, owner).status_code == 422
    for other in (calls.scene.person("home", "analyst"), calls.scene.person("home", "owner")):
        assert calls.put(url, {"outcome": "Done."}, other).status_code == 403
