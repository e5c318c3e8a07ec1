import numpy as np
import pytest

from microtask.consensus.labels import in_play
from microtask.consensus.tally import Tally
from tests.consensus.crowds import label_crowd, reordered


@pytest.fixture
def crowd():
    return label_crowd(n_tasks=40, answers=4, volunteers=12)


def tally_of(votes):
    return Tally.of(votes, in_play(votes))


def test_scores_sum_what_each_vote_adds_to_its_label(crowd):
    tally = tally_of(crowd.votes)
    assert np.array_equal(tally.scores(np.ones(len(tally.given))), crowd.votes.counts)


def test_hits_are_what_was_chosen_under_its_own_label(crowd):
    tally = tally_of(crowd.votes)
    posterior = np.random.default_rng(0).dirichlet(np.ones(3), size=40)
    chosen = tally.chosen(posterior)
    assert tally.hits(posterior) == pytest.approx(chosen[np.arange(len(chosen)), tally.cell_place])
    assert chosen.sum(axis=1) == pytest.approx(tally.given)


def test_over_tasks_sums_the_rows_of_the_cells_of_a_task(crowd):
    tally = tally_of(crowd.votes)
    rows = np.random.default_rng(0).random((len(tally.given), 2))
    by_hand = np.zeros((40, 2))
    np.add.at(by_hand, tally.tasks, rows[tally.cells])
    assert tally.over_tasks(rows) == pytest.approx(by_hand)


def test_each_volunteer_is_summed_for_themselves(crowd):
    tally = tally_of(crowd.votes)
    assert np.array_equal(tally.by_volunteer(tally.given), np.bincount(crowd.votes.volunteers))


def test_the_order_of_votes_changes_not_even_a_rounding_error(crowd):
    shuffled = reordered(crowd.votes, np.random.default_rng(1).permutation(len(crowd.votes.tasks)))
    weights = np.random.default_rng(2).random(len(tally_of(crowd.votes).given))
    assert np.array_equal(tally_of(crowd.votes).scores(weights), tally_of(shuffled).scores(weights))


def test_no_votes_are_an_empty_tally(crowd):
    tally = tally_of(reordered(crowd.votes, slice(0, 0)))
    assert tally.scores(tally.given).shape == (40, 2)
    assert tally.by_volunteer(tally.given).shape == (0,)
