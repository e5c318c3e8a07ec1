import numpy as np
import pytest

from microtask.consensus import blended_tags, majority, two_coin
from tests.consensus.crowds import real_tags, tag_crowd
from tests.consensus.test_marking_habits import habitual_crowd


def micro_f1(applies, truth):
    return 2 * (applies & truth).sum() / (applies.sum() + truth.sum())


def test_a_probability_is_the_mean_of_the_two_readings():
    votes = tag_crowd().votes
    model = blended_tags.fit(votes)
    readings = [reading.judge(votes).probability for reading in model.readings]
    assert model.judge(votes).probability == pytest.approx((readings[0] + readings[1]) / 2, abs=1e-6)


def test_it_finds_more_than_half_of_the_votes_do():
    found, by_votes = [], []
    for seed in range(4):
        votes, truth = habitual_crowd(seed)
        found.append(micro_f1(blended_tags.fit(votes).judge(votes).applies, truth))
        by_votes.append(micro_f1(two_coin.fit(votes, one_tag=majority.fit).judge(votes).applies, truth))
    assert np.mean(found) > np.mean(by_votes) + 0.05


def test_emotions_in_headlines_are_found_as_well_as_by_the_best_known():
    crowd = real_tags("emotion_tags")
    assert micro_f1(blended_tags.fit(crowd.votes).judge(crowd.votes).applies, crowd.truth) > 0.57
