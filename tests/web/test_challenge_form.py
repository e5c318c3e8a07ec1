import pytest
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from microtask.challenges.rules import CARES
from microtask.challenges.schemas import ChallengeChanges, NewChallenge
from microtask.web import challenge_form
from tests.desk import catalogue

SENT = {"title": " Letters ", "question": "Is it clear?", "options": "Yes\nNo", "min_departments": "2", "care": "quick"}


def read(template="review", **fields):
    return challenge_form.read(NewChallenge(), MultiDict(SENT | fields), catalogue().get(template), before=None)


def test_a_form_becomes_the_body_that_the_api_would_take():
    assert read() == {
        "title": "Letters",
        "summary": "",
        "promise": "",
        "question": "Is it clear?",
        "template": "review",
        "options": ["Yes", "No"],
        "redundancy": CARES["quick"],
        "audience": {"departments": None, "exclude_own": False, "min_departments": 2},
    }


def test_the_faults_of_the_form_and_of_the_schema_come_together():
    with pytest.raises(ValidationError) as refusal:
        read(title="", care="", **{"closes_at-day": "32"})
    assert refusal.value.messages.keys() == {"title", "care", "closes_at"}


@pytest.mark.parametrize("template", [each.id for each in catalogue()])
def test_what_a_template_brings_is_in_its_form_and_is_read_back_as_it_was(template):
    brought = catalogue().get(template)
    fields = {name: text for name, text in challenge_form.blank(brought).values.items() if text}
    body = read(template, **fields)
    for name, value in brought.answer.items():
        assert body[name] == value
    assert body["question"] == (brought.question or SENT["question"])


def test_what_was_emptied_is_not_taken_for_untouched():
    template = catalogue().get("review")
    before = challenge_form.blank(template)
    sent = MultiDict({"title": "", "options": "", "min_departments": ""})
    with pytest.raises(ValidationError) as refusal:
        challenge_form.read(ChallengeChanges(), sent, template, before=before)
    assert refusal.value.messages.keys() == {"title", "question", "options"}


def test_a_fault_is_shown_at_the_field_that_mends_it():
    form = challenge_form.refused(
        MultiDict(SENT),
        {"scale": ["A"], "redundancy.max": ["B"], "audience.min_departments": ["C"], "template": ["D"]},
    )
    assert form.messages == {"options": ["A"], "min_departments": ["C"], "care": ["B"], "": ["D"]}
