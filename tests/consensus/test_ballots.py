import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from microtask.consensus import ballots as ballots_module
from microtask.consensus.ballots import Ballots, find, normalise, number
from microtask.consensus.votes import LabelVotes
from tests.consensus.crowds import label_crowd


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 20), max_size=30))
def test_numbering_gives_each_value_its_place_among_the_sorted(values):
    distinct, places = number(np.array(values, dtype=np.int64))
    assert distinct.tolist() == sorted(set(values))
    assert distinct[places].tolist() == values


@given(st.lists(st.integers(0, 30), max_size=20), st.lists(st.integers(0, 30), max_size=20))
def test_finding_says_where_a_value_is_and_whether_it_is_there(values, among):
    sorted_among = np.array(sorted(set(among)), dtype=np.int64)
    places, is_found = find(np.array(values, dtype=np.int64), sorted_among)
    assert is_found.tolist() == [value in among for value in values]
    assert [sorted_among[place] for place, found in zip(places, is_found, strict=True) if found] == [
        value for value in values if value in among
    ]


@pytest.mark.parametrize("layers", [1, 2, 64])
def test_the_sums_are_those_of_a_loop_over_the_votes(monkeypatch, layers):
    monkeypatch.setattr(ballots_module, "LAYERS", layers)
    crowd = label_crowd(n_tasks=30, volunteers=6, answers=4).votes
    # The first task has one vote, the last none at all, and the others have four.
    kept = (crowd.tasks != 29) & ((crowd.tasks != 0) | (np.arange(len(crowd.tasks)) == 0))
    votes = LabelVotes(
        tasks=crowd.tasks[kept],
        volunteers=crowd.volunteers[kept],
        labels=crowd.labels[kept],
        n_tasks=30,
        n_labels=crowd.n_labels,
    )
    ballots = votes.ballots
    generator = np.random.default_rng(1)
    by_cell = generator.random((len(ballots.cell_label), 3))
    by_task = generator.random((30, 3))
    cell_of = {
        (ballots.volunteers[volunteer], label): place
        for place, (volunteer, label) in enumerate(zip(ballots.cell_volunteer, ballots.cell_label, strict=True))
    }
    task_sums, cell_sums = np.zeros((30, 3)), np.zeros_like(by_cell)
    for task, volunteer, label in zip(votes.tasks, votes.volunteers, votes.labels, strict=True):
        task_sums[task] += by_cell[cell_of[volunteer, label]]
        cell_sums[cell_of[volunteer, label]] += by_task[task]
    assert ballots.log_likelihoods(by_cell) == pytest.approx(task_sums)
    assert ballots.chosen(by_task) == pytest.approx(cell_sums)
    assert ballots.by_volunteer(cell_sums).sum(axis=0) == pytest.approx(cell_sums.sum(axis=0))


def test_the_order_of_the_votes_changes_no_sum():
    votes = label_crowd(n_tasks=200, volunteers=20, answers=7).votes
    generator = np.random.default_rng(3)
    order = generator.permutation(len(votes.tasks))
    columns = votes.tasks, votes.volunteers, votes.labels
    one, other = (Ballots.lay_out(*(column[rows] for column in columns), 200, 3) for rows in (slice(None), order))
    by_cell, by_task = generator.random((len(one.cell_label), 3)), generator.random((200, 3))
    assert np.array_equal(one.log_likelihoods(by_cell), other.log_likelihoods(by_cell))
    assert np.array_equal(one.chosen(by_task), other.chosen(by_task))


def test_no_votes_are_laid_out_too():
    nothing = np.zeros(0, dtype=np.int64)
    ballots = Ballots.lay_out(nothing, nothing, nothing, 3, 2)
    assert ballots.log_likelihoods(np.zeros((0, 2))).tolist() == [[0, 0]] * 3
    assert ballots.by_volunteer(ballots.chosen(np.ones((3, 2)))).shape == (0, 2)


@given(arrays(np.float64, (4, 3), elements=st.floats(-2000, 0)))
def test_scores_become_probabilities_however_small_they_are(scores):
    probabilities = normalise(scores)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(4))
    assert (probabilities[np.arange(4), scores.argmax(axis=1)] == probabilities.max(axis=1)).all()
