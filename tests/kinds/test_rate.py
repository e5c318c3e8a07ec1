import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError

from microtask.consensus import mean
from microtask.errors import Invalid
from microtask.kinds import rate
from microtask.kinds.kind import Question, Scale
from tests.kinds.test_review import material

QUESTION = Question("rate", scale=Scale(1, 5, {}))
ANY_NUMBER = Question("rate")


def load(scale):
    return Schema.from_dict({"scale": rate.ScaleField(required=True)})().load({"scale": scale})["scale"]


@pytest.mark.parametrize("value", [4, "4", " 4 ", 4.0, ["4"], "+4"])
def test_a_whole_number_is_taken_from_json_and_from_a_form(value):
    assert rate.parse(value, QUESTION) == "4"


@pytest.mark.parametrize("value", [None, "", []])
def test_nothing_is_asked_to_be_selected(value):
    with pytest.raises(Invalid, match="Select a number"):
        rate.parse(value, QUESTION)


@pytest.mark.parametrize("value", [True, 3.5, "3.5", "four", "٤", "9" * 5000, [1, 2], {}, float("nan")])
def test_what_is_not_a_whole_number_is_refused(value):
    with pytest.raises(Invalid, match="Give the answer as a whole number"):
        rate.parse(value, QUESTION)


@pytest.mark.parametrize("value", [0, 6, -1, 10**30])
def test_a_number_off_the_scale_is_refused(value):
    with pytest.raises(Invalid, match=r"is not on the scale\. Give a whole number from 1 to 5"):
        rate.parse(value, QUESTION)


@pytest.mark.parametrize(("cell", "text"), [("4", "4"), (" 4.0 ", "4"), ("5", "5")])
def test_a_cell_holds_a_number_of_the_scale(cell, text):
    assert rate.parse_text(cell, QUESTION) == text


@pytest.mark.parametrize(
    ("cell", "fault"), [("4.5", "not a whole number"), ("many", "not a number"), ("7", "not on the")]
)
def test_a_cell_with_anything_else_is_refused(cell, fault):
    with pytest.raises(Invalid, match=fault):
        rate.parse_text(cell, QUESTION)


@pytest.mark.parametrize(
    ("cell", "text"),
    [("-60.0", "-60"), ("2.5", "2.5"), ("1e3", "1000"), ("-0", "0"), (".5", "0.5"), ("1e-7", "0.0000001")],
)
def test_without_a_scale_any_number_will_do(cell, text):
    assert rate.parse_text(cell, ANY_NUMBER) == text


@pytest.mark.parametrize("cell", ["nan", "inf", "1e999", "1_000", "0x10", "1,5", "٤"])
def test_what_only_python_takes_for_a_number_is_refused(cell):
    with pytest.raises(Invalid, match="is not a number"):
        rate.parse_text(cell, ANY_NUMBER)


@pytest.mark.parametrize("cell", ["1e16", "-1e308"])
def test_a_number_whose_mean_could_not_be_reckoned_is_refused(cell):
    with pytest.raises(Invalid, match="too large"):
        rate.parse_text(cell, ANY_NUMBER)
    assert rate.parse_text("-1e15", ANY_NUMBER) == "-1000000000000000"


@given(st.integers(1, 5))
def test_a_value_survives_the_way_to_its_text_and_back(value):
    assert rate.to_value(rate.parse(value, QUESTION), QUESTION) == value


@given(st.floats(-1e12, 1e12))
def test_any_number_survives_it_too(number):
    assert rate.to_value(rate.parse_text(repr(number), ANY_NUMBER), ANY_NUMBER) == number


def test_each_answer_is_a_number():
    votes = rate.votes(
        material((0, 7, "5"), (0, 8, None), (1, 7, "3"), (0, 9, "5"), (0, 6, "10")), ANY_NUMBER, {1: "4"}
    )
    assert votes.numbers.tolist() == [5, 3, 5, 10]
    assert np.isnan(votes.known[0])
    assert votes.known[1] == 4
    assert list(rate.distributions(votes, ANY_NUMBER)) == [{"5": 2, "10": 1}, {"3": 1}]


