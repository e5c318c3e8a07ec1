import pytest

from microtask.consensus import wawa
from tests.consensus import golden_files
from tests.consensus.crowds import label_votes


@pytest.mark.parametrize("name", golden_files.names("wawa"))
def test_posteriors_are_those_of_crowd_kit(name):
    furthest, same = golden_files.deviation("wawa", name, wawa.fit)
    assert furthest < 1.5e-6
    assert same == 1


def test_a_vote_counts_as_often_as_its_volunteer_agrees_with_the_majority():
    votes = label_votes([(0, 0, 0), (0, 1, 0), (0, 2, 1), (1, 0, 1), (1, 1, 1), (1, 2, 1)], n_labels=2)
    verdicts = wawa.fit(votes).judge(votes)
    assert verdicts.posterior[0].tolist() == pytest.approx([2 / 2.5, 0.5 / 2.5], abs=1e-6)


def test_a_tie_is_as_much_of_an_agreement_as_its_share():
    model = wawa.fit(label_votes([(0, 0, 0), (0, 1, 1)], n_labels=2))
    assert model.agreement.tolist() == [0.5, 0.5]


def test_a_known_answer_is_what_one_agrees_with():
    votes = label_votes([(0, 0, 0), (0, 1, 0), (0, 2, 1)], n_labels=2, known=[1])
    assert wawa.fit(votes).agreement.tolist() == [0, 0, 1]


def test_where_nobody_ever_agreed_all_votes_count_the_same():
    votes = label_votes([(0, 0, 0), (0, 1, 0), (1, 0, 1)], n_labels=2, known=[1, 0])
    verdicts = wawa.fit(votes).judge(label_votes([(0, 0, 0), (0, 1, 1), (0, 2, 1)], n_labels=2))
    assert verdicts.posterior[0].tolist() == pytest.approx([1 / 3, 2 / 3], abs=1e-6)


def test_a_stranger_has_the_weight_of_an_average_vote():
    votes = label_votes([(0, 0, 0), (0, 1, 0), (0, 2, 1)], n_labels=2)
    assert wawa.fit(votes).overall == pytest.approx(2 / 3)


def test_a_model_does_not_judge_a_question_with_other_labels():
    model = wawa.fit(label_votes([(0, 0, 0), (0, 1, 1)], n_labels=2))
    with pytest.raises(ValueError, match="2 labels, not 3"):
        model.judge(label_votes([(0, 0, 0)], n_labels=3))
