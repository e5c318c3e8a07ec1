from datetime import timedelta

import pytest

from microtask.retention import RETENTION, in_words


def test_each_kind_of_data_has_one_line():
    assert len({each.name for each in RETENTION}) == len(RETENTION)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (timedelta(0), "at once"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=20), "20 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=90), "90 days"),
        (timedelta(days=365), "12 months"),
        (timedelta(days=730), "24 months"),
        (timedelta(days=7 * 365), "7 years"),
    ],
)
def test_a_period_reads_as_one_would_say_it(period, words):
    assert in_words(period) == words
