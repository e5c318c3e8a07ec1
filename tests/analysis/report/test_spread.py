import numpy as np
import pytest

from microtask.analysis.report.spread import spread
from microtask.consensus.votes import Votes
from tests.analysis.report.studies import RATE, REVIEW, TAG, study


def spread_of(question, *rows):
    return spread(study(question, rows).decision.votes).tolist()


def test_labels_are_spread_by_the_entropy_of_their_shares():
    assert spread_of(REVIEW, ["yes", "yes"], ["yes", "no"], ["yes"]) == pytest.approx([0, 1, 0])


def test_tags_are_spread_by_how_many_of_them_two_people_differ_on():
    rows = ["cost", "cost"], ["cost", "health"], ["cost|health", ""], ["cost", "cost", ""], ["cost"]
    assert spread_of(TAG, *rows) == pytest.approx([0, 2, 2, 2 / 3, 0])


def test_numbers_are_spread_by_their_standard_deviation():
    assert spread_of(RATE, ["1", "1"], ["1", "5"], ["3"], [None, "4"]) == pytest.approx([0, 8**0.5, 0, 0])


def test_other_votes_have_no_spread():
    with pytest.raises(TypeError, match="no spread of Votes"):
        spread(Votes(tasks=np.array([0]), volunteers=np.array([0]), n_tasks=1))
