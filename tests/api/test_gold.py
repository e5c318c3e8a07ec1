"""Known answers over the API."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.api.calls import Calls
from tests.api.owner import Headers, Owner
from tests.scene import Opened


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


KNOWN = "key,answer\nitem-1,yes\n"


def tell(calls: Calls, opened: Opened, by, said: str | bytes = KNOWN, query: str = ""):
    return calls.post(f"/challenges/{opened.id}/gold{query}", by, data=said, content_type="text/csv")


def known(calls: Calls) -> list[str]:
    return [row.answer for row in calls.scene.rows("SELECT answer FROM gold ORDER BY item_id")]


@pytest.fixture
def mine(calls: Calls):
    return calls.scene.person("home", "owner")


@pytest.mark.parametrize(
    ("department", "roles", "status"),
    [
        ("tax", (), 403),
        ("home", ("analyst",), 403),
        ("home", ("expert",), 403),
        ("home", ("admin",), 403),
        ("tax", ("owner",), 403),
        ("home", ("owner",), 403),
    ],
)
def test_nobody_but_its_owner_tells_known_answers(calls: Calls, mine, department, roles, status):
    opened = calls.scene.challenge(owner=mine)
    told = tell(calls, opened, calls.scene.person(department, *roles))
    assert (told.status_code, known(calls)) == (status, [])
    assert told.json["detail"].endswith(".")


def test_a_challenge_that_a_person_may_not_know_of_is_not_there_for_them(calls: Calls, mine):
    department = calls.scene.department("home")
    opened = calls.scene.challenge(owner=mine, department_ids=[department])
    assert tell(calls, opened, calls.scene.person("tax", "owner")).status_code == 404
    assert known(calls) == []


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("awaiting_approval", "This challenge is waiting for approval, so no known answers can be added to it."),
        ("closing", "This challenge has been closed, so no known answers can be added to it."),
        ("closed", "This challenge has been closed, so no known answers can be added to it."),
    ],
)
def test_a_challenge_in_a_state_that_takes_none_says_so(calls: Calls, mine, state, why):
    opened = calls.scene.challenge(owner=mine)
    assert tell(calls, opened, mine).status_code == 200
    calls.scene.rows("UPDATE challenges SET state = :state RETURNING id", state=state)
    told = tell(calls, opened, mine, "key,answer\nitem-2,no\n")
    assert (told.status_code, told.json["detail"]) == (409, why)
    assert known(calls) == ["yes"], "what was told before is kept"


@pytest.mark.parametrize("state", ["draft", "splitting", "open", "paused"])
def test_in_every_other_state_they_are_taken(calls: Calls, mine, state):
    opened = calls.scene.challenge(owner=mine, state=state)
    assert tell(calls, opened, mine).json["accepted"] == 1


def test_items_that_are_compared_have_none_and_the_call_says_why(calls: Calls, mine):
    opened = calls.scene.challenge_of([{}, {"kind": "compare", "template": "compare", "options": []}], owner=mine)
    told = tell(calls, opened, mine)
    assert (told.status_code, told.json["detail"]) == (
        409, "Colleagues compare items with each other here, so no item has a known answer of its own."
    )  # fmt: skip
    assert tell(calls, opened, mine, query="?stage=1").json["accepted"] == 1


def test_of_a_hidden_item_they_are_taken_and_of_a_removed_one_they_are_not(calls: Calls, mine):
    opened = calls.scene.challenge(owner=mine)
    for item, state in ((1, "hidden"), (2, "withdrawn")):
        calls.scene.rows("UPDATE items SET state = :state WHERE id = :id RETURNING id", id=item, state=state)
        calls.scene.rows("UPDATE tasks SET hidden = true WHERE item_id = :id RETURNING id", id=item)
    told = tell(calls, opened, mine, "key,answer\nitem-1,yes\nitem-2,yes\nitem-3,no\n").json
    assert (told["accepted"], told["rejected"]) == (
        2, [{"row": 3, "reason": "“item-2” has been removed from this challenge. Leave the row out."}]
    )  # fmt: skip
    calls.answer(["yes"] * 2)
    calls.decide(opened)
    assert not calls.scene.rows("SELECT FROM results WHERE item_id = 1"), "it is asked of nobody while it is hidden"


def test_what_becomes_known_after_answers_counts_and_what_was_known_is_not_replaced(calls: Calls, mine):
    opened = calls.scene.challenge(owner=mine, items=3)
    calls.answer(["yes", "yes"])
    calls.decide(opened)
    assert tell(calls, opened, mine, "key,answer\nitem-1,no\n").json["accepted"] == 1
    calls.decide(opened)
    told = calls.get(f"/challenges/{opened.id}/results", mine).json["items"]
    assert [(row["answer"], row["decided_by"]) for row in told] == [("no", "gold"), ("yes", "crowd"), ("yes", "crowd")]
    again = tell(calls, opened, mine, "key,answer\nitem-1,yes\nitem-2,yes\n").json
    assert again["accepted"] == 1
    assert "“no” is known for “item-1”, and colleagues have been asked since." in again["rejected"][0]["reason"]
    assert known(calls) == ["no", "yes"]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + bytes(60), "."),
        (b"answer\nyes\n", "The header has no column called"),
        (b"key,answer\n" + b"item-1,yes\n" * 50_001, "50,000 rows"),
    ],
)
def test_a_file_that_is_no_table_of_known_answers_is_refused_whole_with_a_sentence(calls, mine, file, sentence):
    opened = calls.scene.challenge(owner=mine)
    tell(calls, opened, mine)
    told = tell(calls, opened, mine, file)
    assert told.status_code == 422, told.text
    [problem] = told.json["errors"]["file"]
    assert sentence in problem
    assert known(calls) == ["yes"], "nothing is lost"


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ("item-2\n", 1),
        ("item-2,yes,more\n", 1),
        (",yes\n", 1),
        ("item-2,\n", 1),
        (f"{'k' * 201},yes\n", 1),
        ('item-2,"yes\n', 1),
        (b"item-2,\xff\xfe\n", 1),
        ("item-2,perhaps\nitem-3,no\nitem-3,yes\n", 2),
    ],
)
def test_a_bad_row_is_told_with_its_reason_and_loses_no_good_one(calls: Calls, mine, rows, reasons):
    opened = calls.scene.challenge(owner=mine)
    told = tell(calls, opened, mine, KNOWN.encode() + (rows if isinstance(rows, bytes) else rows.encode()))
    assert told.status_code == 200, told.text
    assert len(told.json["rejected"]) == reasons
    assert all(each["reason"].endswith(".") and each["row"] > 2 for each in told.json["rejected"])
    assert known(calls)[0] == "yes"
