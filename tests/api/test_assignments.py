import pytest

from microtask.people.rules import Identity
from tests.api.calls import Calls
from tests.scene import Scene


@pytest.fixture
def person(scene: Scene) -> Identity:
    scene.challenge(items=3)
    return scene.person()


@pytest.fixture
def first(calls: Calls, person: Identity) -> int:
    """The number of the first assignment of a sitting."""
    return int(calls.post("/stints", person, json={}).json["assignments"][0]["id"])


def patch(calls: Calls, first: int, person: Identity, **body):
    return calls.client.patch(f"/api/v1/assignments/{first}/answer", json=body, headers=calls.headers(person))


def test_an_answer_brings_the_next_task_until_nothing_is_left(calls: Calls, person, first):
    seen, number = [], first
    while number:
        response = calls.post(
            f"/assignments/{number}/answer", person, json={"value": "yes", "seconds": 9, "note": "Hm"}
        )
        assert response.status_code == 201
        seen.append(response.json["answer"])
        number = (response.json["next"] or {"id": None})["id"]
    assert len(set(seen)) == 3


def test_the_same_answer_again_is_the_same_and_another_is_a_conflict(calls: Calls, scene: Scene, person, first):
    answers = [calls.post(f"/assignments/{first}/answer", person, json={"value": v}) for v in ("yes", "yes", "no")]
    assert [response.status_code for response in answers] == [201, 200, 409]
    assert answers[0].json["answer"] == answers[1].json["answer"]
    assert scene.rows("SELECT value FROM answers") == [("yes",)]


def test_an_answer_is_changed_where_there_is_one(calls: Calls, scene: Scene, person, first):
    assert patch(calls, first, person, value="no").status_code == 409
    calls.post(f"/assignments/{first}/answer", person, json={"value": "yes"})
    assert patch(calls, first, person, value="no").status_code == 200
    assert scene.rows("SELECT value FROM answers") == [("no",)]


def test_not_sure_is_an_answer(calls: Calls, scene: Scene, person, first):
    assert calls.post(f"/assignments/{first}/answer", person, json={"not_sure": True}).status_code == 201
    assert scene.rows("SELECT value, not_sure FROM answers") == [(None, True)]


@pytest.mark.parametrize("body", [{}, {"value": "perhaps"}, {"value": 7}, {"value": "yes", "not_sure": True}])
def test_an_answer_that_is_none_is_refused_by_field(calls: Calls, scene: Scene, person, first, body):
    response = calls.post(f"/assignments/{first}/answer", person, json=body)
    assert response.status_code == 422
    assert response.json["errors"]
    assert scene.value("SELECT count(*) FROM answers") == 0


@pytest.mark.parametrize("body", [{}, {"reason": "upsetting"}])
def test_skipping_brings_the_next_task(calls: Calls, person, first, body):
    response = calls.post(f"/assignments/{first}/skip", person, json=body)
    assert response.status_code == 200
    assert response.json["next"]["id"] != first


def test_a_report_needs_its_reason_and_brings_the_next_task(calls: Calls, scene: Scene, person, first):
    assert calls.post(f"/assignments/{first}/report", person, json={}).status_code == 422
    response = calls.post(f"/assignments/{first}/report", person, json={"reason": "personal_details"})
    assert (response.status_code, response.json["next"]["id"] != first) == (200, True)
    assert scene.value("SELECT count(*) FROM items WHERE state = 'hidden'") == 1
