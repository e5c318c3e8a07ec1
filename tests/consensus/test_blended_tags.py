from dataclasses import replace

import numpy as np
import pytest

from microtask.consensus import blended_tags, majority, two_coin
from tests.consensus.crowds import calibration_error, real_tags, tag_crowd
from tests.consensus.test_marking_habits import habitual_crowd
from tests.consensus.test_tag_verdicts import tag_votes


def micro_f1(applies, truth):
    return 2 * (applies & truth).sum() / (applies.sum() + truth.sum())


def means(votes, model):
    return np.mean([reading.judge(votes).probability for reading in model.readings], axis=0)


def test_of_one_answer_a_probability_is_the_mean_of_the_two_readings():
    votes = tag_crowd(answers=1).votes
    model = blended_tags.fit(votes)
    assert model.judge(votes).probability == pytest.approx(means(votes, model), abs=1e-6)


def test_more_answers_are_worth_fewer_since_people_share_mistakes_and_change_no_tag():
    votes = tag_crowd(answers=6).votes
    model = blended_tags.fit(votes)
    found, mean = model.judge(votes), means(votes, model)
    with np.errstate(divide="ignore"):
        odds = np.log(mean / (1 - mean)) / (1 + 0.1 * 5)
    assert found.probability == pytest.approx(1 / (1 + np.exp(-odds)), abs=1e-6)
    assert np.array_equal(found.applies, mean > 0.5)


@pytest.mark.parametrize(("answers", "least", "most"), [(1, 0.6, 0.9), (2, 0.8, 0.95), (3, 0.85, 0.97)])
def test_two_or_three_strangers_who_agree_on_one_tag_are_no_certainty(answers, least, most):
    votes = tag_votes(*[(0, who, [1, 0]) for who in range(answers)])
    assert least < blended_tags.fit(votes).judge(votes).confidence[0] < most


@pytest.mark.parametrize("seed", range(3))
def test_confidence_means_what_it_says_of_tags_that_are_hard_for_everybody(seed):
    generator = np.random.default_rng(seed)
    votes, truth = habitual_crowd(seed, n_tasks=300)
    # On one tag in five of a task everybody guesses alike.
    hard = (generator.random(truth.shape) < 0.2)[votes.tasks]
    votes = replace(votes, marks=np.where(hard, generator.random(hard.shape) < 0.4, votes.marks))
    model = blended_tags.fit(votes)
    errors = []
    for probability in (model.judge(votes).probability, means(votes, model)):
        confidence, right = np.maximum(probability, 1 - probability), (probability > 0.5) == truth
        errors.append(calibration_error(confidence.ravel(), right.ravel()))
    assert errors[0] < 0.06
    assert errors[0] < errors[1] - 0.01


def test_the_order_of_votes_and_the_names_of_volunteers_and_tags_change_nothing():
    votes = tag_crowd(2, n_tasks=60).votes
    generator = np.random.default_rng(0)
    order, tags, names = generator.permutation(300), generator.permutation(4), generator.permutation(1000)[:20]
    moved = replace(
        votes,
        tasks=votes.tasks[order],
        volunteers=names[votes.volunteers[order]],
        marks=votes.marks[order][:, tags],
    )
    first, second = (blended_tags.fit(each).judge(each).probability for each in (votes, moved))
    assert second == pytest.approx(first[:, tags], abs=2e-6)


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
