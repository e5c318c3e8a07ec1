import numpy as np
import pytest

from microtask.consensus.votes import NOBODY
from microtask.errors import Invalid
from microtask.kinds import review
from microtask.kinds.kind import Material, Question

QUESTION = Question("review", ("yes", "no", "unclear"))


def material(*rows):
    tasks, volunteers, answers = zip(*rows, strict=True)
    return Material(np.array(tasks), np.array(volunteers), answers, n_tasks=max(tasks) + 1)


@pytest.mark.parametrize("value", ["no", " no ", ["no"]])
def test_a_label_is_taken_from_json_and_from_a_form(value):
    assert review.parse(value, QUESTION) == "no"


@pytest.mark.parametrize("value", [None, "", []])
def test_nothing_is_asked_to_be_selected(value):
    with pytest.raises(Invalid) as raised:
        review.parse(value, QUESTION)
    assert raised.value.fields == {"value": ["Select an answer."]}


@pytest.mark.parametrize("value", [3, True, 0.5, ["yes", "no"], {"label": "yes"}])
def test_what_is_not_one_label_is_refused(value):
    with pytest.raises(Invalid, match="Give the answer as one label"):
        review.parse(value, QUESTION)


def test_a_label_that_is_not_offered_is_refused_with_those_that_are():
    with pytest.raises(Invalid) as raised:
        review.parse("perhaps", QUESTION)
    assert str(raised.value) == "“perhaps” is not an option of this question. Choose “yes”, “no”, “unclear”."


def test_of_many_options_the_sentence_names_some():
    question = Question("review", tuple(f"label {number}" for number in range(40)))
    with pytest.raises(Invalid, match="“label 9”, or one of 30 more"):
        review.parse_text("x" * 500, question)


def test_text_and_value_are_the_same():
    assert review.parse_text(" unclear ", QUESTION) == "unclear"
    assert review.to_value("unclear", QUESTION) == "unclear"


def test_each_label_given_is_a_vote_and_not_sure_is_none():
    answers = material((0, 7, "no"), (0, 8, None), (2, 7, "yes"))
    votes = review.votes(answers, QUESTION, {})
    assert votes.tasks.tolist() == [0, 2]
    assert votes.volunteers.tolist() == [7, 7]
    assert votes.labels.tolist() == [1, 0]
    assert (votes.n_tasks, votes.n_labels, votes.known) == (3, 3, None)
    assert list(review.distributions(votes, QUESTION)) == [{"no": 1}, {}, {"yes": 1}]


def test_known_answers_go_with_the_votes():
    votes = review.votes(material((0, 7, "no"), (1, 7, "yes")), QUESTION, {1: "unclear"})
    assert votes.known.tolist() == [NOBODY, 2]
