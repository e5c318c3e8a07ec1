import csv
import io
import json

import pytest

from tests.api.calls import Calls
from tests.scene import Opened, Scene

COLUMNS = ["task", "volunteer", "answer", "not_sure", "stage", "answered_on"]


@pytest.fixture
def owner(scene: Scene):
    return scene.person("home", "owner")


@pytest.fixture
def answered(calls: Calls, owner) -> Opened:
    """Two items, answered by somebody who says yes and somebody who is not sure."""
    opened = calls.scene.challenge(items=2, owner=owner)
    calls.answer(["yes", None])
    return opened


def url(opened: Opened, query: str = "") -> str:
    return f"/challenges/{opened.id}/answers{query}"


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_one_row_an_answer_under_a_pseudonym(calls, owner, answered):
    rows = calls.get(url(answered), owner).json["items"]
    assert [list(row) for row in rows] == [COLUMNS] * 4
    assert sorted((row["task"], row["answer"], row["not_sure"], row["stage"]) for row in rows[:2]) == [
        ("item-1", "yes", False, 1),
        ("item-2", "yes", False, 1),
    ]
    assert [(row["answer"], row["not_sure"]) for row in rows[2:]] == [(None, True)] * 2
    assert len({row["volunteer"] for row in rows}) == 2
    assert {row["answered_on"] for row in rows} == {
        calls.scene.value("SELECT CAST(max(answered_at AT TIME ZONE 'UTC')::date AS text) FROM answers")
    }


def test_the_files_have_the_same_rows(calls, owner, answered):
    rows = calls.get(url(answered), owner).json["items"]
    assert [json.loads(line) for line in calls.get(url(answered, "?format=jsonl"), owner).text.splitlines()] == rows
    response = calls.get(url(answered, "?format=csv"), owner)
    assert response.headers["Content-Disposition"].endswith(f"challenge-{answered.id}-answers-OFFICIAL.csv")
    assert list(table(response.data)[0]) == COLUMNS
    assert [row["volunteer"] for row in table(response.data)] == [row["volunteer"] for row in rows]
    for kind in ("xlsx", "parquet"):
        assert calls.get(url(answered, f"?format={kind}"), owner).status_code == 200


def test_the_same_person_has_another_pseudonym_in_another_challenge(calls, owner):
    first, second = (calls.scene.challenge(items=1, owner=owner) for _ in range(2))
    person = calls.scene.person()
    sitting = calls.scene.sit(person)
    while task := calls.scene.next(sitting, person):
        calls.scene.say(task.id, "yes", person)
    names = [calls.get(url(opened), owner).json["items"][0]["volunteer"] for opened in (first, second)]
    assert names[0] != names[1]


def test_a_rating_is_a_number_and_tags_are_one_text(calls, owner):
    scale = {"min": 1, "max": 5, "labels": {}}
    rated = calls.scene.challenge(items=1, owner=owner, kind="rate", options=[], scale=scale)
    calls.answer([4, None])
    assert [row["answer"] for row in calls.get(url(rated), owner).json["items"]] == [4, None]
    assert [row["answer"] for row in table(calls.get(url(rated, "?format=csv"), owner).data)] == ["4", ""]
    calls.scene.rows("UPDATE challenges SET state = 'paused' RETURNING id")
    tagged = calls.scene.challenge(items=1, owner=owner, kind="tag", options=["cost", "time"])
    calls.answer([["time", "cost"], []])
    assert [row["answer"] for row in calls.get(url(tagged), owner).json["items"]] == ["cost|time", ""]


def test_answers_that_were_taken_back_or_are_about_hidden_items_are_left_out(calls, owner, answered):
    calls.scene.rows("UPDATE answers SET withdrawn_at = now(), value = NULL WHERE id = 1 RETURNING id")
    calls.scene.rows("UPDATE tasks SET hidden = true WHERE id = 2 RETURNING id")
    left = calls.scene.value("SELECT count(*) FROM answers WHERE id > 1 AND task_id = 1")
    assert len(calls.get(url(answered), owner).json["items"]) == left
    assert len(table(calls.get(url(answered, "?format=csv"), owner).data)) == left


def test_it_is_recorded_who_asked_and_why(calls, owner, answered):
    assert calls.get(url(answered, "?reason=To%20check%20stage%201"), owner).status_code == 200
    [entry] = calls.scene.rows("SELECT * FROM audit_entries WHERE action = 'answers.read'")
    assert (entry.object_id, entry.actor_id, entry.reason) == (answered.id, owner.person_id, "To check stage 1")
    assert entry.detail["stage"] == 1


def test_sensitive_answers_are_given_for_a_reason_alone(calls, owner, answered):
    calls.scene.rows("UPDATE challenges SET marking = 'OFFICIAL-SENSITIVE' RETURNING id")
    for query in ("", "?reason=%20", "?format=csv"):
        refused = calls.get(url(answered, query), owner)
        assert refused.status_code == 422
        assert list(refused.json["errors"]) == ["reason"]
    given = calls.get(url(answered, "?format=csv&reason=An%20audit"), owner)
    assert "answers-OFFICIAL-SENSITIVE.csv" in given.headers["Content-Disposition"]


def send(calls, opened, body, by, content_type="text/csv"):
    return calls.post(url(opened), by, data=body, content_type=content_type)


def test_answers_collected_elsewhere_are_stored_and_the_bad_rows_named(calls, owner):
    opened = calls.scene.challenge(items=2, owner=owner)
    body = "key,volunteer,answer\nitem-1,Ann,yes\nitem-1,Ann,yes\nitem-9,Ann,yes\n"
    response = send(calls, opened, body, owner)
    assert (response.status_code, response.json) == (
        200,
        {
            "accepted": 1,
            "repeated": 1,
            "rejected": [{"row": 4, "reason": "This challenge has no item with the key “item-9”."}],
        },
    )
    [row] = calls.get(url(opened), owner).json["items"]
    assert (row["task"], row["answer"]) == ("item-1", "yes")
    calls.decide(opened)
    assert calls.get(f"/challenges/{opened.id}/results", owner).json["items"][0]["answers"] == 1


def test_only_csv_is_taken_from_an_owner_while_the_challenge_runs(calls, owner):
    opened = calls.scene.challenge(items=1, owner=owner)
    row = "key,volunteer,answer\nitem-1,Ann,yes\n"
    assert send(calls, opened, row, owner, "application/json").status_code == 415
    assert send(calls, opened, "volunteer,answer\nAnn,yes\n", owner).status_code == 422
    assert send(calls, opened, row, calls.scene.person("home")).status_code == 403
    assert send(calls, opened, row, calls.scene.person("home", "owner")).status_code == 403
    calls.scene.rows("UPDATE challenges SET state = 'closed' RETURNING id")
    assert send(calls, opened, row, owner).status_code == 409
    assert calls.scene.value("SELECT count(*) FROM answers") == 0
