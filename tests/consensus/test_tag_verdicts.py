import numpy as np
import pytest

from microtask.consensus import two_coin
from microtask.consensus.tag_verdicts import verdicts_of
from microtask.consensus.votes import TagVotes
from tests.consensus.crowds import tag_crowd


def tag_votes(*rows, n_tasks=None, known=None):
    """The votes in rows of task, volunteer and marks."""
    tasks, volunteers, marks = zip(*rows, strict=True)
    n_tasks = n_tasks or max(tasks) + 1
    return TagVotes(
        tasks=np.array(tasks),
        volunteers=np.array(volunteers),
        n_tasks=n_tasks,
        marks=np.array(marks, dtype=bool),
        known=None if known is None else np.array([known] + [known] * (n_tasks - 1), dtype=bool),
        is_known=None if known is None else np.arange(n_tasks) == 0,
    )


VOTES = tag_votes((0, 0, [1, 0, 0]), (0, 1, [1, 1, 0]), (1, 0, [0, 0, 0]), n_tasks=3)
CHANCES = np.array([[0.9, 0.5, 0.2], [0.3, 0.2, 0.2], [0.4, 0.6, 0.2]])


def test_a_tag_applies_above_one_half_and_at_one_half_it_is_a_tie():
    verdicts = verdicts_of(VOTES, CHANCES, used=np.array([True, False, False]))
    assert verdicts.applies.tolist() == [[True, False, False], [False] * 3, [False] * 3]
    assert verdicts.tie.tolist() == [True, False, False]


def test_the_confidence_is_that_of_the_least_certain_tag_that_anybody_uses():
    verdicts = verdicts_of(VOTES, CHANCES, used=np.array([True, False, False]))
    assert verdicts.confidence.tolist() == [0.5, 0.7, 0.0]
    assert verdicts.probability[:, 2].tolist() == [0, 0, 0]


def test_the_agreement_is_the_share_of_exactly_this_set():
    assert verdicts_of(VOTES, CHANCES, used=np.ones(3, dtype=bool)).agreement.tolist() == [0.5, 1, 0]


def test_what_is_known_stands():
    votes = tag_votes((0, 0, [1, 0]), (1, 0, [1, 1]), known=[0, 1])
    verdicts = verdicts_of(votes, np.full((2, 2), 0.8), used=np.ones(2, dtype=bool))
    assert verdicts.applies.tolist() == [[False, True], [True, True]]
    assert verdicts.confidence.tolist() == pytest.approx([1, 0.8])


def test_leads_and_agreements_are_those_of_the_tags_one_by_one():
    crowd = tag_crowd()
    by_tag = two_coin.fit(crowd.votes).judge(crowd.votes)
    together = verdicts_of(crowd.votes, by_tag.probability, used=np.ones(4, dtype=bool))
    assert together.lead.tolist() == by_tag.lead.tolist()
    assert together.agreement.tolist() == by_tag.agreement.tolist()
    assert together.confidence == pytest.approx(by_tag.confidence, abs=1e-6)


def test_a_tag_that_applies_though_most_left_it_out_has_a_lead_below_nought():
    votes = tag_votes((0, 0, [1, 0]), (0, 1, [0, 0]), (0, 2, [0, 0]), (1, 0, [0, 1]))
    verdicts = verdicts_of(votes, np.array([[0.8, 0.1], [0.1, 0.9]]), used=np.ones(2, dtype=bool))
    assert verdicts.lead.tolist() == [-1, 1]
