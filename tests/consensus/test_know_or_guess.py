from dataclasses import replace

import numpy as np
import pytest

from microtask.consensus import dawid_skene, know_or_guess, majority
from microtask.consensus.records import HIGHEST_BAND
from microtask.consensus.votes import NOBODY, LabelVotes
from tests.consensus.crowds import accuracy, appended, label_crowd, label_votes, real_crowd, unanimous


def judged(votes, method=know_or_guess):
    return method.fit(votes).judge(votes)


def calibration_error(confidence, is_right):
    """The expected calibration error over ten bins of confidence."""
    bins = np.minimum((confidence * 10).astype(int), 9)
    return sum(abs((confidence - is_right)[bins == each].sum()) for each in range(10)) / len(confidence)


def spammed(votes, *, seed=0):
    """As many rows more as there are, from volunteers who each give one label to everything."""
    generator = np.random.default_rng(seed)
    spammers = generator.permutation(len(votes.tasks)) % 20
    first = int(votes.volunteers.max()) + 1
    rows = np.column_stack([votes.tasks, first + spammers, np.zeros_like(votes.tasks)])
    return appended(votes, label_votes(np.unique(rows, axis=0), n_labels=votes.n_labels, n_tasks=votes.n_tasks))


@pytest.mark.parametrize(
    "votes",
    [unanimous(1, 2), unanimous(3, 2), unanimous(3, 2, n_labels=4), unanimous(10, 2), unanimous(1, 2, n_labels=1)],
    ids=["one task", "three tasks", "four labels", "ten tasks", "no other option"],
)
def test_two_strangers_who_agree_in_a_tiny_stage_are_no_certainty(votes):
    confidence = judged(votes).confidence
    assert (confidence > 0.6).all()
    assert (confidence < 0.99).all()


def test_more_who_agree_are_surer():
    confidences = [judged(unanimous(4, answers)).confidence[0] for answers in (1, 2, 3, 5, 9)]
    assert confidences == sorted(confidences)


def test_the_confidence_of_a_single_answer_is_the_record_of_who_gave_it():
    crowd = label_crowd(n_tasks=200, volunteers=10, answers=6, n_labels=2)
    model = know_or_guess.fit(crowd.votes)
    records = [np.mean(crowd.votes.labels[at] == crowd.truth[crowd.votes.tasks[at]]) for at in _rows_by(crowd.votes)]
    best, worst = int(np.argmax(records)), int(np.argmin(records))
    alone = label_votes([(0, best, 1), (1, worst, 1), (2, 99, 1)], n_labels=2)
    by_best, by_worst, by_stranger = model.judge(alone).posterior[:, 1]
    assert by_best > by_stranger > by_worst


def _rows_by(votes):
    return [votes.volunteers == volunteer for volunteer in range(int(votes.volunteers.max()) + 1)]


def test_a_few_answers_a_task_do_not_run_to_one_label():
    crowd = label_crowd(n_tasks=600, answers=2, volunteers=60, prior=[0.1, 0.3, 0.6])
    verdicts = judged(crowd.votes)
    assert verdicts.posterior.mean(axis=0) == pytest.approx([0.1, 0.3, 0.6], abs=0.1)
    assert accuracy(verdicts.answer, crowd.truth) >= accuracy(judged(crowd.votes, majority).answer, crowd.truth)


def test_where_nearly_everything_is_of_one_label_it_does_not_lose_to_majority():
    crowd = label_crowd(n_tasks=800, answers=3, volunteers=150, n_labels=2, prior=[0.95, 0.05])
    by_majority = accuracy(judged(crowd.votes, majority).answer, crowd.truth)
    assert accuracy(judged(crowd.votes).answer, crowd.truth) >= by_majority - 0.005


def test_volunteers_who_answer_everything_alike_do_no_harm():
    crowd = label_crowd(n_tasks=300, answers=9, volunteers=30)
    votes = spammed(crowd.votes)
    clean = accuracy(judged(crowd.votes).answer, crowd.truth)
    assert accuracy(judged(votes, majority).answer, crowd.truth) < clean - 0.2
    assert accuracy(judged(votes).answer, crowd.truth) > clean - 0.03


