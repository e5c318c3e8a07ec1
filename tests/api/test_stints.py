from tests.api.calls import Calls
from tests.scene import Scene

SHOWN = {
    "id", "task", "challenge", "challenge_title", "marking", "template", "kind", "question", "options", "key",
    "payload", "estimated_seconds", "expires_at",
}  # fmt: skip


def test_a_sitting_brings_as_many_tasks_as_fit_in_its_minutes(calls: Calls, scene: Scene):
    opened = scene.challenge(items=30, median_seconds=60)
    response = calls.post("/stints", scene.person(), json={"minutes": 5, "challenge": opened.id})
    assert response.status_code == 201
    tray = response.json["assignments"]
    assert len(tray) == 5
    assert set(tray[0]) == SHOWN
    assert (tray[0]["question"], tray[0]["options"]) == ("Is it clear?", ["yes", "no"])
    assert tray[0]["payload"] == {"text": "Text 1"}
    assert tray[0]["expires_at"].endswith(("Z", "+00:00"))


def test_a_rating_shows_its_scale(calls: Calls, scene: Scene):
    scale = {"min": 1, "max": 5, "labels": {"1": "Not at all"}}
    scene.challenge(items=1, template="rate", kind="rate", options=[], scale=scale)
    [task] = calls.post("/stints", scene.person(), json={}).json["assignments"]
    assert task["scale"] == scale
    assert "options" not in task


def test_where_nothing_waits_the_list_is_empty(calls: Calls, scene: Scene):
    response = calls.post("/stints", scene.person(), json={})
    assert (response.status_code, response.json["assignments"]) == (201, [])


def test_stopping_says_what_the_sitting_achieved(calls: Calls, scene: Scene):
    scene.challenge(items=3)
    person = scene.person()
    stint = calls.post("/stints", person, json={}).json
    calls.post(f"/assignments/{stint['assignments'][0]['id']}/answer", person, json={"value": "yes"})
    stopped = calls.post(f"/stints/{stint['id']}/stop", person)
    assert (stopped.status_code, stopped.json) == (200, {"answers": 1, "settled": 0})
