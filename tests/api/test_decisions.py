import pytest

from tests.api.calls import Calls
from tests.scene import Opened


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


@pytest.fixture
def divided(calls: Calls, owner) -> Opened:
    """One item that people disagree about until nobody else is asked."""
    opened = calls.scene.challenge(items=1, owner=owner, max_answers=2)
    calls.answer(["yes", "no"])
    calls.decide(opened)
    return opened


def url(opened: Opened, key: str = "item-1", query: str = "") -> str:
    return f"/challenges/{opened.id}/items/{key}/decision{query}"


def row(calls: Calls, opened: Opened, by) -> dict:
    return calls.get(f"/challenges/{opened.id}/results", by).json["items"][0]


def test_an_owner_decides_and_the_crowds_answer_stays_beside_it(calls, owner, divided):
    assert row(calls, divided, owner)["state"] == "undecided"
    said = calls.put(url(divided), {"answer": "no", "reason": "The law changed."}, owner)
    assert (said.status_code, said.json) == (200, {"key": "item-1", "state": "adjudicated", "answer": "no"})
    told = row(calls, divided, owner)
    assert (told["answer"], told["state"], told["decided_by"]) == ("no", "adjudicated", "owner")
    assert (told["crowd_answer"], told["decision_reason"]) == ("yes", "The law changed.")
    calls.close(divided)
    assert row(calls, divided, owner)["answer"] == "no"


def test_an_expert_records_that_it_cannot_be_decided(calls, owner, divided):
    expert = calls.scene.person("home", "expert")
    said = calls.put(url(divided), {"undecided": True, "reason": "The page is torn."}, expert)
    assert (said.status_code, said.json["state"]) == (200, "undecided")
    assert row(calls, divided, owner)["decided_by"] == "expert"


@pytest.mark.parametrize(
    "body",
    [
        {"answer": "no"},
        {"answer": "no", "reason": " "},
        {"answer": "perhaps", "reason": "Why not."},
        {"reason": "Why not."},
        {"answer": "no", "undecided": True, "reason": "Why not."},
    ],
)
def test_a_decision_needs_an_answer_of_the_question_or_none_and_a_reason(calls, owner, divided, body):
    assert calls.put(url(divided), body, owner).status_code == 422
    assert row(calls, divided, owner)["state"] == "undecided"


def test_only_owners_and_experts_decide_about_items_that_exist(calls, owner, divided):
    body = {"answer": "no", "reason": "The law changed."}
    for other in (calls.scene.person("home", "analyst"), calls.scene.person("tax")):
        assert calls.put(url(divided), body, other).status_code == 403
    assert calls.put(url(divided, "item-9"), body, owner).status_code == 404
    assert calls.put(url(divided, query="?stage=2"), body, owner).status_code == 404


def test_a_key_may_have_a_slash(calls, owner, divided):
    calls.scene.rows("UPDATE items SET key = 'page/1 of 2' RETURNING id")
    body = {"answer": "no", "reason": "The law changed."}
    assert calls.put(url(divided, "page%2F1%20of%202"), body, owner).json["key"] == "page/1 of 2"


@pytest.fixture
def ranked(calls: Calls, owner) -> Opened:
    """Two items that two people have compared, and that nobody else is asked about."""
    opened = calls.scene.challenge(
        items=2, owner=owner, kind="compare", template="compare", options=[], min_answers=2, max_answers=2
    )
    calls.scene.rows("DELETE FROM tasks RETURNING id")
    calls.scene.rows(
        "INSERT INTO tasks (stage_id, item_id, other_item_id, wanted, max_answers)"
        " SELECT :stage, min(id), max(id), 2, 2 FROM items RETURNING id", stage=opened.stage,
    )  # fmt: skip
    calls.answer(["a", "b"])
    calls.decide(opened)
    return opened


@pytest.mark.parametrize(
    ("department", "roles", "status"),
    [("tax", (), 403), ("home", ("analyst",), 403), ("home", ("admin",), 403), ("tax", ("owner",), 403),
     ("tax", ("expert",), 403), ("home", ("owner",), 403), ("home", ("expert",), 200)],
)  # fmt: skip
def test_a_place_in_a_ranking_is_decided_by_owners_and_experts_alone(calls, ranked, department, roles, status):
    person = calls.scene.person(department, *roles)
    said = calls.put(url(ranked), {"answer": 1, "reason": "It is the better one."}, person)
    assert said.status_code == status
    decided = calls.scene.value("SELECT count(*) FROM results WHERE route = 'expert'")
    assert decided == (status == 200)


@pytest.mark.parametrize("answer", ["first", 0, -1, 1.5, "a", ["1"]])
def test_a_place_is_a_whole_number_from_one(calls, owner, ranked, answer):
    said = calls.put(url(ranked), {"answer": answer, "reason": "It is the better one."}, owner)
    assert said.status_code == 422
    assert list(said.json["errors"]) == ["answer"]
    assert calls.scene.rows("SELECT DISTINCT route FROM results") == [("crowd",)]


def test_of_a_hidden_item_no_place_is_decided_and_of_a_closed_challenge_it_still_is(calls, owner, ranked):
    calls.scene.rows("UPDATE items SET state = 'hidden' WHERE key = 'item-1' RETURNING id")
    said = calls.put(url(ranked), {"answer": 1, "reason": "It is the better one."}, owner)
    assert said.status_code == 409
    assert "hidden while somebody checks it" in said.json["detail"]
    calls.close(ranked)
    assert calls.put(url(ranked, "item-2"), {"answer": 1, "reason": "It is."}, owner).status_code == 200