def test_as_many_volunteers_who_answer_a_few_tasks_alike_do_no_harm():
    crowd = label_crowd(n_tasks=300, answers=6, volunteers=450)
    generator = np.random.default_rng(1)
    rows = [
        (task, 1000 + volunteer, volunteer % 3)
        for volunteer in range(450)
        for task in generator.choice(300, size=4, replace=False)
    ]
    votes = appended(crowd.votes, label_votes(rows, n_labels=3, n_tasks=300))
    unspammed = accuracy(judged(crowd.votes, majority).answer, crowd.truth)
    assert accuracy(judged(votes, majority).answer, crowd.truth) < unspammed - 0.05
    assert accuracy(judged(votes).answer, crowd.truth) >= unspammed


def _shared_mistakes():
    """Votes of 400 tasks, three in ten of which mislead six in ten of those who answer; and the truth."""
    generator = np.random.default_rng(0)
    crowd = label_crowd(n_tasks=400, answers=10, volunteers=40, n_labels=2)
    labels = crowd.votes.labels.copy()
    misleading = (generator.random(400) < 0.3)[crowd.votes.tasks] & (generator.random(len(labels)) < 0.6)
    labels[misleading] = 1 - crowd.truth[crowd.votes.tasks[misleading]]
    return label_votes(np.column_stack([crowd.votes.tasks, crowd.votes.volunteers, labels]), n_labels=2), crowd.truth


def test_mistakes_that_people_share_make_it_less_sure_than_dawid_and_skene():
    votes, truth = _shared_mistakes()
    errors = []
    for method in (know_or_guess, dawid_skene):
        verdicts = judged(votes, method)
        errors.append(calibration_error(verdicts.confidence, verdicts.answer == truth))
    assert errors[0] < errors[1] * 0.8


def test_one_off_volunteers_who_say_anything_are_told_from_the_rest():
    crowd = label_crowd(n_tasks=300, answers=9, volunteers=30)
    generator = np.random.default_rng(0)
    count = len(crowd.votes.tasks) // 2
    rows = np.column_stack(
        [generator.integers(300, size=count), 100 + np.arange(count), generator.integers(3, size=count)]
    )
    votes = appended(crowd.votes, label_votes(rows, n_labels=3, n_tasks=300))
    model = know_or_guess.fit(votes)
    assert model.band_knows[0] < 0.1
    assert model.band_knows[HIGHEST_BAND] > 0.5
    assert accuracy(model.judge(votes).answer, crowd.truth) > accuracy(judged(crowd.votes).answer, crowd.truth) - 0.01


def test_lone_answers_teach_nothing():
    crowd = label_crowd(n_tasks=200, answers=1, volunteers=20, prior=[0.1, 0.3, 0.6])
    assert np.array_equal(judged(crowd.votes).answer, crowd.votes.labels)
    pairs = label_crowd(n_tasks=200, answers=3, volunteers=20)
    lone = label_votes([(task, 20 + task % 7, 1) for task in range(200, 400)], n_labels=3, n_tasks=400)
    both = appended(
        LabelVotes(
            tasks=pairs.votes.tasks,
            volunteers=pairs.votes.volunteers,
            n_tasks=400,
            labels=pairs.votes.labels,
            n_labels=3,
        ),
        lone,
    )
    model, without = know_or_guess.fit(both), know_or_guess.fit(pairs.votes)
    assert np.array_equal(model.volunteers, without.volunteers)


def test_known_answers_that_surprise_make_less_sure_and_change_no_verdict_of_the_others():
    crowd = label_crowd(n_tasks=400, answers=5, volunteers=200, n_labels=2)
    model = know_or_guess.fit(crowd.votes)
    assert model.temperature == 1.0
    said, places = model.judge(crowd.votes).answer, np.arange(400)
    known = np.where(places < 100, np.where(places % 3 == 0, 1 - said, said), NOBODY)
    surprised = know_or_guess.fit(replace(crowd.votes, known=known))
    assert surprised.temperature > 1.2
    scaled, plain = surprised.judge(crowd.votes), replace(surprised, temperature=1.0).judge(crowd.votes)
    assert np.array_equal(scaled.answer, plain.answer)
    assert (scaled.confidence <= plain.confidence).all()


