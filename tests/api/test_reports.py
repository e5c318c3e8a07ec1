import pytest

from tests.api.calls import Calls
from tests.results.actions.test_decide_report import report


@pytest.fixture
def admin(scene):
    return scene.person("home", "admin")


@pytest.fixture
def reported(scene) -> int:
    return report(scene, scene.challenge(items=3))


def test_an_administrator_reads_what_waits_with_its_reasons_and_age(calls: Calls, admin, reported):
    calls.scene.rows("UPDATE reports SET reported_at = reported_at - interval '3 days' RETURNING id")
    [told] = calls.get("/reports", admin).json["items"]
    assert (told["id"], told["key"], told["title"], told["department"]) == (reported, "item-1", "Letters", "Home")
    assert (told["payload"], told["reasons"], told["days"]) == ({"text": "Text 1"}, ["personal_details"], 3)
    assert calls.get(f"/reports/{reported}", admin).json == told
    reporter = calls.scene.value("SELECT name FROM people ORDER BY id DESC LIMIT 1")
    assert reporter not in calls.get("/reports", admin).text


def test_the_list_goes_on_page_by_page_from_the_oldest(calls: Calls, scene, admin):
    opened = scene.challenge(items=3)
    numbers = [report(scene, opened, key=f"item-{place}") for place in (1, 2, 3)]
    first = calls.get("/reports?limit=2", admin).json
    rest = calls.get(f"/reports?limit=2&cursor={first['next']}", admin).json
    assert [each["id"] for page in (first, rest) for each in page["items"]] == numbers
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("body", "state", "said"),
    [
        ({"decision": "restore"}, "live", "Text 1"),
        ({"decision": "redact", "texts": {"text": "Text"}}, "live", "Text"),
        ({"decision": "remove"}, "withdrawn", ""),
    ],
)
def test_an_item_is_restored_redacted_or_removed(calls: Calls, admin, reported, body, state, said):
    answer = calls.post(f"/reports/{reported}/decision", admin, json=body | {"reason": "I have looked at it."})
    assert (answer.status_code, answer.json["decision"], answer.json["key"]) == (200, body["decision"], "item-1")
    item = calls.scene.rows("SELECT state, payload FROM items ORDER BY id")[0]
    assert tuple(item) == (state, {"text": said})
    assert calls.get("/reports", admin).json["items"] == []
    assert calls.get(f"/reports/{reported}", admin).status_code == 404
    assert calls.post(f"/reports/{reported}/decision", admin, json=body | {"reason": "Again."}).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": "Why not."}, "decision"),
        ({"decision": "burn", "reason": "Why not."}, "decision"),
        ({"decision": "remove"}, "reason"),
        ({"decision": "redact", "reason": "It has a name."}, "decision"),
        ({"decision": "redact", "reason": "It has a name.", "texts": {"text": 3}}, "texts"),
    ],
)
def test_what_cannot_be_decided_is_told_by_field(calls: Calls, admin, reported, body, field):
    refused = calls.post(f"/reports/{reported}/decision", admin, json=body)
    assert refused.status_code == 422
    assert any(name.startswith(field) for name in refused.json["errors"]), refused.json
    assert calls.scene.value("SELECT state FROM items ORDER BY id LIMIT 1") == "hidden"


def test_nobody_else_decides_nor_learns_that_there_is_a_report(calls: Calls, scene, reported):
    body = {"decision": "restore", "reason": "I have looked at it."}
    for other in (scene.person("home", "owner"), scene.person("tax")):
        assert calls.get("/reports", other).status_code == 403
        assert calls.post(f"/reports/{reported}/decision", other, json=body).status_code == 403
    elsewhere = scene.person("tax", "admin")
    assert calls.get("/reports", elsewhere).json["items"] == []
    assert calls.post(f"/reports/{reported}/decision", elsewhere, json=body).status_code == 404
    assert calls.get("/reports", scene.person("tax", "service-admin")).json["items"][0]["id"] == reported
