import csv
import io
import json

import pyarrow.parquet
import pytest
from python_calamine import load_workbook

from tests.api.calls import Calls
from tests.scene import Opened, Scene

HEADER = [
    *("key", "answer", "confidence", "answers", "agreement", "state", "distribution"),
    *("tie", "not_sure", "live", "decided_by", "crowd_answer", "undecided_because", "decision_reason", "text"),
]


@pytest.fixture
def owner(scene: Scene):
    return scene.person("home", "owner")


@pytest.fixture
def answered(calls: Calls, owner) -> Opened:
    """Three items, each with two answers of yes and one of no."""
    opened = calls.scene.challenge(items=3, owner=owner, min_answers=3)
    calls.answer(["yes", "yes", "no"])
    calls.decide(opened)
    return opened


def url(opened: Opened, query: str = "") -> str:
    return f"/challenges/{opened.id}/results{query}"


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_a_page_has_one_row_an_item_with_all_its_columns(calls, owner, answered):
    page = calls.get(url(answered), owner).json
    assert page["next"] is None
    assert [list(row) for row in page["items"]] == [HEADER] * 3
    first = page["items"][0]
    assert (first["key"], first["answer"], first["answers"], first["text"]) == ("item-1", "yes", 3, "Text 1")
    assert (first["state"], first["tie"], first["decided_by"]) == ("open", False, "crowd")
    assert first["distribution"] == {"yes": 2, "no": 1}
    assert first["agreement"] == pytest.approx(2 / 3, abs=1e-6)
    assert 0.5 < first["confidence"] < 1


def test_an_item_that_nobody_has_answered_has_a_row_too(calls, owner):
    opened = calls.scene.challenge(items=1, owner=owner)
    [row] = calls.get(url(opened), owner).json["items"]
    assert (row["state"], row["answer"], row["confidence"], row["answers"]) == ("open", None, None, 0)
    [row] = table(calls.get(url(opened, "?format=csv"), owner).data)
    assert (row["state"], row["answer"], row["confidence"], row["answers"]) == ("open", "", "", "0")


def test_pages_follow_one_another_without_a_gap(calls, owner, answered):
    first = calls.get(url(answered, "?limit=2"), owner).json
    second = calls.get(url(answered, f"?limit=2&cursor={first['next']}"), owner).json
    assert [row["key"] for row in first["items"] + second["items"]] == ["item-1", "item-2", "item-3"]
    assert second["next"] is None


def test_every_format_has_the_same_rows_and_a_name_with_the_marking(calls, owner, answered):
    rows = calls.get(url(answered), owner).json["items"]
    files = {kind: calls.get(url(answered, f"?format={kind}"), owner) for kind in ("csv", "jsonl", "xlsx", "parquet")}
    for kind, response in files.items():
        assert response.status_code == 200
        name = f"challenge-{answered.id}-results-OFFICIAL.{kind}"
        assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert files["csv"].content_type == "text/csv; charset=utf-8"
    assert [json.loads(line) for line in files["jsonl"].text.splitlines()] == rows
    assert list(table(files["csv"].data)[0]) == HEADER
    assert [row["confidence"] for row in table(files["csv"].data)] == [str(row["confidence"]) for row in rows]
    sheet = load_workbook(io.BytesIO(files["xlsx"].data)).get_sheet_by_index(0).to_python()
    assert sheet[0] == HEADER
    assert [row[0] for row in sheet[1:]] == [row["key"] for row in rows]
    frame = pyarrow.parquet.read_table(io.BytesIO(files["parquet"].data))
    assert frame.column_names == HEADER
    assert frame.column("confidence").to_pylist() == [row["confidence"] for row in rows]


