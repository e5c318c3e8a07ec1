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
