import numpy as np
import pytest

from microtask.consensus import majority, two_coin
from microtask.consensus.votes import TagVotes
from tests.consensus.crowds import real_tags, tag_crowd


def tag_votes(rows, *, n_tags, **more):
    """The votes in rows of task, volunteer and the tags marked."""
    return TagVotes(
        tasks=np.array([task for task, _, _ in rows]),
        volunteers=np.array([volunteer for _, volunteer, _ in rows]),
        n_tasks=1 + max(task for task, _, _ in rows),
        marks=np.array([[tag in marked for tag in range(n_tags)] for _, _, marked in rows]),
        **more,
    )


def judged(votes, **options):
    return two_coin.fit(votes, **options).judge(votes)


def micro_f1(applies, truth):
    return 2 * (applies & truth).sum() / (applies.sum() + truth.sum())


def test_a_tag_that_most_overlook_is_found_where_few_mark_it():
    crowd = tag_crowd(n_tasks=400)
    by_majority = judged(crowd.votes, one_tag=majority.fit)
    assert micro_f1(judged(crowd.votes).applies, crowd.truth) > micro_f1(by_majority.applies, crowd.truth) + 0.05


def test_the_confidence_is_that_of_the_least_certain_tag():
    crowd = tag_crowd()
    verdicts = judged(crowd.votes)
    sure = np.where(verdicts.applies, verdicts.probability, 1 - verdicts.probability)
    assert verdicts.confidence == pytest.approx(sure.min(axis=1), abs=2e-6)


def test_the_agreement_is_the_share_that_gives_the_whole_set():
    votes = tag_votes([(0, 0, {0, 1}), (0, 1, {0, 1}), (0, 2, {0}), (0, 3, set())], n_tags=2)
    verdicts = judged(votes, one_tag=majority.fit)
    assert verdicts.applies.tolist() == [[True, False]]
    assert verdicts.agreement.tolist() == [0.25]


def test_a_tag_marked_by_exactly_half_does_not_apply_and_is_a_tie():
    votes = tag_votes([(0, 0, {0}), (0, 1, set()), (1, 0, {0}), (1, 1, {0})], n_tags=1)
    verdicts = judged(votes, one_tag=majority.fit)
    assert verdicts.applies.tolist() == [[False], [True]]
    assert verdicts.tie.tolist() == [True, False]


def test_tags_that_nobody_marks_change_nothing():
    crowd = tag_crowd()
    wider = TagVotes(
        tasks=crowd.votes.tasks,
        volunteers=crowd.votes.volunteers,
        n_tasks=crowd.votes.n_tasks,
        marks=np.pad(crowd.votes.marks, ((0, 0), (1, 2))),
    )
    narrow, wide = judged(crowd.votes), judged(wider)
    assert np.array_equal(wide.probability[:, 1:-2], narrow.probability)
    assert not wide.probability[:, [0, -2, -1]].any()
    assert np.array_equal(wide.confidence, narrow.confidence)
    assert np.array_equal(wide.lead, narrow.lead)


def test_where_nobody_marks_anything_two_answers_are_no_certainty():
    verdicts = judged(tag_votes([(0, 0, set()), (0, 1, set())], n_tags=3))
    assert not verdicts.applies.any()
    assert 0.6 < verdicts.confidence[0] < 0.97


def test_known_tags_stand():
    known = np.array([[True, False], [False, False]])
    votes = tag_votes(
        [(0, 0, {1}), (0, 1, {1}), (1, 0, {0}), (1, 1, {0})],
        n_tags=2,
        known=known,
        is_known=np.array([True, False]),
    )
    verdicts = judged(votes)
    assert verdicts.applies[0].tolist() == [True, False]
    assert (verdicts.confidence[0], verdicts.is_known.tolist()) == (1.0, [True, False])


def test_the_lead_is_that_of_the_tag_with_the_fewest_votes_to_spare():
    votes = tag_votes([(0, 0, {0, 1}), (0, 1, {0, 1}), (0, 2, {0})], n_tags=3)
    assert judged(votes).lead.tolist() == [1]


def test_a_model_does_not_judge_a_question_with_other_tags():
    model = two_coin.fit(tag_votes([(0, 0, {0})], n_tags=2))
    with pytest.raises(ValueError, match="2 tags, not 3"):
        model.judge(tag_votes([(0, 0, {0})], n_tags=3))


def test_real_tags_are_found_far_better_than_by_a_vote():
    crowd = real_tags("emotion_tags")
    assert micro_f1(judged(crowd.votes).applies, crowd.truth) >= 0.53
    assert micro_f1(judged(crowd.votes, one_tag=majority.fit).applies, crowd.truth) < 0.43
