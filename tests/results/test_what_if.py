"""What the answers that there are would have come to under another rule."""

from types import SimpleNamespace as Row

import pytest

from microtask.kinds.kind import Question, Scale
from microtask.results.rules import LEVEL
from microtask.results.what_if import (
    NOT_SURE,
    SETTLED,
    TOO_FEW,
    UNANSWERED,
    UNDECIDED,
    Supposed,
    Supposition,
    suppose,
)

REVIEW = Question("review", ("yes", "no"))
TAG = Question("tag", ("cost", "time"))
RATE = Question("rate", (), Scale(1, 5, {}))


def result(distribution, answers, **known):
    plain = {"route": "crowd", "answer": "yes", "crowd_answer": "yes", "confidence": 0.9, "agreement": 0.75}
    return Row(distribution=distribution, answers=answers, **plain | known)


@pytest.mark.parametrize(
    ("question", "distribution", "answers", "agree", "supposed"),
    [
        (REVIEW, {"yes": 3, "no": 1}, 4, 3, Supposed("yes", SETTLED)),
        (REVIEW, {"yes": 3, "no": 1}, 4, 4, Supposed("yes", UNDECIDED, TOO_FEW)),
        (REVIEW, {"yes": 1, "no": 3}, 4, 3, Supposed("no", SETTLED)),
        (REVIEW, {"yes": 3, "no": 3}, 6, 3, Supposed("yes", UNDECIDED, LEVEL)),
        (TAG, {"cost": 4, "time": 1}, 5, 4, Supposed("cost", SETTLED)),
        (TAG, {"cost": 4, "time": 2}, 5, 4, Supposed("cost", UNDECIDED, TOO_FEW)),
        (TAG, {}, 4, 4, Supposed("", SETTLED)),
    ],
)
def test_so_many_people_had_to_agree(question, distribution, answers, agree, supposed):
    assert suppose(question, Supposition(agree=agree), result(distribution, answers)) == supposed


def test_of_ratings_those_count_that_lie_near_the_mean():
    row = result({"3": 3, "5": 1}, 4, crowd_answer="3.5", agreement=0.75)
    assert suppose(RATE, Supposition(agree=3), row) == Supposed("3.5", SETTLED)
    assert suppose(RATE, Supposition(agree=4), row) == Supposed("3.5", UNDECIDED, TOO_FEW)


@pytest.mark.parametrize(("confidence", "state", "because"), [(0.9, SETTLED, None), (0.91, UNDECIDED, NOT_SURE)])
def test_it_had_to_be_so_sure(confidence, state, because):
    row = result({"yes": 3}, 3)
    assert suppose(REVIEW, Supposition(confidence=confidence), row) == Supposed("yes", state, because)


def test_what_nobody_answered_stays_so_and_what_was_known_stays():
    rule = Supposition(agree=2)
    assert suppose(REVIEW, rule, result({}, 0, crowd_answer=None)) == Supposed(None, UNANSWERED)
    assert suppose(REVIEW, rule, result({"yes": 3}, 3, route="gold", answer="no")) == Supposed("no", SETTLED)


def test_a_rule_is_said_in_words():
    assert Supposition(agree=4).in_words == "4 people to give the same answer"
    assert Supposition(confidence=0.99).in_words == "a confidence of 0.99"
