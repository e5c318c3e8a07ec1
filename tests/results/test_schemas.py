import pytest
from marshmallow import ValidationError

from microtask.results.schemas import AnswersQuery, NewDecision, Outcome, ResultsQuery, ShownResult


def messages(schema, body) -> dict:
    with pytest.raises(ValidationError) as caught:
        schema().load(body)
    return caught.value.normalized_messages()


def test_without_a_query_it_is_a_list_of_the_last_stage():
    assert ResultsQuery().load({}) == {"format": "json", "stage": None}
    assert AnswersQuery().load({"format": "csv", "stage": "2"}) == {"format": "csv", "stage": 2, "reason": None}


@pytest.mark.parametrize(
    ("query", "field"), [({"format": "ods"}, "format"), ({"stage": "0"}, "stage"), ({"stage": "one"}, "stage")]
)
def test_what_a_query_cannot_mean_is_told_by_its_field(query, field):
    assert list(messages(ResultsQuery, query)) == [field]


def test_further_columns_of_a_row_keep_their_places():
    row = {"key": "A1", "answer": 4, "p:cost": 0.9, "tie": False, "text": "T"}
    assert list(ShownResult().dump(row)) == list(row)
    assert ShownResult(many=True).dump([row])[0]["p:cost"] == 0.9


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"reason": "Because."}, ["answer"]),
        ({"answer": "yes", "undecided": True, "reason": "Because."}, ["answer"]),
        ({"answer": "yes"}, ["reason"]),
        ({"answer": "yes", "reason": ""}, ["reason"]),
    ],
)
def test_a_decision_is_one_thing_and_has_a_reason(body, fields):
    assert list(messages(NewDecision, body)) == fields


def test_nothing_and_nought_are_answers_that_can_be_decided():
    for answer in ([], 0, ""):
        assert NewDecision().load({"answer": answer, "reason": "Because."})["answer"] == answer


def test_an_outcome_says_something():
    assert list(messages(Outcome, {})) == list(messages(Outcome, {"outcome": ""})) == ["outcome"]