def test_known_answers_teach_the_records():
    # Two camps of equal size contradict each other on everything; only known answers can tell which is right.
    camps = [(task, volunteer, (task + volunteer) % 2) for task in range(60) for volunteer in range(6)]
    truth = np.arange(60) % 2
    known = np.where(np.arange(60) < 10, truth, NOBODY)
    assert judged(label_votes(camps, n_labels=2)).tie.all()
    taught = judged(label_votes(camps, n_labels=2, known=known))
    assert (taught.answer == truth).all()
    assert (taught.confidence[10:] > 0.9).all()


def test_a_task_without_answers_leaves_the_others_as_they_are():
    crowd = label_crowd(n_tasks=50)
    votes = crowd.votes
    wider = LabelVotes(
        tasks=votes.tasks, volunteers=votes.volunteers, n_tasks=52, labels=votes.labels, n_labels=votes.n_labels
    )
    assert np.array_equal(judged(wider).posterior[:50], judged(votes).posterior)
    assert judged(wider).answer[50:].tolist() == [NOBODY, NOBODY]


def test_a_label_that_comes_up_after_the_fit_is_judged_too():
    votes = label_votes([(task, volunteer, task % 2) for task in range(40) for volunteer in range(3)], n_labels=3)
    model = know_or_guess.fit(votes)
    verdicts = model.judge(label_votes([(0, volunteer, 2) for volunteer in range(4)], n_labels=3))
    assert verdicts.answer.tolist() == [2]


def test_where_nothing_was_ever_answered_one_stranger_is_no_certainty():
    nothing = label_votes([], n_labels=3, n_tasks=2)
    verdicts = know_or_guess.fit(nothing).judge(label_votes([(0, 1, 2)], n_labels=3))
    assert verdicts.answer.tolist() == [2]
    assert 0.5 < verdicts.confidence[0] < 0.9


def test_a_model_does_not_judge_a_question_with_other_labels():
    model = know_or_guess.fit(unanimous(2, 2))
    with pytest.raises(ValueError, match="2 labels, not 3"):
        model.judge(unanimous(2, 2, n_labels=3))


def test_a_hundred_thousand_tasks_of_three_answers_are_fitted():
    crowd = label_crowd(n_tasks=1000, answers=3, volunteers=40, n_labels=4)
    times = 100
    votes = LabelVotes(
        tasks=(crowd.votes.tasks[None, :] + 1000 * np.arange(times)[:, None]).ravel(),
        volunteers=np.tile(crowd.votes.volunteers, times),
        n_tasks=1000 * times,
        labels=np.tile(crowd.votes.labels, times),
        n_labels=4,
    )
    assert accuracy(judged(votes).answer, np.tile(crowd.truth, times)) > 0.85


# What is reached, less half a point: a guard against losing it.
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("weather_cf", 0.890),
        ("wsd", 0.988),
        ("bluebirds", 0.888),
        ("temporal", 0.937),
        ("tweets_bm", 0.709),
        ("face", 0.648),
        ("weather_amt", 0.847),
        ("rte", 0.920),
        ("d_product", 0.932),
    ],
)
def test_real_crowds_are_judged_as_well_as_is_known_to_be_possible(name, least):
    crowd = real_crowd(name)
    assert accuracy(judged(crowd.votes).answer, crowd.truth) >= least


def test_confidence_means_what_it_says_of_real_crowds():
    crowds = [real_crowd(name) for name in ("temporal", "face", "weather_amt", "rte", "d_product")]
    errors = []
    for crowd in crowds:
        verdicts, judged_by = judged(crowd.votes), crowd.truth >= 0
        errors.append(calibration_error(verdicts.confidence[judged_by], (verdicts.answer == crowd.truth)[judged_by]))
    assert np.mean(errors) < 0.05
