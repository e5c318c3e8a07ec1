import pytest
from marshmallow import ValidationError

from microtask.assignments.rules import LONGEST_MINUTES, REPORT_REASONS, SKIP_REASONS
from microtask.assignments.schemas import NewStint, Reported, Skipped


def test_a_sitting_is_five_minutes_about_anything_unless_it_says_otherwise():
    assert NewStint().load({}) == {"minutes": 5, "challenge": None}


@pytest.mark.parametrize("body", [{"minutes": 0}, {"minutes": LONGEST_MINUTES + 1}, {"minutes": "5"}, {"challenge": 0}])
def test_a_sitting_of_no_sense_is_refused(body):
    with pytest.raises(ValidationError) as refused:
        NewStint().load(body)
    assert set(refused.value.messages) == set(body)


def test_a_reason_is_one_of_the_list_and_only_a_report_needs_one():
    assert Skipped().load({})["reason"] is None
    assert [Skipped().load({"reason": reason})["reason"] for reason in SKIP_REASONS] == list(SKIP_REASONS)
    assert [Reported().load({"reason": reason})["reason"] for reason in REPORT_REASONS] == list(REPORT_REASONS)
    for schema, body in ((Skipped(), {"reason": "bored"}), (Reported(), {"reason": "bored"}), (Reported(), {})):
        with pytest.raises(ValidationError):
            schema.load(body)
