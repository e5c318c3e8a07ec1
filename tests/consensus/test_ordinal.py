import numpy as np
import pytest

from microtask.consensus import mean, ordinal
from microtask.consensus.votes import NumberVotes
from tests.consensus.test_centre import number_votes


def scale_crowd(seed=0, *, n_tasks=300, answers=6, volunteers=20, lean=1.0):
    """A scale of 5 points; half of the volunteers answer a point too high, up to the end of the scale."""
    generator = np.random.default_rng(seed)
    truth = generator.integers(1, 6, size=n_tasks)
    who = np.array([generator.choice(volunteers, size=answers, replace=False) for _ in range(n_tasks)]).ravel()
    tasks = np.repeat(np.arange(n_tasks), answers)
    said = truth[tasks] + np.where(who < volunteers // 2, lean, 0) + generator.normal(0, 0.4, size=len(tasks))
    numbers = np.clip(np.round(said), 1, 5)
    return NumberVotes(tasks=tasks, volunteers=who, n_tasks=n_tasks, numbers=numbers), truth


def judged(votes, **options):
    return ordinal.fit(votes, **options).judge(votes)


def test_the_middle_is_nearest_and_the_peak_most_often_right():
    distance, hits = {True: [], False: []}, {True: [], False: []}
    for seed in range(6):
        votes, truth = scale_crowd(seed, answers=3, lean=0.5)
        for peak in (True, False):
            answer = judged(votes, peak=peak).answer
            distance[peak].append(np.abs(answer - truth).mean())
            hits[peak].append(np.mean(answer == truth))
    assert np.mean(distance[False]) <= np.mean(distance[True]) + 0.01
    assert np.mean(hits[True]) >= np.mean(hits[False]) - 0.01


def test_leaning_volunteers_are_understood_better_than_by_the_rounded_mean():
    votes, truth = scale_crowd(answers=8)
    by_mean = np.round(mean.fit(votes).judge(votes).answer)
    assert np.mean(judged(votes).answer == truth) > np.mean(by_mean == truth)


def test_the_interval_runs_over_points_and_holds_the_answer():
    votes, _ = scale_crowd()
    verdicts = judged(votes)
    points = {1.0, 2.0, 3.0, 4.0, 5.0}
    assert set(verdicts.low) | set(verdicts.high) | set(verdicts.answer) <= points
    assert ((verdicts.low <= verdicts.answer) & (verdicts.answer <= verdicts.high)).all()


def test_the_confidence_is_about_how_often_the_answer_is_right():
    votes, truth = scale_crowd(lean=0.0, n_tasks=600)
    verdicts = judged(votes)
    assert verdicts.confidence.mean() == pytest.approx(np.mean(verdicts.answer == truth), abs=0.06)


def test_a_known_number_stands_and_a_task_without_numbers_has_none():
    verdicts = judged(number_votes([4, 5], [2, 2], [], known=np.array([1.0, np.nan, np.nan])))
    assert verdicts.answer[:2].tolist() == [1, 2]
    assert (verdicts.confidence[0], verdicts.low[0], verdicts.high[0]) == (1, 1, 1)
    assert np.isnan(verdicts.answer[2])


def test_a_point_that_comes_later_is_judged_as_the_nearest():
    votes, _ = scale_crowd()
    verdicts = ordinal.fit(votes).judge(number_votes([9, 9]))
    assert verdicts.answer.tolist() == [5]


@pytest.mark.parametrize("numbers", [[1.5, 2.0], list(range(22))])
def test_numbers_that_are_no_points_are_refused(numbers):
    with pytest.raises(ValueError, match="at most 21 different ones"):
        ordinal.fit(number_votes(numbers))
