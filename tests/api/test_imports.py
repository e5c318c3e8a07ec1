"""What became of a file, over the API."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.api.owner import Headers, Owner


@pytest.fixture
def owner(sample_app: Flask, caller: Callable[..., Headers]) -> Owner:
    return Owner(sample_app, caller("owner"))


def test_an_import_tells_its_rows_and_why_some_were_rejected(owner: Owner):
    told = owner.load(owner.draft(), b"key,text\nA,one\n,two\nA,three\n")
    assert told.pop("created_at") < told.pop("finished_at")
    assert told == {
        "id": 1, "state": "done", "format": "csv", "rows": 3, "accepted": 1, "rejected_count": 2, "failure": None,
        "findings": [], "flagged": 0, "findings_decision": None, "findings_decided_at": None,
        "rejected": [
            {"row": 3, "reason": "The column “key” is empty, and holds the key. Give each item one of its own."},
            {"row": 4, "reason": "The key “A” is used more than once in this file. The first row with it was taken."},
        ],
    }  # fmt: skip


def test_a_file_that_could_not_be_read_says_why(owner: Owner):
    told = owner.load(owner.draft(), b"")
    assert (told["state"], told["rows"], told["rejected"]) == ("failed", 0, [])
    assert told["failure"].startswith("The file is empty.")


def test_an_import_is_shown_to_owners_and_under_its_own_challenge(owner: Owner, caller: Callable[..., Headers]):
    challenge_id, other = owner.opened(), owner.draft()
    path = f"/challenges/{challenge_id}/imports/1"
    assert owner.call("GET", path).status_code == 200
    assert owner.call("GET", f"/challenges/{other}/imports/1").status_code == 404
    assert owner.call("GET", f"/challenges/{challenge_id}/imports/2").status_code == 404
    assert owner.call("GET", path, by=caller("analyst", email="a@tax.example")).status_code == 403
    assert owner.call("GET", f"/challenges/{other}/imports/1", by=caller(email="v@tax.example")).status_code == 404


def test_a_wrong_file_is_removed_from_a_draft_alone(owner: Owner):
    draft, opened = owner.draft(), owner.opened()
    told = owner.load(draft, b"key,text\nA,one\n")
    path = f"/challenges/{draft}/imports/{told['id']}"
    assert owner.call("DELETE", path).status_code == 204
    assert owner.call("GET", path).status_code == 404
    assert owner.call("DELETE", path).status_code == 404
    assert owner.shown(draft)["progress"]["items"] == 0
    refused = owner.call("DELETE", f"/challenges/{opened}/imports/1")
    assert refused.status_code == 409
    assert refused.json["detail"] == "This challenge is open. A file can be removed from a draft alone."


PRIVATE = b"key,text\nA,Nothing\nB,Ring 07911 123456\n"


def test_private_data_is_found_decided_on_and_then_published(owner: Owner):
    challenge_id = owner.draft()
    told = owner.load(challenge_id, PRIVATE)
    assert (told["flagged"], told["findings_decision"]) == (1, None)
    assert told["findings"] == [{"kind": "phone_number", "items": 1, "examples": ["07*** ****56"]}]
    status, detail = owner.move(challenge_id, "publish")
    assert (status, detail.split(" ", 1)[0]) == (409, "1")
    decided = owner.call("POST", f"/challenges/{challenge_id}/imports/1/findings", json={"decision": "leave_out"})
    assert decided.status_code == 200
    assert (decided.json["findings_decision"], decided.json["findings"]) == ("leave_out", told["findings"])
    assert owner.move(challenge_id, "publish") == (202, "splitting")
    owner.split(challenge_id)
    assert owner.shown(challenge_id)["progress"]["items"] == 1


def test_findings_are_null_until_the_scan_has_ended(owner: Owner):
    challenge_id = owner.draft()
    import_id = owner.send(challenge_id, PRIVATE)
    assert owner.imported(challenge_id, import_id)["findings"] is None
    told = owner.call("POST", f"/challenges/{challenge_id}/imports/{import_id}/findings", json={"decision": "keep"})
    assert told.status_code == 409


@pytest.mark.parametrize("body", [{}, {"decision": "burn"}, {"decision": None}, {"decision": "keep", "why": "x"}])
def test_a_decision_is_one_of_two(owner: Owner, body: dict[str, str]):
    challenge_id = owner.draft()
    owner.load(challenge_id, PRIVATE)
    assert owner.call("POST", f"/challenges/{challenge_id}/imports/1/findings", json=body).status_code == 422
