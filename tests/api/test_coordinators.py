import pytest

from microtask.challenges.actions.coordinate import NO_COORDINATOR


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


@pytest.fixture
def path(scene, owner):
    return f"/api/v1/challenges/{scene.challenge(owner=owner, department_ids=[scene.department('tax')]).id}"


@pytest.fixture
def call(client, calls):
    def call(method, path, by, body=None):
        return client.open(path, method=method, headers=calls.headers(by), **({"json": body} if body else {}))

    return call


def test_coordinators_are_named_add_answers_and_are_taken_off(client, calls, call, scene, owner, path):
    other = scene.person("parks")
    answers = {"data": b"key,volunteer,answer\nitem-1,Jo,yes\n", "content_type": "text/csv"}
    assert client.post(f"{path}/answers", headers=calls.headers(other), **answers).status_code == 404
    made = call("POST", f"{path}/coordinators", owner, {"email": other.email})
    shown = {"id": other.person_id, "name": other.name, "department": "Parks"}
    assert (made.status_code, made.json) == (201, shown)
    assert call("GET", f"{path}/coordinators", owner).json == {"coordinators": [shown]}
    assert call("GET", f"{path}/coordinators", other).status_code == 403
    assert client.post(f"{path}/answers", headers=calls.headers(other), **answers).json["accepted"] == 1
    gone = f"{path}/coordinators/{other.person_id}"
    assert [call("DELETE", gone, owner).status_code for _ in range(2)] == [204, 404]


def test_who_cannot_sign_in_is_told_in_a_sentence(call, owner, path):
    refused = call("POST", f"{path}/coordinators", owner, {"email": "nobody@tax.example"})
    assert (refused.status_code, refused.json["errors"]) == (422, {"email": [NO_COORDINATOR]})
