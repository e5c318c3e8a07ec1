"""What both methods promise that shrink what is known of volunteers: the default, and the one with whole matrices."""

import numpy as np
import pytest

from microtask.consensus import dawid_skene, know_or_guess, majority, shrunk_dawid_skene
from microtask.consensus.votes import NOBODY, LabelVotes
from tests.consensus.crowds import (
    accuracy,
    appended,
    calibration_error,
    label_crowd,
    label_votes,
    real_crowd,
    unanimous,
)

METHODS = [know_or_guess, shrunk_dawid_skene]

# The accuracy that is reached on the real sets, less half a point: a guard against losing it.
REACHED = {
    know_or_guess: {
        "weather_cf": 0.890,
        "wsd": 0.988,
        "bluebirds": 0.888,
        "temporal": 0.937,
        "tweets_bm": 0.709,
        "face": 0.648,
        "weather_amt": 0.847,
        "rte": 0.920,
        "d_product": 0.932,
    },
    shrunk_dawid_skene: {
        "weather_cf": 0.885,
        "wsd": 0.988,
        "bluebirds": 0.883,
        "temporal": 0.938,
        "tweets_bm": 0.700,
        "face": 0.641,
        "weather_amt": 0.825,
        "rte": 0.920,
        "d_product": 0.919,
    },
}


@pytest.fixture(params=METHODS, ids=[method.__name__.rpartition(".")[2] for method in METHODS])
def method(request):
    return request.param


def judged(votes, method):
    return method.fit(votes).judge(votes)


@pytest.mark.parametrize(
    "votes",
    [unanimous(1, 2), unanimous(3, 2), unanimous(3, 2, n_labels=4), unanimous(10, 2), unanimous(1, 2, n_labels=1)],
    ids=["one task", "three tasks", "four labels", "ten tasks", "no other option"],
)
def test_two_strangers_who_agree_in_a_tiny_stage_are_no_certainty(method, votes):
    confidence = judged(votes, method).confidence
    assert (confidence > 0.6).all()
    assert (confidence < 0.99).all()


def test_more_who_agree_are_surer(method):
    confidences = [judged(unanimous(4, answers), method).confidence[0] for answers in (1, 2, 3, 5, 9)]
    assert confidences == sorted(confidences)


def test_the_confidence_of_a_single_answer_is_the_record_of_who_gave_it(method):
    crowd = label_crowd(n_tasks=200, volunteers=10, answers=6, n_labels=2)
    model = method.fit(crowd.votes)
    records = [np.mean(crowd.votes.labels[at] == crowd.truth[crowd.votes.tasks[at]]) for at in _rows_by(crowd.votes)]
    best, worst = int(np.argmax(records)), int(np.argmin(records))
    alone = label_votes([(0, best, 1), (1, worst, 1), (2, 99, 1)], n_labels=2)
    by_best, by_worst, by_stranger = model.judge(alone).posterior[:, 1]
    assert by_best > by_stranger > by_worst


def _rows_by(votes):
    return [votes.volunteers == volunteer for volunteer in range(int(votes.volunteers.max()) + 1)]


def test_a_few_answers_a_task_do_not_run_to_one_label(method):
    crowd = label_crowd(n_tasks=600, answers=2, volunteers=60, prior=[0.1, 0.3, 0.6])
    verdicts = judged(crowd.votes, method)
    shares, true_shares = (np.bincount(each, minlength=3) / 600 for each in (verdicts.answer, crowd.truth))
    assert shares == pytest.approx(true_shares, abs=0.1)
    assert accuracy(verdicts.answer, crowd.truth) >= accuracy(judged(crowd.votes, majority).answer, crowd.truth)


def test_where_nearly_everything_is_of_one_label_it_does_not_lose_to_majority(method):
    crowd = label_crowd(n_tasks=800, answers=3, volunteers=150, n_labels=2, prior=[0.95, 0.05])
    by_majority = accuracy(judged(crowd.votes, majority).answer, crowd.truth)
    assert accuracy(judged(crowd.votes, method).answer, crowd.truth) >= by_majority - 0.005


def spammed(votes, *, seed=0):
    """As many rows more as there are, from volunteers who each give one label to everything."""
    generator = np.random.default_rng(seed)
    spammers = generator.permutation(len(votes.tasks)) % 20
    first = int(votes.volunteers.max()) + 1
    rows = np.column_stack([votes.tasks, first + spammers, np.zeros_like(votes.tasks)])
    return appended(votes, label_votes(np.unique(rows, axis=0), n_labels=votes.n_labels, n_tasks=votes.n_tasks))


