import numpy as np
import pytest

from microtask.consensus import mean, median
from microtask.consensus.votes import NumberVotes
from tests.consensus.crowds import number_crowd


def number_votes(*numbers_by_task, **more):
    tasks = [task for task, numbers in enumerate(numbers_by_task) for _ in numbers]
    return NumberVotes(
        tasks=np.array(tasks, dtype=np.int64),
        volunteers=np.arange(len(tasks)),
        n_tasks=len(numbers_by_task),
        numbers=np.array([number for numbers in numbers_by_task for number in numbers], dtype=np.float64),
        **more,
    )


def judged(votes, method=mean):
    return method.fit(votes).judge(votes)


@pytest.mark.parametrize("method", [mean, median])
@pytest.mark.parametrize("answers", [1, 2, 3, 5, 10])
def test_nine_intervals_in_ten_hold_the_centre_of_another_crowd(method, answers):
    generator = np.random.default_rng(answers)
    truth = generator.uniform(2, 6, size=2000)
    votes = number_votes(*generator.normal(truth[:, None], 0.8, size=(2000, answers)))
    if answers == 1:
        # Nothing but other tasks shows how far people differ: here some have two answers.
        votes = number_votes(
            *generator.normal(truth[:1000, None], 0.8, size=(1000, 1)),
            *generator.normal(truth[1000:, None], 0.8, size=(1000, 2)),
        )
    verdicts = judged(votes, method)
    others = np.array([generator.normal(truth[task], 0.8, size=n).mean() for task, n in enumerate(votes.answers)])
    assert 0.88 <= np.mean((verdicts.low <= others) & (others <= verdicts.high)) <= 0.98


def test_the_confidence_is_that_of_lying_within_half_a_point():
    generator = np.random.default_rng(0)
    truth = generator.uniform(2, 6, size=3000)
    verdicts = judged(number_votes(*generator.normal(truth[:, None], 0.8, size=(3000, 4))))
    assert np.mean(np.abs(verdicts.answer - truth) <= 0.5) == pytest.approx(verdicts.confidence.mean(), abs=0.02)


def test_two_equal_numbers_in_a_tiny_stage_are_no_certainty():
    verdicts = judged(number_votes([4, 4]))
    assert verdicts.answer.tolist() == [4]
    assert verdicts.confidence[0] < 0.8
    assert verdicts.high[0] - verdicts.answer[0] > 0.5


def test_one_number_alone_says_nothing_of_how_far_others_would_differ():
    verdicts = judged(number_votes([4]))
    assert (verdicts.answer[0], verdicts.low[0], verdicts.high[0]) == (4, -np.inf, np.inf)
    assert verdicts.confidence[0] == 0


def test_more_numbers_make_a_narrower_interval():
    widths = [judged(number_votes([3, 5] * times, [1, 2], [6, 7])).high[0] for times in (1, 2, 4, 8)]
    assert widths == sorted(widths, reverse=True)


def test_a_task_without_numbers_has_no_answer():
    verdicts = judged(number_votes([4, 5], []))
    assert np.isnan([verdicts.answer[1], verdicts.low[1], verdicts.high[1]]).all()
    assert (verdicts.confidence[1], verdicts.has_answer[1]) == (0, False)


def test_a_known_number_stands():
    verdicts = judged(number_votes([4, 5], [2, 3], known=np.array([1.0, np.nan])))
    assert [verdicts.answer[0], verdicts.low[0], verdicts.high[0], verdicts.confidence[0]] == [1, 1, 1, 1]
    assert verdicts.is_known.tolist() == [True, False]


def test_the_agreement_is_the_share_within_half_a_point():
    assert judged(number_votes([3, 4, 4, 5])).agreement.tolist() == [0.5]
    assert judged(number_votes([3, 4])).agreement.tolist() == [1.0]


def test_the_spread_is_pooled_over_the_tasks():
    calm, wild = number_crowd(spread=0.3).votes, number_crowd(spread=2).votes
    assert mean.fit(calm).variance < 0.3
    assert mean.fit(wild).variance > 3
