import hashlib

import pytest

from tests.api.calls import Calls
from tests.scene import Opened
from workers.release import release as run


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


@pytest.fixture
def closed(calls: Calls, owner) -> Opened:
    opened = calls.scene.challenge(items=2, owner=owner)
    calls.answer(["yes", "no"])
    calls.close(opened)
    return opened


def url(opened: Opened, rest: str = "") -> str:
    return f"/challenges/{opened.id}/releases{rest}"


def make(calls: Calls) -> None:
    for [release_id] in calls.scene.rows("SELECT id FROM releases WHERE state = 'making'"):
        run(calls.scene.units, release_id)


def test_a_release_is_asked_for_made_by_a_worker_and_downloaded(calls, owner, closed):
    asked = calls.post(url(closed), owner)
    assert asked.status_code == 202
    assert (asked.json["number"], asked.json["state"], asked.json["files"]) == (1, "making", [])
    assert calls.get(url(closed, "/1/results.csv"), owner).status_code == 409
    make(calls)
    shown = calls.get(url(closed, "/1"), calls.scene.person("home", "analyst")).json
    assert (shown["state"], shown["demonstration"]) == ("ready", False)
    assert len(shown["files"]) == 9
    for file in shown["files"]:
        response = calls.get(url(closed, f"/1/{file['name']}"), owner)
        assert response.status_code == 200
        assert len(response.data) == file["bytes"]
        assert hashlib.sha256(response.data).hexdigest() == file["sha256"]
    named = calls.get(url(closed, "/1/results.csv"), owner).headers["Content-Disposition"]
    assert named == f"attachment; filename=challenge-{closed.id}-release-1-results-OFFICIAL.csv"


def test_releases_are_listed_from_the_newest_page_by_page(calls, owner, closed):
    for _ in range(3):
        calls.post(url(closed), owner)
        make(calls)
    first = calls.get(url(closed, "?limit=2"), owner).json
    second = calls.get(url(closed, f"?limit=2&cursor={first['next']}"), owner).json
    assert [each["number"] for each in first["items"] + second["items"]] == [3, 2, 1]
    assert [each["state"] for each in first["items"]] == ["ready", "ready"]
    assert second["next"] is None


def test_a_demonstration_says_so_in_every_name_and_answers_to_the_plain_one(calls, owner, closed):
    calls.scene.rows("UPDATE answers SET channel = 'simulated' WHERE id = 1 RETURNING id")
    calls.post(url(closed), owner)
    make(calls)
    shown = calls.get(url(closed, "/1"), owner).json
    assert shown["demonstration"]
    assert all(file["name"].startswith("DEMONSTRATION-") for file in shown["files"])
    plain = calls.get(url(closed, "/1/results.csv"), owner)
    assert "release-1-DEMONSTRATION-results-OFFICIAL.csv" in plain.headers["Content-Disposition"]
    assert plain.data == calls.get(url(closed, "/1/DEMONSTRATION-results.csv"), owner).data


def test_a_failed_release_says_so(calls, owner, closed):
    calls.post(url(closed), owner)
    calls.scene.rows("UPDATE releases SET state = 'failed' RETURNING id")
    response = calls.get(url(closed, "/1/results.csv"), owner)
    assert (response.status_code, response.json["detail"]) == (409, "Release 1 could not be made. Make another one.")


def test_there_is_none_before_the_challenge_has_closed(calls, owner):
    opened = calls.scene.challenge(items=1, owner=owner)
    assert calls.post(url(opened), owner).status_code == 409
    assert calls.get(url(opened), owner).json == {"items": [], "next": None}
    assert calls.get(url(opened, "/1"), owner).status_code == 404


def test_owners_make_them_analysts_read_them_and_nobody_else(calls, owner, closed):
    calls.post(url(closed), owner)
    make(calls)
    analyst = calls.scene.person("home", "analyst")
    assert calls.get(url(closed, "/1/answers.csv"), analyst).status_code == 200
    assert calls.post(url(closed), analyst).status_code == 403
    for other in (calls.scene.person("home"), calls.scene.person("tax", "analyst"), calls.scene.person("tax", "owner")):
        for rest in ("", "/1", "/1/answers.csv"):
            assert calls.get(url(closed, rest), other).status_code == 403
    for name in ("votes.csv", "..%2Fanswers.csv", "/1/2"):
        assert calls.get(url(closed, f"/1/{name}"), owner).status_code == 404
