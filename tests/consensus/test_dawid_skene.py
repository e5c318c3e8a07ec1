import numpy as np
import pytest

from microtask.consensus import dawid_skene
from tests.consensus import golden_files
from tests.consensus.crowds import label_votes


@pytest.mark.parametrize("name", golden_files.names("dawid_skene"))
def test_posteriors_are_those_of_crowd_kit(name):
    furthest, same = golden_files.deviation("dawid_skene", name, dawid_skene.fit)
    assert furthest < 1.5e-6
    assert same == 1


def test_a_label_that_a_known_volunteer_never_gave_says_nothing():
    votes = label_votes([(0, 0, 0), (0, 1, 0), (1, 0, 1), (1, 1, 1), (2, 2, 0), (2, 1, 0)], n_labels=2)
    model = dawid_skene.fit(votes)
    strange = label_votes([(0, 2, 1)], n_labels=2)
    stranger = label_votes([(0, 9, 1)], n_labels=2)
    assert model.judge(strange).posterior.tolist() == model.judge(stranger).posterior.tolist()


def test_a_model_does_not_judge_a_question_with_other_labels():
    votes = label_votes([(0, 0, 0), (0, 1, 1)], n_labels=2)
    with pytest.raises(ValueError, match="2 labels, not 3"):
        dawid_skene.fit(votes).judge(label_votes([(0, 0, 0)], n_labels=3))


def test_with_caution_nobody_is_believed_without_question():
    votes = label_votes([(0, 0, 0), (0, 1, 0), (1, 0, 1), (1, 1, 1)], n_labels=2)
    plain, careful = (dawid_skene.fit(votes, caution=caution).judge(votes) for caution in (0.0, 0.5))
    assert (plain.confidence > 0.999).all()
    assert ((careful.confidence > 0.6) & (careful.confidence < 0.95)).all()
    assert careful.answer.tolist() == plain.answer.tolist()


def test_caution_is_half_an_answer_of_each_kind_more():
    # Eight answers right and two wrong by a volunteer whose tasks are known: 8.5 of 11, and 4.5 of 11 tasks of label 0.
    rows = [(task, 0, task % 2 if task < 8 else 1 - task % 2) for task in range(10)]
    votes = label_votes(rows, n_labels=2, known=[task % 2 for task in range(10)])
    model = dawid_skene.fit(votes, caution=0.5)
    assert model.prior.tolist() == pytest.approx([0.5, 0.5])
    assert np.exp(model.log_rows).tolist() == pytest.approx(np.array([[4.5, 1.5], [1.5, 4.5]]) / 6)
