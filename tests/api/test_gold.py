"""Known answers over the API."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.api.owner import Headers, Owner


@pytest.fixture
def owner(sample_app: Flask, caller: Callable[..., Headers]) -> Owner:
    return Owner(sample_app, caller("owner"))


def test_rows_are_taken_and_bad_ones_told_by_their_number(owner: Owner):
    challenge_id = owner.opened()
    path = f"/challenges/{challenge_id}/gold"
    told = owner.call("POST", path, data="key,answer\nA,Yes\nnobody,Yes\n", content_type="text/csv")
    assert (told.status_code, told.json) == (200, {
        "accepted": 1, "repeated": 0, "check_items": 1,
        "rejected": [
            {"row": 3, "reason": "This challenge has no item with the key “nobody”. Send its items first."}
        ],
    })  # fmt: skip
    again = owner.call("POST", f"{path}?stage=1", data="key,answer\nA,Yes\n", content_type="text/csv")
    assert (again.json["accepted"], again.json["repeated"]) == (0, 1)
    assert owner.call("POST", f"{path}?stage=9", data="key,answer\n", content_type="text/csv").status_code == 404


def test_what_is_no_table_is_refused(owner: Owner):
    path = f"/challenges/{owner.opened()}/gold"
    told = owner.call("POST", path, data="key,said\nA,Yes\n", content_type="text/csv")
    assert (told.status_code, list(told.json["errors"])) == (422, ["file"])
    assert owner.call("POST", path, json={"A": "Yes"}).status_code == 415
