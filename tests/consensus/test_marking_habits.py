from dataclasses import replace

import numpy as np
import pytest

from microtask.consensus import marking_habits, two_coin
from microtask.consensus.votes import TagVotes
from tests.consensus.crowds import tag_crowd
from tests.consensus.test_tag_verdicts import tag_votes


def habitual_crowd(seed=0, *, n_tasks=120, answers=4, volunteers=40, n_tags=8):
    """Volunteers of whom some mark much of everything and some little."""
    generator = np.random.default_rng(seed)
    truth = generator.random((n_tasks, n_tags)) < 0.25
    habit = generator.normal(0, 1.3, volunteers)
    who = np.array([generator.choice(volunteers, size=answers, replace=False) for _ in range(n_tasks)]).ravel()
    tasks = np.repeat(np.arange(n_tasks), answers)
    odds = np.where(truth[tasks], 0.6, -2.8) + habit[who][:, None]
    marks = generator.random(odds.shape) < 1 / (1 + np.exp(-odds))
    return TagVotes(tasks=tasks, volunteers=who, n_tasks=n_tasks, marks=marks), truth


def test_what_people_do_with_other_tags_tells_what_their_marks_are_worth():
    gained = []
    for seed in range(4):
        votes, truth = habitual_crowd(seed)
        right = [np.mean(method.fit(votes).judge(votes).applies == truth) for method in (marking_habits, two_coin)]
        gained.append(right[0] - right[1])
    assert np.mean(gained) > 0.005


def test_a_mark_of_somebody_who_marks_everything_says_less():
    votes, _ = habitual_crowd()
    model = marking_habits.fit(votes)
    share = np.array([votes.marks[votes.volunteers == who].mean() for who in model.volunteers])
    assert np.corrcoef(share, model.marked.mean(axis=1))[0, 1] < -0.5
    assert np.corrcoef(share, model.unmarked.mean(axis=1))[0, 1] < -0.5


def test_a_stranger_counts_as_one_of_the_crowd():
    model = marking_habits.fit(tag_crowd().votes)
    verdicts = model.judge(tag_votes((0, 999, [1, 0, 0, 1])))
    said = np.where([1, 0, 0, 1], model.crowd_marked, model.crowd_unmarked)
    assert verdicts.probability[0] == pytest.approx(1 / (1 + np.exp(-said - model.prior)), abs=1e-6)


def test_known_tags_guide_the_fit_and_stand():
    crowd = tag_crowd()
    votes = replace(crowd.votes, known=~crowd.truth, is_known=np.arange(200) < 100)
    model = marking_habits.fit(votes)
    assert model.crowd_marked.mean() < marking_habits.fit(crowd.votes).crowd_marked.mean()
    assert np.array_equal(model.judge(votes).applies[:100], ~crowd.truth[:100])


def test_a_tag_that_nobody_marks_takes_no_part():
    votes = tag_votes((0, 0, [1, 0]), (0, 1, [1, 0]), (1, 0, [0, 0]), (1, 1, [0, 0]))
    model = marking_habits.fit(votes)
    assert model.used.tolist() == [True, False]
    assert model.judge(votes).probability[:, 1].tolist() == [0, 0]


def test_a_model_does_not_judge_a_question_with_other_tags():
    with pytest.raises(ValueError, match="4 tags, not 2"):
        marking_habits.fit(tag_crowd().votes).judge(tag_votes((0, 0, [1, 0])))
