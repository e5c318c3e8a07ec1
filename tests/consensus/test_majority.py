import numpy as np
import pytest

from microtask.consensus import majority
from tests.consensus.crowds import label_crowd, label_votes


def test_the_label_with_most_votes_wins():
    crowd = label_crowd(answers=7)
    verdicts = majority.fit(crowd.votes).judge(crowd.votes)
    counts = crowd.votes.counts
    assert (counts[np.arange(len(counts)), verdicts.answer] == counts.max(axis=1)).all()


def test_the_score_is_the_rule_of_succession():
    votes = label_votes([(0, 0, 1), (0, 1, 1), (1, 0, 0)], n_labels=2)
    verdicts = majority.fit(votes).judge(votes)
    assert verdicts.confidence.tolist() == pytest.approx([3 / 4, 2 / 3], abs=1e-6)


def test_equal_votes_are_a_tie_which_the_options_order_decides():
    votes = label_votes([(0, 0, 2), (0, 1, 1), (0, 2, 1), (0, 3, 2)], n_labels=3)
    verdicts = majority.fit(votes).judge(votes)
    assert (verdicts.answer.tolist(), verdicts.tie.tolist()) == ([1], [True])
