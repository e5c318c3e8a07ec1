"""Challenges over the API: from a draft to closing, and who may do what."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.api.owner import Headers, Owner
from tests.desk import LETTERS


@pytest.fixture
def owner(sample_app: Flask, caller: Callable[..., Headers]) -> Owner:
    return Owner(sample_app, caller("owner"))


def test_a_draft_has_an_id_and_the_defaults_of_the_interface(owner: Owner):
    response = owner.call("POST", "/challenges", json=LETTERS)
    told = response.json
    assert (response.status_code, told["state"], told["id"]) == (201, "draft", 1)
    assert (told["marking"], told["licence"], told["closes_at"]) == ("OFFICIAL", "internal", None)
    [stage] = told["stages"]
    assert stage["redundancy"] == {"min": 2, "max": 7, "confidence": 0.95}
    assert stage["audience"] == {
        "departments": None,
        "skills": None,
        "people": None,
        "exclude_own": False,
        "min_departments": 1,
    }
    assert told["progress"] == {
        "items": 0, "tasks": 0, "settled": 0, "undecided": 0, "answers": 0, "volunteers": 0, "answers_per_task": 0.0
    }  # fmt: skip
    assert owner.shown(told["id"]) == told


def test_the_faults_of_a_body_are_told_by_their_path(owner: Owner):
    stages = [{"template": "review", "question": "?", "options": ["Yes", "Yes"]}, {"template": "compare"}]
    response = owner.call("POST", "/challenges", json={"stages": stages, "marking": "SECRET"})
    assert response.status_code == 422
    assert set(response.json["errors"]) == {"title", "marking", "stages.0.options"}
    response = owner.call("POST", "/challenges", json={"title": "x", "stages": stages[1:]})
    assert response.json["errors"] == {
        "stages.0.question": ["Write the question that colleagues are asked about each item."]
    }


def test_a_challenge_goes_from_a_draft_to_closing(owner: Owner):
    challenge_id = owner.draft()
    assert owner.load(challenge_id)["accepted"] == 3
    assert owner.move(challenge_id, "publish") == (202, "splitting")
    assert owner.shown(challenge_id)["state"] == "splitting"
    owner.split(challenge_id)
    told = owner.shown(challenge_id)
    assert (told["state"], told["progress"]["items"], told["progress"]["tasks"]) == ("open", 3, 3)
    assert told["published_at"] < told["opened_at"]
    assert owner.move(challenge_id, "pause") == (202, "paused")
    assert owner.move(challenge_id, "resume") == (202, "open")
    assert owner.move(challenge_id, "close") == (202, "closing")
    assert owner.move(challenge_id, "close") == (
        409, "This challenge is closing, so it cannot be closed now."
    )  # fmt: skip


def test_publishing_without_a_promise_or_items_tells_both(owner: Owner):
    response = owner.call("POST", f"/challenges/{owner.draft(promise='')}/publish")
    assert (response.status_code, set(response.json["errors"])) == (422, {"promise", "items"})


def test_publishing_while_a_file_is_on_its_way_is_a_conflict(owner: Owner):
    challenge_id = owner.draft()
    owner.load(challenge_id)
    owner.send(challenge_id, b"key\nD\n")
    assert owner.move(challenge_id, "publish")[0] == 409


def test_an_administrator_approves(owner: Owner, caller: Callable[..., Headers]):
    admin = caller("admin", email="admin@tax.example")
    challenge_id = owner.draft()
    owner.load(challenge_id)
    assert owner.move(challenge_id, "publish") == (202, "awaiting_approval")
    assert owner.move(challenge_id, "approve")[0] == 403
    assert owner.move(challenge_id, "approve", by=admin) == (202, "splitting")


def test_a_change_tells_what_the_challenge_looks_like_now(owner: Owner):
    challenge_id = owner.draft()
    response = owner.call("PATCH", f"/challenges/{challenge_id}", json={"title": "Forms", "redundancy": {"max": 4}})
    assert (response.status_code, response.json["title"]) == (200, "Forms")
    assert response.json["stages"][0]["redundancy"]["max"] == 4
    assert owner.shown(challenge_id) == response.json


def test_what_may_not_change_any_more_is_told_with_the_reason(owner: Owner):
    challenge_id = owner.opened()
    response = owner.call("PATCH", f"/challenges/{challenge_id}", json={"effect": {"drop": ["No"]}})
    assert (response.status_code, response.json["detail"]) == (
        409, "The effect cannot be changed once the challenge has been published."
    )  # fmt: skip
    assert owner.call("PATCH", f"/challenges/{challenge_id}", json={"summary": "New"}).status_code == 200


# The calls, and what an owner of another department, an analyst and a volunteer who is asked are answered.
CALLS: list[tuple[str, str, Any, tuple[int, int, int]]] = [
    ("GET", "", None, (200, 200, 200)),
    ("PATCH", "", {"title": "Mine"}, (403, 403, 403)),
    ("POST", "/publish", None, (403, 403, 403)),
    ("POST", "/approve", None, (403, 403, 403)),
    ("POST", "/pause", None, (403, 403, 403)),
    ("POST", "/resume", None, (403, 403, 403)),
    ("POST", "/close", None, (403, 403, 403)),
]


@pytest.mark.parametrize(("method", "path", "body", "statuses"), CALLS)
def test_who_is_asked_sees_an_open_challenge_and_moves_nothing(
    owner: Owner, caller: Callable[..., Headers], method: str, path: str, body: Any, statuses: tuple[int, ...]
):
    challenge_id = owner.opened()
    others = [caller(*roles, email=f"{number}@tax.example")
              for number, roles in enumerate([("owner",), ("analyst",), ()])]  # fmt: skip
    answered = [owner.call(method, f"/challenges/{challenge_id}{path}", by=by, json=body) for by in others]
    assert tuple(response.status_code for response in answered) == statuses


@pytest.mark.parametrize(("method", "path", "body", "_"), CALLS)
def test_a_draft_does_not_exist_for_others(
    owner: Owner, caller: Callable[..., Headers], method: str, path: str, body: Any, _: Any
):
    stranger = caller("owner", email="other@tax.example")
    here = owner.call(method, f"/challenges/{owner.draft()}{path}", by=stranger, json=body)
    nowhere = owner.call(method, f"/challenges/12345{path}", by=stranger, json=body)
    assert here.status_code == nowhere.status_code == 404
    assert here.json == nowhere.json


def test_a_volunteer_makes_no_draft(owner: Owner, caller: Callable[..., Headers]):
    response = owner.call("POST", "/challenges", by=caller(email="v@tax.example"), json=LETTERS)
    assert response.status_code == 403


def test_the_list_is_paged_and_has_what_the_caller_may_see(owner: Owner, caller: Callable[..., Headers]):
    drafts = [owner.draft(title=f"Draft {number}") for number in range(3)]
    opened = owner.opened()
    found, cursor = [], ""
    while cursor is not None:
        page = owner.call("GET", f"/challenges?limit=3{cursor and '&cursor=' + cursor}").json
        found += [each["id"] for each in page["items"]]
        cursor = page["next"]
    assert found == [opened, *reversed(drafts)]
    volunteer = caller(email="v@tax.example")
    [shown] = owner.call("GET", "/challenges", by=volunteer).json["items"]
    assert shown == owner.shown(opened, by=volunteer)
    assert owner.call("GET", "/challenges?state=draft", by=volunteer).json["items"] == []
    assert owner.call("GET", "/challenges?state=lost").status_code == 422


def test_an_administrator_sends_it_back_with_comments_by_section(owner: Owner, caller: Callable[..., Headers]):
    admin = caller("admin", email="admin@tax.example")
    challenge_id = owner.draft()
    owner.load(challenge_id)
    owner.move(challenge_id, "publish")
    path = f"/challenges/{challenge_id}/send-back"
    unknown = owner.call("POST", path, json={"comments": {"colour": "Red."}}, headers=admin)
    assert (unknown.status_code, list(unknown.json["errors"])) == (422, ["comments.colour.key"])
    assert owner.call("POST", path, json={"comments": {"problem": "Say why."}}).status_code == 403
    sent = owner.call("POST", path, json={"comments": {"problem": "Say why."}}, headers=admin)
    assert (sent.status_code, sent.json["state"]) == (200, "draft")


def test_whom_an_audience_names_its_owner_sees_and_others_see_themselves_alone(owner: Owner, caller, scene):
    named = {"people": ["Bo@tax.example", "cy@tax.example"]}
    draft = owner.draft(audience=named)
    assert owner.shown(draft)["stages"][0]["audience"]["people"] == ["bo@tax.example", "cy@tax.example"]
    scene.rows("UPDATE challenges SET state = 'open' RETURNING id")
    for email, told in (("bo@tax.example", ["bo@tax.example"]), ("di@tax.example", None)):
        shown = owner.call("GET", f"/challenges/{draft}", by=caller(email=email))
        assert shown.status_code == (404 if told is None else 200)
        assert told is None or shown.json["stages"][0]["audience"]["people"] == told


def test_an_audience_names_people_by_their_addresses(owner: Owner):
    refused = owner.call("POST", "/challenges", json=LETTERS | {"audience": {"people": ["nobody"]}})
    assert refused.json["errors"] == {"audience.people.0": ["“nobody” is not an e-mail address."]}
    assert owner.call("POST", "/challenges", json=LETTERS | {"audience": {"people": []}}).status_code == 422
