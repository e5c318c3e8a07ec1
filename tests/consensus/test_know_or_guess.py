from dataclasses import replace

import numpy as np
import pytest

from microtask.consensus import know_or_guess, majority
from microtask.consensus.records import HIGHEST_BAND
from microtask.consensus.votes import NOBODY, LabelVotes
from tests.consensus.crowds import (
    accuracy,
    appended,
    calibration_error,
    label_crowd,
    label_votes,
    real_crowd,
)


def judged(votes, method=know_or_guess):
    return method.fit(votes).judge(votes)


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


def test_where_nothing_was_ever_answered_one_stranger_is_no_certainty():
    nothing = label_votes([], n_labels=3, n_tasks=2)
    verdicts = know_or_guess.fit(nothing).judge(label_votes([(0, 1, 2)], n_labels=3))
    assert verdicts.answer.tolist() == [2]
    assert 0.5 < verdicts.confidence[0] < 0.9


def test_confidence_means_what_it_says_of_real_crowds():
    crowds = [real_crowd(name) for name in ("temporal", "face", "weather_amt", "rte", "d_product")]
    errors = []
    for crowd in crowds:
        verdicts, judged_by = judged(crowd.votes), crowd.truth >= 0
        errors.append(calibration_error(verdicts.confidence[judged_by], (verdicts.answer == crowd.truth)[judged_by]))
    assert np.mean(errors) < 0.05


def hard_crowd(seed, *, n_tasks=400, answers=14, volunteers=40):
    """Two labels, nine tasks in ten of the first; on a quarter of the tasks everybody guesses."""
    generator = np.random.default_rng(seed)
    truth = (generator.random(n_tasks) < 0.1).astype(int)
    who = np.argsort(generator.random((n_tasks, volunteers)), axis=1)[:, :answers].ravel()
    tasks = np.repeat(np.arange(n_tasks), answers)
    knows = generator.random(len(tasks)) < generator.beta(6, 2, volunteers)[who]
    is_hard = (generator.random(n_tasks) < 0.25)[tasks]
    labels = np.where(knows & ~is_hard, truth[tasks], generator.integers(2, size=len(tasks)))
    return label_votes(np.column_stack([tasks, who, labels]), n_labels=2), truth


def test_where_tasks_may_be_hard_fewer_of_them_are_taken_for_those_of_the_rare_label(monkeypatch):
    crowds = [hard_crowd(seed) for seed in range(10)]
    right = [np.mean(judged(votes).answer == truth) for votes, truth in crowds]
    monkeypatch.setattr(know_or_guess, "HARD_EASE", 1.0)
    without = [np.mean(judged(votes).answer == truth) for votes, truth in crowds]
    assert np.mean(right) > np.mean(without) + 0.004


def test_a_known_answer_is_certain_however_hard_its_task_may_be():
    votes, truth = hard_crowd(0)
    known = np.where(np.arange(400) < 40, 1 - truth, NOBODY)
    model = know_or_guess.fit(replace(votes, known=known))
    assert 0.3 < model.temperature < 5
    assert model.judge(replace(votes, known=known)).answer[:40].tolist() == known[:40].tolist()


@pytest.mark.parametrize("rare", [0, 4])
def test_where_no_two_answered_the_same_task_each_answer_is_taken_at_its_word_and_none_is_sure(rare):
    labels = np.array([1] * rare + [0] * (200 - rare))
    verdicts = judged(label_votes(np.column_stack([np.arange(200), np.zeros(200, int), labels]), n_labels=2))
    assert verdicts.answer.tolist() == labels.tolist()
    assert verdicts.confidence == pytest.approx(np.full(200, verdicts.confidence[0]))
    assert 0.5 < verdicts.confidence[0] < 0.9
