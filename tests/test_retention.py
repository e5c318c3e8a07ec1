from datetime import timedelta

import pytest

from microtask.errors import Invalid
from microtask.retention import RETENTION, in_words, kept_for


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


def test_a_deployment_may_choose_its_own_periods():
    chosen = {each.name: each.period for each in kept_for({"items": 30})}
    assert chosen == {each.name: each.period for each in RETENTION} | {"items": timedelta(days=30)}


@pytest.mark.parametrize("days", [{"weights": 5}, {"nothing": 5}, {"items": 0}, {"audit": 182}])
def test_what_is_fixed_unknown_or_too_short_is_refused(days):
    with pytest.raises(Invalid):
        kept_for(days)
