from types import SimpleNamespace as Row

import pytest

from microtask.web.result_rows import say_answer, say_distribution, show_row

REVIEW = Row(challenge_id=7, position=1, kind="review", options=["yes", {"label": "no", "definition": "x"}], scale=None)
RATE = Row(kind="rate", options=[], scale={"min": 1, "max": 2, "labels": {"1": "Low", "2": "High"}})
TAG = Row(kind="tag", options=["cost", "time"], scale=None)


@pytest.mark.parametrize(
    ("stage", "answer", "words"),
    [(REVIEW, "yes", "yes"), (REVIEW, None, None), (TAG, "cost|time", "cost, time"), (TAG, "", "None of these"),
     (RATE, "1.6667", "1.67")],
)  # fmt: skip
def test_an_answer_is_said_in_words(stage, answer, words):
    assert say_answer(stage, answer) == words


def test_what_people_said_stands_in_the_order_of_the_options():
    assert say_distribution(REVIEW, Row(distribution={"no": 2, "yes": 1})) == "yes 1, no 2"
    assert say_distribution(RATE, Row(distribution={"2": 3})) == "High 3"


def test_a_row_leads_to_how_it_was_worked_out_and_shows_how_its_item_begins():
    row = Row(
        key="A1", item_id=12, payload={"key": "A1", "text": "Long " * 40}, answer="yes", extras={}, confidence=1.0,
        agreement=1.0, answers=2, not_sure=0, distribution={"yes": 2}, state="settled", route="crowd",
    )  # fmt: skip
    shown = show_row(REVIEW, row, ())
    assert shown["url"] == "/challenges/7/workings/12?stage=1"
    assert shown["excerpt"].endswith(" …")
    assert len(shown["excerpt"]) <= 90
