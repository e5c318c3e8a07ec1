import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.consensus import two_coin
from microtask.errors import Invalid
from microtask.kinds import tag
from microtask.kinds.kind import Question
from tests.kinds.test_review import material

QUESTION = Question("tag", ("cost", "fairness", "health"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["health", "cost"], "cost|health"),
        (["cost", "cost"], "cost"),
        ([], ""),
        ("fairness", "fairness"),
        ([" cost "], "cost"),
    ],
)
def test_labels_are_joined_in_the_options_order(value, text):
    assert tag.parse(value, QUESTION) == text


@pytest.mark.parametrize("value", [None, 3, [3], [None], {"cost": True}, [["cost"]]])
def test_what_is_not_a_list_of_labels_is_refused(value):
    with pytest.raises(Invalid, match="Give the answer as a list of labels"):
        tag.parse(value, QUESTION)


@pytest.mark.parametrize("value", [["cost", "beauty"], "beauty", [""]])
def test_a_label_that_is_not_offered_is_refused(value):
    with pytest.raises(Invalid, match=r"is not an option of this question\. Choose “cost”"):
        tag.parse(value, QUESTION)


@pytest.mark.parametrize(
    ("cell", "text"),
    [("health | cost", "cost|health"), ("", ""), (" ", ""), ("|cost|", "cost"), ("fairness", "fairness")],
)
def test_a_cell_holds_labels_and_strokes(cell, text):
    assert tag.parse_text(cell, QUESTION) == text


@given(st.sets(st.sampled_from(QUESTION.options)))
def test_a_value_survives_the_way_to_its_text_and_back(labels):
    text = tag.parse(sorted(labels), QUESTION)
    assert set(tag.to_value(text, QUESTION)) == labels
    assert tag.parse_text(text, QUESTION) == text


def test_each_answer_is_a_row_of_marks():
    votes = tag.votes(material((0, 7, "cost|health"), (0, 8, ""), (1, 7, None), (1, 8, "health")), QUESTION, {})
    assert votes.marks.tolist() == [[True, False, True], [False, False, False], [False, False, True]]
    assert votes.tasks.tolist() == [0, 0, 1]
    assert votes.is_known is None
    assert list(tag.distributions(votes, QUESTION)) == [{"cost": 1, "health": 1}, {"health": 1}]


def test_known_answers_go_with_the_votes():
    votes = tag.votes(material((0, 7, "cost"), (1, 7, "cost")), QUESTION, {1: "", 0: "fairness"})
    assert votes.is_known.tolist() == [True, True]
    assert votes.known.tolist() == [[False, True, False], [False, False, False]]


def test_all_not_sure_are_no_votes():
    votes = tag.votes(material((0, 7, None), (1, 8, None)), QUESTION, {})
    assert votes.marks.shape == (0, 3)


def test_verdicts_are_texts_and_a_probability_for_each_tag():
    votes = tag.votes(material(*[(0, volunteer, "health") for volunteer in range(5)], (1, 0, None)), QUESTION, {})
    verdicts = two_coin.fit(votes).judge(votes)
    assert tag.answer_texts(verdicts, QUESTION) == ["health", ""]
    columns = tag.columns(verdicts, QUESTION)
    assert list(columns) == ["p:cost", "p:fairness", "p:health"]
    assert columns["p:cost"] == [0, None]
    assert columns["p:health"][0] == pytest.approx(verdicts.confidence[0])
    assert np.isnan([columns["p:health"][0]]).sum() == 0
