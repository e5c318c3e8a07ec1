"""What a body may say about a challenge, and how its faults are told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from microtask.challenges.schemas import ChallengeChanges, NewChallenge
from microtask.people.rules import MARKINGS
from tests.desk import LETTERS


def faults(body: dict[str, Any]) -> Any:
    with pytest.raises(ValidationError) as wrong:
        NewChallenge().load(body)
    return wrong.value.normalized_messages()


def test_the_words_of_a_body_lose_the_blanks_around_them():
    assert NewChallenge().load(LETTERS | {"title": "  Letters \n"})["title"] == "Letters"


def test_a_challenge_needs_a_title_of_at_most_200_characters():
    assert faults({}) == {"title": ["Give the challenge a name."]}
    assert faults({"title": " "}) == {"title": ["Write 1 to 200 characters."]}
    assert faults({"title": "x" * 201}) == {"title": ["Write 1 to 200 characters."]}
    assert faults({"title": None}) == {"title": ["Write a text, or leave this out."]}
    assert NewChallenge().load({"title": "x" * 200})


def test_a_change_may_leave_the_title_out_but_not_empty_it():
    assert ChallengeChanges().load({"summary": ""}) == {"summary": ""}
    with pytest.raises(ValidationError, match="Write 1 to 200 characters"):
        ChallengeChanges().load({"title": ""})


def test_a_field_that_nobody_knows_is_a_fault_of_its_own():
    sentence = "There is no such field. Check its spelling, or leave it out."
    assert faults(LETTERS | {"titel": "x"}) == {"titel": [sentence]}
    body = {"title": "x", "stages": [{"question": "?", "redundancy": {"minimum": 2}}]}
    assert faults(body) == {"stages": {0: {"redundancy": {"minimum": [sentence]}}}}


def test_stages_and_the_fields_of_a_single_stage_exclude_each_other():
    told = faults(LETTERS | {"stages": [{"template": "review"}]})
    assert set(told) == {"template", "question", "options"}
    assert told["question"] == ["Give this in “stages”, or leave “stages” out."]


def test_nothing_marked_above_official_is_taken_and_it_is_said_where_to_go():
    for marking in MARKINGS:
        assert NewChallenge().load({"title": "x", "marking": marking})
    for marking in ("SECRET", "TOP SECRET", "", "official"):
        [sentence] = faults({"title": "x", "marking": marking})["marking"]
        assert "Nothing above OFFICIAL may be put into this service." in sentence
        assert "ask your department's security team" in sentence


def test_a_skill_has_the_form_of_a_slug():
    assert NewChallenge().load({"title": "x", "audience": {"skills": ["benefits-letters"]}})
    told = faults({"title": "x", "audience": {"skills": ["Benefits letters"]}})
    assert told["audience"]["skills"][0] == [
        "Write a skill in small letters, digits and hyphens, such as benefits-letters."
    ]


@pytest.mark.parametrize("number", ["2", 2.5, True, 0, 101])
def test_answers_wanted_are_whole_numbers_from_1_to_100(number: Any):
    told = faults({"title": "x", "redundancy": {"min": number}})
    assert told == {"redundancy": {"min": ["Give a whole number from 1 to 100."]}}


@pytest.mark.parametrize("confidence", [0.5, 1, 1.5, -1])
def test_a_confidence_lies_between_a_coin_toss_and_certainty(confidence: float):
    told = faults({"title": "x", "redundancy": {"confidence": confidence}})
    assert told == {"redundancy": {"confidence": ["Give a number above 0.5 and below 1."]}}


@pytest.mark.parametrize("when", ["tomorrow", "2030-01-01", "2030-01-01T10:00:00", 7])
def test_a_closing_time_says_its_offset(when: Any):
    told = faults({"title": "x", "closes_at": when})
    assert told == {"closes_at": ["Give a date and time with its offset from UTC, such as 2030-01-31T17:00:00Z."]}


@pytest.mark.parametrize(
    "effect",
    [{}, [], "pass", {"pass": []}, {"pass": "Yes"}, {"pass": ["Yes"], "drop": ["No"]}, {"drop": {"top": 3}},
     {"pass": {"top": 0}}, {"pass": {"top": True}}, {"pass": {"top": 3, "more": 1}}, {"pass": [1]}, {"keep": ["Yes"]}],
)  # fmt: skip
def test_an_effect_that_is_none_is_a_fault(effect: Any):
    assert set(faults({"title": "x", "effect": effect})) == {"effect"}


def test_what_a_stage_does_not_have_may_be_said_as_null():
    nulls = dict.fromkeys(["options", "scale", "redundancy", "audience", "effect", "closes_at"])
    assert NewChallenge().load({"title": "x"} | nulls)


TEXTS = st.sampled_from(["", "x", "label", "min", "pass", "top", "2030-01-01T00:00:00Z", "departments", "\u20ac"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(NewChallenge().fields)), ANYTHING, max_size=4))
def test_whatever_a_body_holds_it_loads_or_is_refused_in_sentences(body: dict[str, Any]):
    told = NewChallenge().validate(body)
    assert told or NewChallenge().load(body)
    assert set(told) <= set(NewChallenge().fields)