def test_volunteers_who_answer_everything_alike_do_no_harm(method):
    crowd = label_crowd(n_tasks=300, answers=9, volunteers=30)
    votes = spammed(crowd.votes)
    clean = accuracy(judged(crowd.votes, method).answer, crowd.truth)
    assert accuracy(judged(votes, majority).answer, crowd.truth) < clean - 0.2
    assert accuracy(judged(votes, method).answer, crowd.truth) > clean - 0.03


def test_mistakes_that_people_share_make_it_less_sure_than_dawid_and_skene(method):
    votes, truth = _shared_mistakes()
    ours, theirs = (
        calibration_error(verdicts.confidence, verdicts.answer == truth)
        for verdicts in (judged(votes, method), judged(votes, dawid_skene))
    )
    assert ours < theirs * (0.8 if method is know_or_guess else 1)


def _shared_mistakes():
    """Votes of 400 tasks, three in ten of which mislead six in ten of those who answer; and the truth."""
    generator = np.random.default_rng(0)
    crowd = label_crowd(n_tasks=400, answers=10, volunteers=40, n_labels=2)
    labels = crowd.votes.labels.copy()
    misleading = (generator.random(400) < 0.3)[crowd.votes.tasks] & (generator.random(len(labels)) < 0.6)
    labels[misleading] = 1 - crowd.truth[crowd.votes.tasks[misleading]]
    return label_votes(np.column_stack([crowd.votes.tasks, crowd.votes.volunteers, labels]), n_labels=2), crowd.truth


def test_known_answers_teach_the_records(method):
    # Two camps of equal size contradict each other on everything; only known answers can tell which is right.
    camps = [(task, volunteer, (task + volunteer) % 2) for task in range(60) for volunteer in range(6)]
    truth = np.arange(60) % 2
    known = np.where(np.arange(60) < 10, truth, NOBODY)
    assert judged(label_votes(camps, n_labels=2), method).tie.all()
    taught = judged(label_votes(camps, n_labels=2, known=known), method)
    assert (taught.answer == truth).all()
    assert (taught.confidence[10:] > 0.9).all()


def test_a_task_without_answers_leaves_the_others_as_they_are(method):
    crowd = label_crowd(n_tasks=50)
    votes = crowd.votes
    wider = LabelVotes(
        tasks=votes.tasks, volunteers=votes.volunteers, n_tasks=52, labels=votes.labels, n_labels=votes.n_labels
    )
    assert np.array_equal(judged(wider, method).posterior[:50], judged(votes, method).posterior)
    assert judged(wider, method).answer[50:].tolist() == [NOBODY, NOBODY]


def test_a_label_that_comes_up_after_the_fit_is_judged_too(method):
    votes = label_votes([(task, volunteer, task % 2) for task in range(40) for volunteer in range(3)], n_labels=3)
    model = method.fit(votes)
    verdicts = model.judge(label_votes([(0, volunteer, 2) for volunteer in range(4)], n_labels=3))
    assert verdicts.answer.tolist() == [2]


def test_a_model_does_not_judge_a_question_with_other_labels(method):
    model = method.fit(unanimous(2, 2))
    with pytest.raises(ValueError, match="2 labels, not 3"):
        model.judge(unanimous(2, 2, n_labels=3))


def test_a_hundred_thousand_tasks_of_three_answers_are_fitted(method):
    crowd = label_crowd(n_tasks=1000, answers=3, volunteers=40, n_labels=4)
    times = 100
    votes = LabelVotes(
        tasks=(crowd.votes.tasks[None, :] + 1000 * np.arange(times)[:, None]).ravel(),
        volunteers=np.tile(crowd.votes.volunteers, times),
        n_tasks=1000 * times,
        labels=np.tile(crowd.votes.labels, times),
        n_labels=4,
    )
    assert accuracy(judged(votes, method).answer, np.tile(crowd.truth, times)) > 0.85


@pytest.mark.parametrize("name", REACHED[know_or_guess])
def test_real_crowds_are_judged_as_well_as_is_known_to_be_possible(method, name):
    crowd = real_crowd(name)
    assert accuracy(judged(crowd.votes, method).answer, crowd.truth) >= REACHED[method][name]
