"""The reliability diagram: of the answers that were said to be 80 % sure, how many were right?

M. H. DeGroot and S. E. Fienberg, "The comparison and evaluation of forecasters", The Statistician 32, 1983. The bars
are E. B. Wilson's 90 % intervals ("Probable inference, the law of succession, and statistical inference", Journal of
the American Statistical Association 22, 1927), which stay between 0 and 1 and say how little a few items prove.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from microtask.charts.drawing import FILL, INK, LINE, Figure, dot, frame, percent, rule, text
from microtask.charts.table import Table

PLOT = 18.0  # rem: the height of the plot
INSET = 0.03  # of the width: room for a dot at either end
MARKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_Z = 1.6449  # of a 90 % interval


@dataclass(frozen=True)
class Bin:
    """`right` of `items` were right, of which `said` is the mean confidence; `label` says which they are."""

    label: str
    said: float
    right: int
    items: int


def reliability(name: str, bins: Sequence[Bin], *, title: str, description: str, heading: str) -> Figure:
    """A dot for each bin, and an upright line for how far chance may have moved it; on the dashed line all is well.

    A bin without items is not drawn. `heading` is that of the labels in the table.
    """
    top = 2 * LINE + 0.25
    drawn = [text("Share that was right", x=0, y=LINE - 0.375), *_grid(top)]
    for each in bins:
        if each.items:
            low, high = wilson(each.right, each.items)
            drawn += [
                rule(_x(each.said), _y(top, low), _x(each.said), _y(top, high), stroke=FILL, stroke_width=3),
                dot(_x(each.said), _y(top, each.right / each.items), radius=0.45),
            ]
    drawn.append(text("How sure the method was", x=1, y=top + PLOT + 2 * LINE, anchor="end"))
    rows = [_row(each) for each in bins if each.items]
    headings = [heading, "Mean confidence", "Right", "Items", "Share right"]
    drawing = frame(*drawn, name=name, title=title, description=description, height=top + PLOT + 2 * LINE + 0.5)
    return Figure(title, drawing, Table(f"{name}-table", title, headings, rows))


def wilson(right: int, items: int) -> tuple[float, float]:
    """The 90 % interval of a share, of which `right` of `items` were seen."""
    share, square = right / items, _Z * _Z
    middle = (share + square / (2 * items)) / (1 + square / items)
    half = _Z * math.sqrt(share * (1 - share) / items + square / (4 * items * items)) / (1 + square / items)
    return max(0.0, middle - half), min(1.0, middle + half)


def _row(each: Bin) -> tuple[str, ...]:
    return each.label, f"{each.said:.1%}", f"{each.right:,}", f"{each.items:,}", percent(each.right / each.items)


def _grid(top: float) -> list[Markup]:
    drawn = []
    for mark in MARKS:
        anchor = "end" if mark == 1 else "middle"
        drawn += [
            rule(_x(0), _y(top, mark), _x(1), _y(top, mark)),
            rule(_x(mark), top, _x(mark), top + PLOT),
            text(percent(mark), x=_x(mark), y=top + PLOT + LINE, anchor=anchor),
        ]
    drawn.append(rule(_x(0), _y(top, 0), _x(1), _y(top, 1), stroke=INK, stroke_width=1.5, dashes="6 4"))
    return drawn + [text(percent(mark), x=_x(0), y=_y(top, mark) - 0.2) for mark in MARKS[1:]]


def _x(share: float) -> float:
    return INSET + (1 - 2 * INSET) * share


def _y(top: float, share: float) -> float:
    return top + PLOT * (1 - share)
