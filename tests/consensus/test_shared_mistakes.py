from dataclasses import replace

import numpy as np
import pytest

from microtask.consensus import know_or_guess
from microtask.consensus.shared_mistakes import BELIEVED, scores
from tests.consensus.crowds import label_crowd, label_votes


def misled(crowd, share, *, seed=0):
    """The same votes, but on a share of the tasks most volunteers say the other of two labels."""
    generator = np.random.default_rng(seed)
    is_hard = generator.random(len(crowd.truth)) < share
    falls = is_hard[crowd.votes.tasks] & (generator.random(len(crowd.votes.labels)) < 0.55)
    labels = np.where(falls, 1 - crowd.truth[crowd.votes.tasks], crowd.votes.labels)
    return label_votes(np.column_stack([crowd.votes.tasks, crowd.votes.volunteers, labels]), n_labels=2)


def known(model):
    """The share of answers that are known."""
    return np.average(model.knows, weights=model.totals.sum(axis=1))


@pytest.fixture
def crowd():
    return label_crowd(n_tasks=500, answers=10, volunteers=40, n_labels=2)


def test_of_volunteers_who_err_independently_only_what_they_know_may_be_shared(crowd):
    model = know_or_guess.fit(crowd.votes)
    assert model.correlation == pytest.approx(BELIEVED * known(model), abs=0.03)


def test_the_more_a_crowd_appears_to_know_the_more_of_it_may_be_shared_belief(crowd):
    generator = np.random.default_rng(0)
    votes = crowd.votes
    is_guess = generator.random(len(votes.labels)) < 0.4
    guessing = replace(votes, labels=np.where(is_guess, generator.integers(2, size=len(is_guess)), votes.labels))
    assert know_or_guess.fit(guessing).correlation < know_or_guess.fit(votes).correlation - 0.05


def test_of_a_crowd_that_cannot_be_compared_half_is_taken_to_be_known():
    alone = label_votes([(task, task, task % 2) for task in range(20)], n_labels=2)
    assert know_or_guess.fit(alone).correlation == pytest.approx(BELIEVED / 2)


def test_the_more_tasks_mislead_the_more_correlation_is_seen(crowd):
    models = [know_or_guess.fit(misled(crowd, share)) for share in (0.0, 0.15, 0.3)]
    assert [model.correlation for model in models] == sorted(model.correlation for model in models)
    first, *_, last = [model.correlation - BELIEVED * known(model) for model in models]
    assert last > first + 0.05


def test_correlation_is_never_beyond_its_bounds():
    same = label_votes([(task, volunteer, task % 2) for task in range(50) for volunteer in range(5)], n_labels=2)
    assert 0 <= know_or_guess.fit(same).correlation <= 1


def test_correlation_makes_less_sure_and_changes_no_verdict():
    evidence = np.log(np.random.default_rng(0).dirichlet(np.ones(3), size=50)) * 8
    log_prior, answers = np.log([0.2, 0.3, 0.5]), np.full(50, 7)
    free, tied = (scores(evidence, log_prior, answers, correlation) for correlation in (0.0, 0.5))
    assert np.array_equal(free.argmax(axis=1), tied.argmax(axis=1))
    assert (np.ptp(tied, axis=1) < np.ptp(free, axis=1)).all()


def test_one_answer_is_worth_one():
    evidence, log_prior = np.log([[0.9, 0.1]]), np.log([0.5, 0.5])
    alone = scores(evidence, log_prior, np.array([1]), 0.8)
    assert np.exp(alone) / np.exp(alone).sum() == pytest.approx(np.array([[0.9, 0.1]]))
