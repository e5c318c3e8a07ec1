import numpy as np
import pytest

from microtask.consensus import one_coin
from tests.consensus import golden_files
from tests.consensus.crowds import label_crowd, label_votes


@pytest.mark.parametrize("name", golden_files.names("one_coin"))
def test_posteriors_are_those_of_crowd_kit(name):
    furthest, same = golden_files.deviation("one_coin", name, one_coin.fit)
    assert furthest < 1.5e-6
    assert same == 1


def test_a_reliable_volunteer_outvotes_two_careless_ones():
    generator = np.random.default_rng(0)
    truth = np.arange(200) % 4
    rows = [(task, who, label) for task, label in enumerate(truth.tolist()) for who in (0, 1)]
    rows += [(task, who, int(generator.integers(4))) for task in range(200) for who in (2, 3)]
    rows += [(200, 0, 1), (200, 2, 3), (200, 3, 3)]
    votes = label_votes(rows, n_labels=4)
    model = one_coin.fit(votes)
    assert model.reliability.round(1).tolist() == pytest.approx([1, 1, 0.3, 0.3], abs=0.1)
    assert model.judge(votes).answer[200] == 1


def test_a_stranger_counts_as_one_of_the_crowd():
    model = one_coin.fit(label_crowd().votes)
    stranger = model.judge(label_votes([(0, 999, 2)], n_labels=3)).posterior[0]
    expected = model.prior * np.where(np.arange(3) == 2, model.overall, (1 - model.overall) / 2)
    assert stranger == pytest.approx(expected / expected.sum(), abs=1e-6)


def test_a_model_does_not_judge_a_question_with_other_labels():
    model = one_coin.fit(label_votes([(0, 0, 0), (0, 1, 1)], n_labels=2))
    with pytest.raises(ValueError, match="2 labels, not 3"):
        model.judge(label_votes([(0, 0, 0)], n_labels=3))
