"""When a challenge may be done: from what is left and how many answers the last days brought. Pure."""

from collections.abc import Sequence
from math import ceil, sqrt
from statistics import mean, stdev
from typing import NamedTuple

FEWEST_DAYS = 3
WINDOW = 14  # days
NINE_IN_TEN = 1.645  # standard errors on either side of a mean


class Forecast(NamedTuple):
    """In how many days from now the work is done: `soonest` and `latest`; None where no day can be promised."""

    soonest: int
    latest: int | None


def forecast(daily: Sequence[int], *, left: float) -> Forecast | None:
    """The range of days in which `left` answers come in, 9 times in 10, if people go on as they did.

    `daily` is how many answers each day brought, without gaps, today (which is not over) left out; the last fourteen
    count, since a campaign e-mail of last month says nothing about next week. What is left is divided by the pace: the
    days' mean, and 1.645 of its standard errors below and above. The days themselves give that error, so that
    weekends and bursts widen the range: answers come in sittings, and a Poisson error would be far too narrow. None
    before three days, or where none of them brought an answer; `latest` is None where the lower pace is nought.
    """
    days = list(daily)[-WINDOW:]
    if left <= 0:
        return Forecast(0, 0)
    if len(days) < FEWEST_DAYS or not any(days):
        return None
    pace, error = mean(days), NINE_IN_TEN * stdev(days) / sqrt(len(days))
    slow = pace - error
    return Forecast(ceil(left / (pace + error)), ceil(left / slow) if slow > 0 else None)
