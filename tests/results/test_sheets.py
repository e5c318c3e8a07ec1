"""The columns that leave the service: their names, and what becomes of a row."""

import datetime as dt

import pytest

from microtask.kinds.kind import Question, Scale
from microtask.results.rules import UNDECIDED_BECAUSE
from microtask.results.sheets import answers_sheet, gold_sheet, items_sheet, results_sheet

REVIEW = Question("review", ("yes", "no"))
TAG = Question("tag", ("cost", "time"))
RATE = Question("rate", (), Scale(1, 5, {}))
FIXED = ["key", "answer", "confidence", "answers", "agreement", "state", "distribution"]
AFTER = ["tie", "not_sure", "live", "decided_by", "crowd_answer", "undecided_because", "decision_reason"]


def names(sheet) -> list[str]:
    return [column.name for column in sheet.columns]


def result(answer, *, extras=None, payload=None) -> tuple:
    return (
        *("A1", answer, 0.9, 2, 1.0, "settled", {"x": 2}, extras or {}, False, 1, False, "crowd", answer, None, None),
        *(payload or {}, 17),
    )


@pytest.mark.parametrize(("question", "extras"), [(REVIEW, []), (TAG, ["p:cost", "p:time"]), (RATE, ["low", "high"])])
def test_results_have_the_columns_of_their_kind_between_the_fixed_ones(question, extras):
    assert names(results_sheet(question, ["text"])) == [*FIXED, *extras, *AFTER, "text"]


@pytest.mark.parametrize(
    ("own", "called"),
    [
        (["key", "text"], ["item_key", "text"]),
        (["item_key", "key"], ["item_key", "item_item_key"]),
        (["p:cost", "low", "p:new"], ["item_p:cost", "low", "p:new"]),
    ],
)
def test_an_items_column_gets_a_name_of_its_own(own, called):
    assert names(results_sheet(TAG, own))[-len(own) :] == called


def test_every_column_of_every_sheet_says_what_it_means():
    for question in (REVIEW, TAG, RATE):
        for sheet in (
            results_sheet(question, ["a"]),
            answers_sheet(question),
            gold_sheet(question),
            items_sheet(["a"]),
        ):
            assert all(each.meaning.endswith((".", "JSON.")) for each in sheet.described)
            assert len(set(names(sheet))) == len(sheet.described)


def test_a_cell_is_empty_where_an_item_lacks_the_column():
    row = results_sheet(REVIEW, ["text", "note"]).record(result("yes", payload={"text": "T"}))
    assert (row["text"], row["note"], row["answer"]) == ("T", None, "yes")


@pytest.mark.parametrize(("text", "number"), [("4", 4), ("3.25", 3.25), ("-2", -2), (None, None)])
def test_a_rating_is_a_number_whole_where_it_is(text, number):
    row = results_sheet(RATE, []).record(result(text, extras={"low": 1.5, "high": None}))
    assert (row["answer"], row["crowd_answer"], row["low"], row["high"]) == (number, number, 1.5, None)
    assert type(row["answer"]) is type(number)


@pytest.mark.parametrize("reason", UNDECIDED_BECAUSE)
def test_a_result_says_why_it_is_undecided_for_as_long_as_it_is(reason):
    row = [*result("yes")]
    row[5], row[14] = "undecided", reason
    assert results_sheet(REVIEW, []).record(row)["undecided_because"] == reason
    row[5] = "adjudicated"
    assert results_sheet(REVIEW, []).record(row)["undecided_because"] is None


def test_an_answer_is_shown_as_it_was_given():
    day = dt.date(2026, 1, 31)
    assert answers_sheet(TAG).record(("A1", "v-1", "cost|time", False, 2, day, 17)) == {
        "task": "A1",
        "volunteer": "v-1",
        "answer": "cost|time",
        "not_sure": False,
        "stage": 2,
        "answered_on": "2026-01-31",
    }
    assert answers_sheet(RATE).cells(("A1", "v-1", "4", False, 1, day, 17))[2] == 4
    assert answers_sheet(RATE).cells(("A1", "v-1", None, True, 1, day, 17))[2] is None


def test_items_and_known_answers():
    assert items_sheet(["key", "text"]).record(("A1", {"key": "A1"})) == {"key": "A1", "item_key": "A1", "text": None}
    assert gold_sheet(RATE).record(("A1", "4")) == {"task": "A1", "answer": 4}
    assert gold_sheet(TAG).record(("A1", "")) == {"task": "A1", "answer": ""}
