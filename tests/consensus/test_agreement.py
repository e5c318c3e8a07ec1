import krippendorff
import numpy as np
import pytest

from microtask.consensus.agreement import alpha, entropy
from microtask.consensus.votes import TagVotes, Votes
from tests.consensus.crowds import label_crowd, label_votes, number_crowd, reordered, tag_crowd, unanimous
from tests.consensus.test_centre import number_votes


def reliability(votes, values):
    """The votes as the package of that name wants them: volunteers by tasks, NaN where there is none."""
    table = np.full((int(votes.volunteers.max()) + 1, votes.n_tasks), np.nan)
    table[votes.volunteers, votes.tasks] = values
    return table


def thinned(votes):
    """Some of the votes, so that tasks have from none to all of their answers."""
    return reordered(votes, np.random.default_rng(5).random(len(votes.tasks)) < 0.5)


def test_nominal_alpha_is_that_of_the_krippendorff_package():
    votes = thinned(label_crowd(n_tasks=80).votes)
    expected = krippendorff.alpha(reliability(votes, votes.labels), level_of_measurement="nominal")
    assert alpha(votes) == pytest.approx(expected)


def test_interval_alpha_is_that_of_the_krippendorff_package():
    votes = thinned(number_crowd(n_tasks=80).votes)
    expected = krippendorff.alpha(reliability(votes, votes.numbers), level_of_measurement="interval")
    assert alpha(votes) == pytest.approx(expected)


def test_the_alpha_of_tags_is_the_mean_over_the_tags():
    votes = thinned(tag_crowd(n_tasks=80).votes)
    each = [
        krippendorff.alpha(reliability(votes, votes.marks[:, tag]), level_of_measurement="nominal")
        for tag in range(votes.n_tags)
    ]
    unmarked = TagVotes(
        tasks=votes.tasks,
        volunteers=votes.volunteers,
        n_tasks=votes.n_tasks,
        marks=np.pad(votes.marks, ((0, 0), (0, 1))),
    )
    assert alpha(votes) == pytest.approx(np.mean(each))
    assert alpha(unmarked) == pytest.approx(np.mean(each))


def test_perfect_agreement_is_one_and_contradiction_below_nought():
    assert alpha(label_votes([(0, 0, 0), (0, 1, 0), (1, 0, 1), (1, 1, 1)], n_labels=2)) == 1
    assert alpha(number_votes([1, 1], [5, 5])) == 1
    assert alpha(label_votes([(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)], n_labels=2)) < 0


@pytest.mark.parametrize(
    "votes",
    [
        unanimous(5, 3),
        label_votes([(0, 0, 0), (1, 1, 1)], n_labels=2),
        label_votes([], n_labels=2, n_tasks=1),
        number_votes([2, 2], [2, 2]),
        number_votes([1], [2]),
        number_votes([]),
        reordered(tag_crowd(n_tasks=3).votes, slice(0, 0)),
    ],
    ids=["all the same", "one answer each", "none", "same numbers", "one number each", "no numbers", "no tags"],
)
def test_there_is_no_alpha_where_nobody_could_differ(votes):
    assert np.isnan(alpha(votes))


def test_votes_of_no_kind_have_no_alpha():
    with pytest.raises(TypeError, match="Votes"):
        alpha(Votes(tasks=np.array([0]), volunteers=np.array([0]), n_tasks=1))


def test_entropy_is_in_bits():
    counts = np.array([[4, 0, 0], [2, 2, 0], [1, 1, 2], [0, 0, 0]])
    assert entropy(counts) == pytest.approx([0, 1, 1.5, 0])
