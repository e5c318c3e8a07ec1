import numpy as np
import pytest

from microtask.consensus import mace, majority
from tests.consensus import golden_files
from tests.consensus.crowds import accuracy, appended, label_crowd, label_votes


@pytest.mark.parametrize("name", golden_files.names("mace"))
def test_it_arrives_where_crowd_kit_does(name):
    furthest, same = golden_files.deviation("mace", name, mace.fit)
    assert furthest < 1e-5
    assert same == 1


def test_constant_answers_are_found_out():
    crowd = label_crowd(n_tasks=400, n_labels=2)
    rows = [(task, 1000 + task % 20, 1) for task in range(400) for _ in range(1)]
    more = [(task, 2000 + task % 20, 1) for task in range(400)]
    votes = appended(crowd.votes, label_votes(rows + more, n_labels=2))
    clean = accuracy(mace.fit(crowd.votes).judge(crowd.votes).answer, crowd.truth)
    assert accuracy(mace.fit(votes).judge(votes).answer, crowd.truth) > clean - 0.03
    assert accuracy(majority.fit(votes).judge(votes).answer, crowd.truth) < clean - 0.03


def test_a_stranger_may_know_or_spam():
    votes = label_crowd().votes
    model = mace.fit(votes)
    posterior = model.judge(label_votes([(0, 999, 2)], n_labels=3)).posterior[0]
    assert posterior[2] > posterior[0] == posterior[1] > 0


def test_a_label_that_comes_later_is_as_likely_as_any():
    model = mace.fit(label_votes([(task, who, task % 2) for task in range(20) for who in range(3)], n_labels=3))
    verdicts = model.judge(label_votes([(0, 0, 2), (0, 1, 2)], n_labels=3))
    assert verdicts.answer.tolist() == [2]


def test_a_model_does_not_judge_a_question_with_other_labels():
    model = mace.fit(label_votes([(0, 0, 0), (0, 1, 1)], n_labels=2))
    with pytest.raises(ValueError, match="2 labels, not 3"):
        model.judge(label_votes([(0, 0, 0)], n_labels=3))


def test_what_is_learnt_is_a_share_of_each_volunteer():
    model = mace.fit(label_crowd().votes)
    assert ((model.knows > 0) & (model.knows + model.spams.sum(axis=1) <= 1)).all()
    assert np.isfinite(model.spams).all()
