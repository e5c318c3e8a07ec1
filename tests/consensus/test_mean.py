import numpy as np
import pytest

from microtask.consensus import mean, median
from tests.consensus.crowds import real_numbers
from tests.consensus.test_centre import judged, number_votes


def test_the_answer_is_the_mean():
    assert judged(number_votes([1, 2, 6], [4], [-3, 3])).answer.tolist() == [3, 4, 0]


def test_the_error_on_real_ratings_is_that_of_the_plain_mean():
    crowd = real_numbers("n_emotion")
    error = np.abs(judged(crowd.votes, mean).answer - crowd.truth).mean()
    assert error == pytest.approx(12.02, abs=0.01)
    assert error < np.abs(judged(crowd.votes, median).answer - crowd.truth).mean()


@pytest.mark.parametrize("name", ["n_emotion", "valence", "wordsim"])
def test_the_interval_of_half_a_real_crowd_holds_the_mean_of_the_other_half_nine_times_in_ten(name):
    votes = real_numbers(name).votes
    generator = np.random.default_rng(0)
    order = np.lexsort((generator.random(len(votes.tasks)), votes.tasks))
    halves = votes.numbers[order].reshape(votes.n_tasks, -1)[:, : 2 * (int(votes.answers.min()) // 2)]
    ours, theirs = np.split(halves, 2, axis=1)
    verdicts = judged(number_votes(*ours))
    held = (verdicts.low <= theirs.mean(axis=1)) & (theirs.mean(axis=1) <= verdicts.high)
    assert 0.88 < held.mean() < 0.95
