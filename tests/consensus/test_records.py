import numpy as np
import pytest

from microtask.consensus.labels import in_play
from microtask.consensus.records import BANDS, HIGHEST_BAND, Records
from microtask.consensus.tally import Tally
from tests.consensus.crowds import label_votes


def learnt(rows, truth, *, steps=50, n_labels=2):
    """The records of volunteers where the true labels are certain."""
    votes = label_votes(rows, n_labels=n_labels)
    records = Records.blank(Tally.of(votes, in_play(votes)))
    posterior = np.eye(n_labels)[truth]
    answers = records.tally.by_volunteer(records.tally.given)
    for _ in range(steps):
        records = records.learn([records.tally.hits(posterior)], [1.0], answers)
    return records


def test_who_is_always_right_knows_and_who_says_one_thing_guesses():
    truth = np.arange(100) % 2
    rows = [(task, 0, truth[task]) for task in range(100)] + [(task, 1, 0) for task in range(100)]
    careful, constant = learnt(rows, truth).knows
    assert careful > 0.9
    assert constant < 0.1


def test_a_label_that_somebody_says_all_the_time_adds_next_to_nothing():
    truth = np.arange(100) % 2
    rows = [(task, 0, truth[task]) for task in range(100)] + [(task + 100, 1, 0) for task in range(100)]
    scores = learnt(rows, np.concatenate([truth, truth])).scores(1.0)
    by_careful, by_constant = scores[0], scores[100]
    assert by_careful[0] - by_careful[1] > 2.0
    assert by_constant[0] - by_constant[1] < 0.15


def test_on_a_hard_task_a_vote_says_less_and_surprises_less():
    truth = np.arange(100) % 2
    rows = [(task, 0, truth[task]) for task in range(100)]
    easy, hard = (learnt(rows, truth).scores(ease)[0] for ease in (1.0, 0.2))
    assert easy[0] - easy[1] > hard[0] - hard[1] > 0
    assert hard[1] > easy[1]


def test_what_is_known_on_hard_tasks_counts_as_all_the_more():
    truth = np.arange(100) % 2
    votes = label_votes([(task, 0, truth[task] if task % 4 else 1 - truth[task]) for task in range(100)], n_labels=2)
    blank = Records.blank(Tally.of(votes, in_play(votes)))
    hits = blank.tally.hits(np.eye(2)[truth])
    easy = blank.learn([hits], [1.0], np.array([100.0]))
    hard = blank.learn([hits], [0.2], np.array([20.0]))
    assert hard.knows[0] > easy.knows[0]


def test_nobody_knows_more_than_everything_however_hard_their_tasks():
    truth = np.arange(100) % 2
    votes = label_votes([(task, 0, truth[task]) for task in range(100)], n_labels=2)
    records = Records.blank(Tally.of(votes, in_play(votes)))
    for _ in range(5):
        records = records.learn([records.tally.hits(np.eye(2)[truth])], [0.2], np.array([20.0]))
    assert records.knows[0] < 1
    assert (records.band_knows < 1).all()


def test_two_records_count_half_each():
    truth = np.arange(40) % 2
    rows = [(task, task % 4, truth[task]) for task in range(40)]
    few, many = learnt(rows, truth, steps=1), learnt(rows, truth, steps=20)
    both = few.mean_with(many)
    assert both.knows == pytest.approx((few.knows + many.knows) / 2)
    assert both.band_guesses.sum(axis=1) == pytest.approx(np.ones(BANDS))


def test_a_record_without_one_vote_is_that_of_the_others():
    # One volunteer with ten answers, all right; without one of them they are nine, and the band is what it was.
    truth = np.arange(10) % 2
    records = learnt([(task, 0, truth[task]) for task in range(10)], truth)
    (knows,), (share,) = records.without(np.array([1]), np.array([1.0]))
    known = 5 * records.knows[0] / (records.knows[0] + (1 - records.knows[0]) * records.share)
    band = records.band_knows[records.bands[0]]
    assert knows == pytest.approx((known.sum() * 0.9 + 4 * band) / (9 + 4), abs=0.01)
    assert knows < records.knows[0]
    assert share == pytest.approx(records.share[1], abs=0.05)


def test_who_answered_once_is_taken_for_the_others_who_did():
    truth = np.arange(300) % 2
    regulars = [(task, 0, truth[task]) for task in range(100)]
    once = [(task, task, task // 2 % 2) for task in range(100, 300)]
    records = learnt(regulars + once, truth)
    assert records.bands.tolist() == [4] + [0] * 200
    assert records.band_knows[0] < 0.2
    assert records.band_knows[4] > 0.8
    assert (records.knows[1:] < 0.3).all()


def test_who_gave_one_label_a_few_times_is_taken_for_the_others_who_did():
    truth = np.arange(300) % 2
    rows = [(task, task // 5, truth[task] if task < 150 else 0) for task in range(300)]
    records = learnt(rows, truth)
    assert records.bands.tolist() == [2] * 30 + [2 + HIGHEST_BAND] * 30
    assert records.band_knows[2] > 0.8
    assert records.band_knows[2 + HIGHEST_BAND] < 0.2


def test_who_gave_one_label_once_or_many_times_is_in_no_band_apart():
    rows = [(task, who, 0) for who, answers in enumerate((1, 7, 8, 16)) for task in range(answers)]
    assert learnt(rows, np.arange(16) % 2).bands.tolist() == [0, BANDS - 1, 3, HIGHEST_BAND]


def test_the_shares_of_guesses_sum_to_one():
    rows = [(task, task % 5, task % 3) for task in range(60)]
    records = learnt(rows, np.zeros(60, dtype=int), n_labels=3)
    assert sum(records.shares_of(place) for place in range(3)) == pytest.approx(np.ones(5))


def test_a_step_follows_the_written_rule():
    # One volunteer, 6 answers, 4 of them right: known = hits t / (t + (1 - t) g), with t = 1/2 before.
    rows = [(task, 0, 0 if task < 4 else 1) for task in range(6)]
    votes = label_votes(rows, n_labels=2)
    blank = Records.blank(Tally.of(votes, in_play(votes)))
    share = (4 + 3 * 4 / 6) / (6 + 3)
    known = 4 * 0.5 / (0.5 + 0.5 * share)
    crowd = (known + 5) / (6 + 10)
    band = (known + 10 * crowd) / (6 + 10)
    records = blank.learn([np.array([4.0, 0.0])], [1.0], np.array([6.0]))
    assert records.knows[0] == pytest.approx((known + 4 * band) / (6 + 4))
    assert records.guesses[0] == pytest.approx(6 - known)
