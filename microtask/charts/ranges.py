"""Ranges: a value and the interval in which it may lie, one a row, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from microtask.charts.drawing import FILL, LINE, Figure, cut, dot, frame, rule, text
from microtask.charts.scales import Scale, number, scale_of
from microtask.charts.table import Table

LONGEST_LABEL = 36  # characters
STEP = 2 * LINE  # rem, from one range to the next
INSET = 0.02  # of the width: room for the marks at either end


@dataclass(frozen=True)
class Range:
    """A value between `low` and `high`; `figures` stand in its row of the table."""

    label: str
    low: float
    value: float
    high: float
    figures: Sequence[str]


def ranges(name: str, ranges: Sequence[Range], *, title: str, description: str, headings: Sequence[str]) -> Figure:
    """One range a row, under its label: a dot on a line. `headings`: the labels', and one for each of the figures."""
    scale = scale_of([end for each in ranges for end in (each.low, each.high)])
    bottom = STEP * len(ranges) + 0.25
    drawn = [*_axis(scale, bottom)]
    for place, each in enumerate(ranges):
        y = place * STEP + LINE + 0.5
        low, value, high = (_place(scale, end) for end in (each.low, each.value, each.high))
        drawn += [
            text(cut(each.label, LONGEST_LABEL), x=0, y=place * STEP + LINE - 0.375),
            rule(low, y, high, y, stroke=FILL, stroke_width=3),
            *(rule(end, y - 0.3, end, y + 0.3, stroke=FILL, stroke_width=2) for end in (low, high)),
            dot(value, y),
        ]
    drawing = frame(*drawn, name=name, title=title, description=description, height=bottom + LINE + 0.25)
    return Figure(
        title, drawing, Table(f"{name}-table", title, headings, [(each.label, *each.figures) for each in ranges])
    )


def _axis(scale: Scale, bottom: float) -> list[Markup]:
    drawn = []
    for mark in scale.marks:
        x = _place(scale, mark)
        anchor = "start" if mark == scale.low else "end" if mark == scale.high else "middle"
        drawn += [rule(x, LINE, x, bottom), text(number(mark), x=x, y=bottom + LINE - 0.25, anchor=anchor)]
    return drawn


def _place(scale: Scale, value: float) -> float:
    return INSET + (1 - 2 * INSET) * scale.place(value)
