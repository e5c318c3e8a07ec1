import pytest

from microtask.challenges.actions.own import NO_OWNER


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


@pytest.fixture
def path(scene, owner):
    return f"/api/v1/challenges/{scene.challenge(owner=owner).id}/owners"


@pytest.fixture
def call(client, calls):
    def call(method, path, by, body=None):
        return client.open(path, method=method, headers=calls.headers(by), **({"json": body} if body else {}))

    return call


def test_owners_are_named_listed_and_taken_off(call, scene, owner, path):
    other = scene.person("tax", "owner")
    assert call("GET", path, other).status_code == 403
    made = call("POST", path, owner, {"email": other.email})
    assert (made.status_code, made.json) == (201, {"id": other.person_id, "name": other.name, "department": "Tax"})
    listed = call("GET", path, other).json["owners"]
    assert [each["id"] for each in listed] == [owner.person_id, other.person_id]
    gone = call("DELETE", f"{path}/{owner.person_id}", other)
    assert (gone.status_code, gone.data) == (204, b"")
    assert call("GET", path, owner).status_code == 403
    assert call("DELETE", f"{path}/{other.person_id}", other).status_code == 409
    assert call("DELETE", f"{path}/{owner.person_id}", other).status_code == 404


def test_who_may_own_nothing_is_told_like_who_is_not_there(call, scene, owner, path):
    for email in (scene.person("tax").email, "nobody@tax.example"):
        refused = call("POST", path, owner, {"email": email})
        assert (refused.status_code, refused.json["errors"]) == (422, {"email": [NO_OWNER]})
    assert call("POST", path, owner, {"mail": "x"}).status_code == 422
