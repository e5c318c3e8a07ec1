from microtask.consensus import mean, median
from tests.consensus.test_centre import judged, number_votes


def test_the_answer_is_the_middle_number_or_the_mean_of_the_two_in_the_middle():
    verdicts = judged(number_votes([9, 1, 2], [4], [1, 8, 2, 3], [], [5, 5]), median)
    assert verdicts.answer[[0, 1, 2, 4]].tolist() == [2, 4, 2.5, 5]


def test_its_interval_is_wider_than_that_of_the_mean_from_three_numbers_on():
    votes = number_votes([3, 4], [3, 4, 5])
    by_median, by_mean = judged(votes, median), judged(votes, mean)
    widths = (by_median.high - by_median.low) / (by_mean.high - by_mean.low)
    assert widths.round(3).tolist() == [1.0, 1.253]
