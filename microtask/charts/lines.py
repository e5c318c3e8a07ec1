"""Lines: how a few quantities move over even steps, each with the band in which it may lie."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from microtask.charts.drawing import (
    FILL,
    INK,
    LINE,
    RULE,
    Figure,
    across,
    cut,
    down,
    element,
    frame,
    rule,
    text,
)
from microtask.charts.scales import Scale, number, scale_of
from microtask.charts.table import Table

PLOT = 14.0  # rem: the height of the plot
DASHES = (None, "8 4", "2 3", "12 3 2 3")
MOST = len(DASHES)
BAND = "#c9d6d4"


@dataclass(frozen=True)
class Series:
    """A quantity at each step, None where it is not known; `low` and `high` are the band, as long as `values`."""

    name: str
    values: Sequence[float | None]
    low: Sequence[float | None] | None = None
    high: Sequence[float | None] | None = None


def lines(
    name: str, steps: Sequence[str], series: Sequence[Series], *, title: str, description: str, heading: str
) -> Figure:
    """The series over `steps`, from nought up; told apart by their dashes, of which there are `MOST`.

    A stretch where a value is missing is left open. `heading` is that of the steps in the table.
    """
    scale = scale_of([value for each in series for value in _all_values(each)], from_nought=True)
    top = LINE * len(series) + 1.5
    rules, figures = _grid(scale, top)
    drawn = [*_key(series), *rules, _plot(series, scale, len(steps), top)]
    drawn += [*figures, *_step_labels(steps, top + PLOT)]
    drawing = frame(*drawn, name=name, title=title, description=description, height=top + PLOT + LINE + 0.25)
    return Figure(title, drawing, Table(f"{name}-table", title, [heading, *_headings(series)], _rows(steps, series)))


def _all_values(series: Series) -> list[float]:
    columns = (series.values, series.low or (), series.high or ())
    return [value for column in columns for value in column if value is not None]


def _key(series: Sequence[Series]) -> list[Markup]:
    drawn = []
    for place, each in enumerate(series):
        middle = down(place * LINE + 0.7)
        sample = element(
            "line",
            x1=0,
            y1=middle,
            x2=down(2.5),
            y2=middle,
            stroke=FILL,
            stroke_width=3,
            stroke_dasharray=DASHES[place],
        )
        drawn += [sample, element("text", cut(each.name, 30), x=down(3), y=down(place * LINE + 1.0))]
    return drawn


def _grid(scale: Scale, top: float) -> tuple[list[Markup], list[Markup]]:
    """A rule at each mark, and its number to stand on it and over the lines: so the plot has the whole width."""
    rules, figures = [], []
    for mark in scale.marks:
        y = top + PLOT * (1 - scale.place(mark))
        rules.append(rule(0, y, 1, y, stroke=INK if mark == 0 else RULE))
        figures.append(text(number(mark), x=0, y=y - 0.2))
    return rules, figures


def _plot(series: Sequence[Series], scale: Scale, steps: int, top: float) -> Markup:
    """Bands below, lines above, in a box of 100 by 100 that stretches with the page while strokes keep their width."""
    bands = [band for each in series if (band := _band(each, scale, steps)) is not None]
    strokes = [
        element(
            "path",
            d=_path(each.values, scale, steps),
            fill="none",
            stroke=FILL,
            stroke_width=3,
            stroke_linejoin="round",
            stroke_linecap="round" if DASHES[place] is None else None,
            stroke_dasharray=DASHES[place],
            vector_effect="non-scaling-stroke",
        )
        for place, each in enumerate(series)
    ]
    dots = [
        element("path", d=lone, stroke=FILL, stroke_width=9, stroke_linecap="round", vector_effect="non-scaling-stroke")
        for each in series
        if (lone := _lone_points(each.values, scale, steps))
    ]
    return element(
        "svg",
        *bands,
        *strokes,
        *dots,
        y=down(top),
        width=across(1),
        height=down(PLOT),
        viewBox="0 0 100 100",
        preserveAspectRatio="none",
        overflow="visible",
    )


def _point(place: int, value: float, scale: Scale, steps: int) -> str:
    x = 100 * place / max(steps - 1, 1)
    return f"{x:.2f} {100 * (1 - scale.place(value)):.2f}"


def _path(values: Sequence[float | None], scale: Scale, steps: int) -> str:
    moves, is_drawing = [], False
    for place, value in enumerate(values):
        if value is not None:
            moves.append(f"{'L' if is_drawing else 'M'}{_point(place, value, scale, steps)}")
        is_drawing = value is not None
    return "".join(moves)


def _lone_points(values: Sequence[float | None], scale: Scale, steps: int) -> str:
    """The values with none on either side, which no line shows, as lines of no length: with round ends, dots."""
    around = [None, *values, None]
    return "".join(
        f"M{_point(place, value, scale, steps)}h0"
        for place, value in enumerate(values)
        if value is not None and around[place] is None and around[place + 2] is None
    )


def _band(series: Series, scale: Scale, steps: int) -> Markup | None:
    if series.low is None or series.high is None:
        return None
    pairs = [
        (place, low, high)
        for place, (low, high) in enumerate(zip(series.low, series.high, strict=True))
        if low is not None and high is not None
    ]
    there = [_point(place, high, scale, steps) for place, _, high in pairs]
    back = [_point(place, low, scale, steps) for place, low, _ in reversed(pairs)]
    return element("path", d=f"M{'L'.join(there + back)}Z", fill=BAND, stroke="none") if pairs else None


def _step_labels(steps: Sequence[str], bottom: float) -> list[Markup]:
    """The first and the last step, and where there are five or more the one in the middle."""
    drawn = [text(steps[0], x=0, y=bottom + LINE)] if steps else []
    if len(steps) > 4:
        middle = (len(steps) - 1) // 2
        drawn.append(text(steps[middle], x=middle / (len(steps) - 1), y=bottom + LINE, anchor="middle"))
    if len(steps) > 1:
        drawn.append(text(steps[-1], x=1, y=bottom + LINE, anchor="end"))
    return drawn


def _headings(series: Sequence[Series]) -> list[str]:
    return [
        heading
        for each in series
        for heading in ([each.name] if each.low is None else [each.name, f"{each.name}: from", f"{each.name}: to"])
    ]


def _rows(steps: Sequence[str], series: Sequence[Series]) -> list[list[str]]:
    columns = [
        column
        for each in series
        for column in ([each.values] if each.low is None or each.high is None else [each.values, each.low, each.high])
    ]
    return [
        [step, *("" if (value := column[place]) is None else number(value) for column in columns)]
        for place, step in enumerate(steps)
    ]
