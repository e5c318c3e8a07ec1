import numpy as np
import pytest

from microtask.consensus.comparisons import LEFT, RIGHT, SAME, Comparisons, is_same_pair, shared_ranks


def compared(rows, *, n_things=None):
    """The comparisons in rows of left thing, right thing and choice."""
    left, right, choice = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    n_things = n_things if n_things is not None else int(max(left.max(initial=-1), right.max(initial=-1))) + 1
    return Comparisons(left=left, right=right, choice=choice, n_things=n_things)


def ranks(*intervals):
    low, high = np.array(intervals, dtype=np.float64).T
    return shared_ranks((low + high) / 2, low, high).tolist()


def test_each_thing_counts_its_comparisons_on_either_side():
    comparisons = compared([(0, 1, LEFT), (2, 0, RIGHT), (0, 1, SAME)], n_things=4)
    assert comparisons.comparisons.tolist() == [3, 2, 1, 0]
    assert comparisons.wins_of_left.tolist() == [1, 0, 0.5]


@pytest.mark.parametrize(
    ("row", "fault"),
    [((1, 1, LEFT), "with itself"), ((0, 5, LEFT), "Every thing is"), ((0, 1, 3), "Every choice is")],
)
def test_a_comparison_that_cannot_be_is_refused(row, fault):
    with pytest.raises(ValueError, match=fault):
        compared([row], n_things=3)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="two things and one choice"):
        Comparisons(left=np.array([0, 1]), right=np.array([1]), choice=np.array([LEFT]), n_things=2)


def test_things_whose_intervals_all_overlap_share_a_rank():
    assert ranks((8, 10), (7, 9), (4, 6), (3, 5), (0, 1)) == [1, 1, 3, 3, 5]


def test_a_chain_of_overlaps_is_no_band():
    assert ranks((6, 10), (4, 8), (2, 5.5)) == [1, 1, 3]


def test_a_thing_of_which_little_is_known_does_not_hold_a_band_together():
    assert ranks((8, 10), (-9, 20), (1, 3)) == [1, 1, 3]


def test_ranks_do_not_depend_on_the_order_of_things():
    assert ranks((0, 1), (3, 5), (8, 10), (4, 6), (7, 9)) == [5, 3, 1, 3, 1]


def test_a_pair_is_the_same_in_either_order():
    among = np.array([[2, 0], [1, 3]])
    assert is_same_pair(np.array([0, 1, 3]), np.array([2, 2, 1]), among, 4).tolist() == [True, False, True]
