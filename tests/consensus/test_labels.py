import numpy as np

from microtask.consensus.labels import align, gather, in_play, places, spread, vote_shares
from microtask.consensus.votes import NOBODY
from tests.consensus.crowds import label_votes


def test_only_labels_that_somebody_chose_are_in_play():
    votes = label_votes([(0, 0, 4), (0, 1, 1)], n_labels=6)
    assert in_play(votes).tolist() == [1, 4]


def test_known_and_remembered_labels_are_in_play():
    votes = label_votes([(0, 0, 4), (1, 0, 4)], n_labels=6, known=[2, NOBODY])
    assert in_play(votes, np.array([0, NOBODY])).tolist() == [0, 2, 4]


def test_where_one_label_was_chosen_another_may_yet_come():
    assert in_play(label_votes([(0, 0, 1)], n_labels=2)).tolist() == [1, NOBODY]
    assert in_play(label_votes([], n_labels=2, n_tasks=1)).tolist() == [NOBODY, NOBODY]


def test_columns_go_from_options_to_labels_in_play_and_back():
    labels = np.array([1, 3, NOBODY])
    columns = np.arange(8).reshape(2, 4)
    gathered = gather(columns, labels)
    assert gathered.tolist() == [[1, 3, 0], [5, 7, 0]]
    assert spread(gathered, labels, 4).tolist() == [[0, 1, 0, 3], [0, 5, 0, 7]]
    assert places(np.array([3, 1, 3]), labels, 4).tolist() == [1, 0, 1]


def test_what_was_learnt_stays_with_its_label_when_another_comes_into_play():
    before, now = np.array([1, 3]), np.array([0, 1, 3])
    assert align(np.array([[5.0, 7.0]]), before, now).tolist() == [[0, 5, 7]]
    assert align(np.array([5.0, 7.0]), np.array([3, NOBODY]), now).tolist() == [0, 0, 5]


def test_shares_of_a_known_task_are_certain_and_of_an_unanswered_one_nothing():
    votes = label_votes([(0, 0, 0), (0, 1, 1), (1, 0, 0)], n_labels=2, n_tasks=3, known=[NOBODY, 1, NOBODY])
    assert vote_shares(votes, np.array([0, 1])).tolist() == [[0.5, 0.5], [0, 1], [0, 0]]
