import numpy as np

from microtask.consensus.weights import recall, weigh
from tests.consensus.crowds import label_votes

VOTES = label_votes([(0, 5, 1), (0, 9, 1), (1, 5, 3)], n_labels=4)


def test_weights_are_summed_by_task_and_label_in_play():
    assert weigh(VOTES, np.array([0.5, 1.0, 2.0]), np.array([1, 3])).tolist() == [[1.5, 0], [0, 2]]


def test_what_is_remembered_of_volunteers_comes_to_each_of_their_votes():
    values = np.array([[1.0, 2.0], [3.0, 4.0]])
    recalled = recall(VOTES, np.array([2, 5]), values, otherwise=np.array([9.0, 9.0]))
    assert recalled.tolist() == [[3, 4], [9, 9], [3, 4]]


def test_where_nobody_is_remembered_all_are_strangers():
    nobody = np.array([], dtype=np.int64)
    assert recall(VOTES, nobody, np.array([]), otherwise=np.array(0.7)).tolist() == [0.7, 0.7, 0.7]
