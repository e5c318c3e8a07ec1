"""Axes: round numbers for their marks, and where a value lies between its ends."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """From `low` to `high`, with a mark at each of `marks`, round numbers among them both ends."""

    marks: Sequence[float]

    @property
    def low(self) -> float:
        """The lower end."""
        return self.marks[0]

    @property
    def high(self) -> float:
        """The upper end."""
        return self.marks[-1]

    def place(self, value: float) -> float:
        """Where a value lies, from 0 at the lower end to 1 at the upper; values beyond the ends lie on them."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


def scale_of(values: Sequence[float], *, marks: int = 5, from_nought: bool = False) -> Scale:
    """A scale of about so many marks, 1, 2 or 5 times a power of ten apart, that holds all finite values."""
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(finite), max(finite)
    if from_nought:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-9 * max(1.0, abs(high)):
        high = low + 1.0
    step = _round_step((high - low) / (marks - 1))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Scale([round(place * step, 10) for place in range(first, last + 1)])


def number(value: float) -> str:
    """A number as a mark or a table shows it: `12,345`, `0.25`, `-3`."""
    digits = f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{digits.rstrip('0').rstrip('.')}" if "." in digits else digits


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= rough * 0.999)
