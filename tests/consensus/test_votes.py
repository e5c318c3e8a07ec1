import numpy as np
import pytest

from microtask.consensus.votes import NOBODY, LabelVerdicts, LabelVotes, NumberVotes, TagVotes, Votes
from tests.consensus.crowds import label_votes


@pytest.mark.parametrize("tasks", [[0, 2], [-1, 0]])
def test_a_task_beyond_their_number_is_refused(tasks):
    with pytest.raises(ValueError, match="Every task is a number from 0 to 1"):
        Votes(tasks=np.array(tasks), volunteers=np.array([0, 1]), n_tasks=2)


def test_a_label_that_the_question_does_not_have_is_refused():
    with pytest.raises(ValueError, match="Every label is a number from 0 to 1"):
        label_votes([(0, 0, 2)], n_labels=2)


def test_columns_of_different_lengths_are_refused():
    one, two = np.array([0]), np.array([0, 0])
    with pytest.raises(ValueError, match="one volunteer"):
        Votes(tasks=one, volunteers=two, n_tasks=1)
    with pytest.raises(ValueError, match="one label"):
        LabelVotes(tasks=one, volunteers=one, n_tasks=1, labels=two, n_labels=1)
    with pytest.raises(ValueError, match="one row of marks"):
        TagVotes(tasks=one, volunteers=one, n_tasks=1, marks=np.zeros((2, 3), dtype=bool))
    with pytest.raises(ValueError, match="one number"):
        NumberVotes(tasks=one, volunteers=one, n_tasks=1, numbers=np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match="one for each task"):
        label_votes([(0, 0, 0)], n_labels=2, known=[0, 1])


def test_a_number_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="finite"):
        NumberVotes(tasks=np.array([0]), volunteers=np.array([0]), n_tasks=1, numbers=np.array([np.nan]))


def test_counts_are_by_task_and_label():
    votes = label_votes([(0, 5, 1), (0, 6, 1), (2, 5, 0)], n_labels=3)
    assert votes.counts.tolist() == [[0, 2, 0], [0, 0, 0], [1, 0, 0]]
    assert votes.answers.tolist() == [2, 0, 1]
    assert (votes.tasks_answered, votes.tasks_shared) == (2, 1)


def test_of_equal_scores_the_first_in_the_options_order_wins_and_the_verdict_says_so():
    votes = label_votes([(0, 0, 2), (0, 1, 1), (1, 0, 2)], n_labels=3)
    verdicts = LabelVerdicts.from_posterior(votes, np.array([[0.2, 0.4, 0.4], [0.1, 0.1, 0.8]]))
    assert verdicts.answer.tolist() == [1, 2]
    assert verdicts.tie.tolist() == [True, False]


def test_scores_that_differ_below_six_places_are_equal():
    votes = label_votes([(0, 0, 0), (0, 1, 1)], n_labels=2)
    verdicts = LabelVerdicts.from_posterior(votes, np.array([[0.4999999, 0.5000001]]))
    assert verdicts.answer.tolist() == [0]
    assert verdicts.tie.tolist() == [True]


def test_a_task_without_votes_has_no_answer_and_no_confidence():
    votes = label_votes([(0, 0, 1)], n_labels=2, n_tasks=2)
    verdicts = LabelVerdicts.from_posterior(votes, np.array([[0.1, 0.9], [0.5, 0.5]]))
    assert verdicts.answer.tolist() == [1, NOBODY]
    assert verdicts.confidence.tolist() == [0.9, 0.0]
    assert verdicts.tie.tolist() == [False, False]
    assert verdicts.has_answer.tolist() == [True, False]


def test_a_known_answer_stands_whatever_the_votes_say():
    votes = label_votes([(0, 0, 1), (0, 1, 1), (1, 0, 1)], n_labels=2, known=[0, NOBODY])
    verdicts = LabelVerdicts.from_posterior(votes, np.array([[0.1, 0.9], [0.1, 0.9]]))
    assert verdicts.answer.tolist() == [0, 1]
    assert verdicts.confidence.tolist() == [1.0, 0.9]
    assert verdicts.agreement.tolist() == [0.0, 1.0]
    assert verdicts.is_known.tolist() == [True, False]


def test_the_lead_is_by_how_many_votes_the_answer_is_ahead_of_the_next_label():
    votes = label_votes([(0, 0, 2), (0, 1, 2), (0, 2, 1), (1, 0, 0)], n_labels=3)
    by_votes = LabelVerdicts.from_posterior(votes, np.array([[0.0, 0.4, 0.6], [1.0, 0.0, 0.0]]))
    assert by_votes.lead.tolist() == [1, 1]
    alone = label_votes([(0, 0, 0), (0, 1, 0)], n_labels=1)
    assert LabelVerdicts.from_posterior(alone, np.ones((1, 1))).lead.tolist() == [2]


def test_an_answer_that_trails_another_label_has_a_lead_below_nought():
    votes = label_votes([(0, 0, 2), (0, 1, 2), (0, 2, 2), (0, 3, 1)], n_labels=3)
    assert LabelVerdicts.from_posterior(votes, np.array([[0.0, 0.9, 0.1]])).lead.tolist() == [-2]
    assert LabelVerdicts.from_posterior(votes, np.array([[0.9, 0.0, 0.1]])).lead.tolist() == [-3]


def test_verdicts_can_be_taken_in_parts():
    votes = label_votes([(task, 0, task % 2) for task in range(5)], n_labels=2)
    verdicts = LabelVerdicts.from_posterior(votes, np.eye(2)[votes.labels])
    part = verdicts.between(3, 9)
    assert part.answer.tolist() == [1, 0]
    assert part.posterior.tolist() == [[0.0, 1.0], [1.0, 0.0]]