def test_verdicts_are_numbers_to_four_places_and_an_interval():
    votes = rate.votes(material((0, 1, "1"), (0, 2, "1"), (0, 3, "2"), (1, 1, "4"), (2, 1, None)), QUESTION, {})
    verdicts = mean.fit(votes).judge(votes)
    assert rate.answer_texts(verdicts, QUESTION) == ["1.3333", "4", ""]
    low, high = rate.columns(verdicts, QUESTION).values()
    assert low[0] < 1.3333 < high[0]
    assert low[2] is high[2] is None


@pytest.mark.parametrize(
    ("ends", "scale"),
    [
        (("1", "5"), Scale(1, 5, {})),
        (("-3", "3"), Scale(-3, 3, {})),
        (("5", "1"), None),
        (("1", "1"), None),
        (("1", "b"), None),
        (("1", "2", "3"), Scale(1, 3, {})),
        (("-1", "0", "1", "2"), Scale(-1, 2, {})),
        (("1", "3", "5"), None),
        (("1", "3", "2", "4"), None),
        (("1", "b", "3"), None),
        (("1",), None),
        ((), None),
    ],
)
def test_a_scale_is_given_by_its_ends_or_by_all_its_points(ends, scale):
    assert rate.scale_between(ends) == scale


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), min_size=1, max_size=30))
def test_an_interval_ends_with_the_scale_and_holds_the_mean(given_answers):
    said = [(task, place, str(number)) for place, (task, number) in enumerate(given_answers)]
    votes = rate.votes(material(*said), QUESTION, {})
    verdicts = mean.fit(votes).judge(votes)
    low, high = rate.columns(verdicts, QUESTION).values()
    for least, centre, most in zip(low, verdicts.answer.tolist(), high, strict=True):
        assert (least is None and most is None) or 1 <= least <= round(centre, 4) <= most <= 5


def test_without_a_scale_an_interval_reaches_as_far_as_it_does():
    votes = rate.votes(material((0, 1, "1"), (0, 2, "5")), ANY_NUMBER, {})
    low, high = rate.columns(mean.fit(votes).judge(votes), ANY_NUMBER).values()
    assert low[0] < 1
    assert high[0] > 5


def test_a_scale_is_loaded_with_numbers_as_numbers():
    assert load({"min": "1", "max": 5, "labels": {"1": " Not at all ", "5": "Very"}}) == {
        "min": 1,
        "max": 5,
        "labels": {"1": "Not at all", "5": "Very"},
    }
    assert rate.scale_of(load({"min": 0, "max": 100})) == Scale(0, 100, {})


@pytest.mark.parametrize(
    ("scale", "fault"),
    [
        ([1, 5], "Give the scale as"),
        ({"min": 1, "max": 5, "step": 2}, "Give the scale as"),
        ({"min": 1}, "whole numbers"),
        ({"min": 1.5, "max": 5}, "whole numbers"),
        ({"min": True, "max": 5}, "whole numbers"),
        ({"min": 0, "max": 10**9}, "at most 1,000,000 from 0"),
        ({"min": 5, "max": 5}, "at most 101 points"),
        ({"min": 5, "max": 1}, "at most 101 points"),
        ({"min": 0, "max": 101}, "at most 101 points"),
        ({"min": 1, "max": 5, "labels": ["low", "high"]}, "Give the labels as"),
        ({"min": 1, "max": 5, "labels": {"6": "Great"}}, "“6” is not a point of the scale from 1 to 5"),
        ({"min": 1, "max": 5, "labels": {"5": 5}}, "The label of “5” is not a text"),
        ({"min": 1, "max": 5, "labels": {"5": " "}}, "The label of “5” is empty"),
        ({"min": 1, "max": 5, "labels": {"5": "x" * 201}}, "The label of “5” has 201 characters"),
    ],
)
def test_a_scale_that_cannot_be_used_is_refused_in_a_sentence(scale, fault):
    with pytest.raises(ValidationError) as raised:
        load(scale)
    assert fault in raised.value.messages["scale"][0]


def test_every_fault_in_the_labels_is_told():
    with pytest.raises(ValidationError) as raised:
        load({"min": 1, "max": 5, "labels": {"0": "None", "5": ""}})
    assert len(raised.value.messages["scale"]) == 2
