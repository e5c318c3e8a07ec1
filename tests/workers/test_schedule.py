"""The table of periodic work: everything in it runs on an empty database, and again."""

from workers.schedule import SCHEDULE


def test_everything_runs_where_there_is_nothing_to_do(units, waiting):
    for _ in range(2):
        for function, _interval in SCHEDULE:
            function(units)
    assert waiting() == ["remind-0", "retain-0"]


def test_a_lost_errand_is_sent_again_within_seconds_and_nothing_runs_all_the_time():
    intervals = {function.__name__: interval for function, interval in SCHEDULE}
    assert len(intervals) == len(SCHEDULE)
    assert intervals["sweep"] <= 10
    assert min(intervals.values()) >= 1