def test_a_tag_has_a_column_a_label_and_a_rating_an_interval(calls, owner):
    tagged = calls.scene.challenge(items=1, owner=owner, kind="tag", options=["cost", "time"])
    calls.answer([["cost"], ["cost", "time"]])
    calls.decide(tagged)
    [row] = calls.get(url(tagged), owner).json["items"]
    assert list(row)[7:9] == ["p:cost", "p:time"]
    assert row["p:cost"] > row["p:time"]
    assert row["answer"].split("|")[0] == "cost"
    calls.scene.rows("UPDATE challenges SET state = 'paused' RETURNING id")
    scale = {"min": 1, "max": 5, "labels": {}}
    rated = calls.scene.challenge(items=1, owner=owner, kind="rate", options=[], scale=scale)
    calls.answer([4, 5])
    calls.decide(rated)
    [row] = calls.get(url(rated), owner).json["items"]
    assert (row["answer"], row["distribution"]) == (4.5, {"4": 1, "5": 1})
    assert row["low"] < 4.5 < row["high"]
    assert table(calls.get(url(rated, "?format=csv"), owner).data)[0]["answer"] == "4.5"


def test_a_column_of_the_item_whose_name_is_taken_gets_another(calls, owner, answered):
    payload = json.dumps({"key": "k", "answer": "a", "item_answer": "b", "text": "t"})
    calls.scene.rows("UPDATE items SET payload = CAST(:payload AS json) RETURNING id", payload=payload)
    row = calls.get(url(answered), owner).json["items"][0]
    assert list(row)[-4:] == ["item_key", "item_answer", "item_item_answer", "text"]
    assert [row[name] for name in list(row)[-4:]] == ["k", "a", "b", "t"]


def test_a_text_that_a_spreadsheet_would_run_is_guarded_in_csv_alone(calls, owner, answered):
    calls.scene.rows("""UPDATE items SET payload = '{"text": "=1+1"}' RETURNING id""")
    assert table(calls.get(url(answered, "?format=csv"), owner).data)[0]["text"] == "'=1+1"
    assert json.loads(calls.get(url(answered, "?format=jsonl"), owner).text.splitlines()[0])["text"] == "=1+1"


def test_hidden_items_are_left_out(calls, owner, answered):
    calls.scene.rows("UPDATE tasks SET hidden = true WHERE id = 1 RETURNING id")
    assert [row["key"] for row in calls.get(url(answered), owner).json["items"]] == ["item-2", "item-3"]
    assert len(table(calls.get(url(answered, "?format=csv"), owner).data)) == 2


def test_the_last_stage_is_shown_unless_another_is_asked_for(calls, owner):
    opened = calls.scene.challenge_of([{}, {"question": "Is it kind?"}], items=2, owner=owner)
    assert calls.get(url(opened), owner).json["items"] == []
    assert len(calls.get(url(opened, "?stage=1"), owner).json["items"]) == 2
    named = calls.get(url(opened, "?stage=1&format=csv"), owner).headers["Content-Disposition"]
    assert named.endswith(f"filename=challenge-{opened.id}-stage-1-results-OFFICIAL.csv")
    assert calls.get(url(opened, "?stage=3"), owner).status_code == 404


@pytest.mark.parametrize("query", ["?format=ods", "?stage=0", "?stage=99999999999999999999", "?colour=red"])
def test_what_is_not_understood_is_refused(calls, owner, answered, query):
    assert calls.get(url(answered, query), owner).status_code == 422


def test_owner_and_analyst_of_the_department_read_results_and_nobody_else(calls, owner, answered):
    scene = calls.scene
    for path in (url(answered), f"/challenges/{answered.id}/answers", f"/challenges/{answered.id}/summary"):
        assert calls.get(path, owner).status_code == 200
        assert calls.get(path, scene.person("home", "analyst")).status_code == 200
        for other in (
            scene.person("home"),
            scene.person("home", "expert"),
            scene.person("home", "owner"),
            scene.person("tax", "analyst"),
        ):
            assert calls.get(path, other).status_code == 403
    assert calls.get("/challenges/999/results", owner).status_code == 404
