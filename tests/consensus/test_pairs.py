import time

import numpy as np
import pytest
from scipy.sparse import coo_array, csgraph
from scipy.stats import kendalltau

from microtask.consensus import bradley_terry, pairs
from microtask.consensus.comparisons import LEFT, RIGHT, Comparisons
from tests.consensus.test_comparisons import compared


def proposed(comparisons, how_many, pending=None):
    return pairs.propose(bradley_terry.rank(comparisons), comparisons, how_many=how_many, pending=pending)


def groups_of(chosen, n_things):
    return csgraph.connected_components(
        coo_array((np.ones(len(chosen)), tuple(chosen.T)), shape=(n_things, n_things)), directed=False
    )[0]


def judged(chosen, score, generator):
    chance = 1 / (1 + np.exp(score[chosen[:, 1]] - score[chosen[:, 0]]))
    choice = np.where(generator.random(len(chosen)) < chance, LEFT, RIGHT)
    return Comparisons(left=chosen[:, 0], right=chosen[:, 1], choice=choice, n_things=len(score))


def codes(chosen):
    return {tuple(sorted(pair)) for pair in chosen.tolist()}


def test_the_first_pairs_take_in_everything_evenly():
    chosen = proposed(compared([], n_things=20), 20)
    assert groups_of(chosen, 20) == 1
    assert set(np.bincount(chosen.ravel())) <= {1, 2, 3}


def test_one_pair_less_than_things_connects_them_all():
    assert groups_of(proposed(compared([], n_things=17), 16), 17) == 1


def test_groups_are_connected_before_anything_else():
    rows = [(thing, thing + 1, LEFT) for thing in (0, 1, 2, 4, 5, 6, 8, 9, 10)]
    comparisons = compared(rows * 3)
    asked = np.array([row[:2] for row in rows])
    assert groups_of(asked, 12) == 3
    assert groups_of(np.concatenate([asked, proposed(comparisons, 2)]), 12) == 1


def test_close_scores_are_compared_before_distant_ones():
    rows = [(b, a, LEFT) for a in range(4) for b in range(a) for _ in range(6) if a - b == 2]
    chosen = proposed(compared(rows), 1)
    assert codes(chosen) in ({(0, 1)}, {(2, 3)})


def test_no_pair_is_proposed_twice_in_either_order():
    comparisons = compared([(1, 0, LEFT), (2, 1, RIGHT)], n_things=4)
    pending = np.array([[3, 0]])
    chosen = proposed(comparisons, 10, pending)
    assert codes(chosen) == {(0, 2), (1, 3), (2, 3)}
    assert len(chosen) == 3


def test_what_is_pending_counts_as_compared():
    comparisons = compared([], n_things=6)
    pending = proposed(comparisons, 3)
    more = proposed(comparisons, 3, pending)
    assert not codes(pending) & codes(more)
    assert groups_of(np.concatenate([pending, more]), 6) == 1


@pytest.mark.parametrize("n_things", [0, 1])
def test_nothing_to_compare_is_nothing_to_propose(n_things):
    assert proposed(compared([], n_things=n_things), 5).tolist() == []


def test_every_pair_of_a_few_things_comes_once():
    assert len(codes(proposed(compared([], n_things=30), 1000))) == 30 * 29 / 2


def test_none_wanted_is_none_proposed():
    assert proposed(compared([], n_things=5), 0).shape == (0, 2)


def test_the_same_comparisons_give_the_same_pairs():
    comparisons = compared([(0, 1, LEFT), (2, 3, LEFT), (1, 4, RIGHT)], n_things=9)
    assert proposed(comparisons, 6).tolist() == proposed(comparisons, 6).tolist()


def test_chosen_pairs_find_the_order_sooner_than_random_ones():
    taus = {"chosen": [], "random": []}
    for seed in range(6):
        generator = np.random.default_rng(seed)
        score = generator.normal(0, 2, 100)
        for way, found in taus.items():
            comparisons = compared([], n_things=100)
            for _ in range(8):
                shuffled = generator.permutation(100).reshape(-1, 2)
                more = proposed(comparisons, 50) if way == "chosen" else shuffled
                more = judged(np.repeat(more, 3, axis=0), score, generator)
                columns = {
                    name: np.concatenate([getattr(comparisons, name), getattr(more, name)])
                    for name in ("left", "right", "choice")
                }
                comparisons = Comparisons(**columns, n_things=100)
            found.append(kendalltau(bradley_terry.rank(comparisons).score, score).statistic)
    assert np.mean(taus["chosen"]) > np.mean(taus["random"]) + 0.02


def test_pairs_of_ten_thousand_things_are_chosen_in_a_moment():
    comparisons = compared([], n_things=10_000)
    ranking = bradley_terry.rank(comparisons)
    started = time.process_time()
    chosen = pairs.propose(ranking, comparisons, how_many=15_000)
    assert time.process_time() - started < 5
    assert groups_of(chosen, 10_000) == 1
