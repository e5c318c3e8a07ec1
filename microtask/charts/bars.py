"""Bars: how much of each of a few things there is; and stacked bars, how each of them divides."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from microtask.charts import patterns
from microtask.charts.drawing import FILL, INK, LINE, TRACK, Figure, box, cut, down, element, frame, percent, text
from microtask.charts.table import Table

LONGEST_LABEL = 28  # characters: beside a figure they fit into 290 px
THICK = 0.75  # rem
STEP = LINE + THICK + 0.625  # rem, from one bar to the next
NARROWEST_FIGURE = 0.19  # of the width: a narrower part has no room for its figure


@dataclass(frozen=True)
class Bar:
    """A bar of length `value`; `figures` stand in its row of the table, and the last of them beside the bar."""

    label: str
    value: float
    figures: Sequence[str]


@dataclass(frozen=True)
class Stack:
    """A bar that is all of one thing, divided into `parts`, counts in the order of the names."""

    label: str
    parts: Sequence[int]


def bars(
    name: str, bars: Sequence[Bar], *, title: str, description: str, headings: Sequence[str], full: float | None = None
) -> Figure:
    """One bar a row, under its label. `full` is what the whole width stands for: left out, the longest bar.

    `headings` are those of the table: one for the labels, and one for each of the figures.
    """
    full = full or max((bar.value for bar in bars), default=0) or 1
    drawn = []
    for place, bar in enumerate(bars):
        foot = place * STEP + LINE - 0.375
        drawn += [
            text(cut(bar.label, LONGEST_LABEL), x=0, y=foot),
            text(bar.figures[-1], x=1, y=foot, anchor="end", bold=True),
            box(0, place * STEP + LINE, 1, THICK, fill=TRACK),
            box(0, place * STEP + LINE, min(1.0, bar.value / full), THICK, fill=FILL),
        ]
    drawing = frame(*drawn, name=name, title=title, description=description, height=STEP * len(bars))
    return Figure(title, drawing, Table(f"{name}-table", title, headings, [(bar.label, *bar.figures) for bar in bars]))


def stacked_bars(
    name: str, stacks: Sequence[Stack], *, names: Sequence[str], title: str, description: str, heading: str
) -> Figure:
    """One full bar a row, divided by shares, under a key of the patterns. At most `patterns.MOST` names.

    `heading` is that of the labels in the table; the other columns are the names, with counts.
    """
    key_height = LINE * len(names) + 0.5
    drawn = [patterns.define(name, len(names)), *_key(name, names)]
    for place, stack in enumerate(stacks):
        top = key_height + place * STEP
        drawn += [
            text(cut(stack.label, LONGEST_LABEL), x=0, y=top + LINE - 0.375),
            text(f"{sum(stack.parts):,}", x=1, y=top + LINE - 0.375, anchor="end"),
            *_parts(name, stack, top + LINE),
        ]
    height = key_height + STEP * len(stacks)
    rows = [(stack.label, *(f"{part:,}" for part in stack.parts)) for stack in stacks]
    drawing = frame(*drawn, name=name, title=title, description=description, height=height)
    return Figure(title, drawing, Table(f"{name}-table", title, [heading, *names], rows))


def _key(name: str, names: Sequence[str]) -> list[Markup]:
    """One line a name: its pattern, then the name."""
    drawn = []
    for place, words in enumerate(names):
        sample = element(
            "rect",
            x=1,
            y=down(place * LINE + 0.25),
            width=down(1.25),
            height=down(0.875),
            fill=patterns.fill(name, place),
            stroke=INK,
        )
        label = element("text", cut(words, LONGEST_LABEL), x=down(1.75), y=down(place * LINE + 1.0))
        drawn += [sample, label]
    return drawn


def _parts(name: str, stack: Stack, top: float) -> list[Markup]:
    total = sum(stack.parts) or 1
    drawn, start = [], 0.0
    for place, part in enumerate(stack.parts):
        share = part / total
        if part:
            drawn.append(box(start, top, share, THICK + 0.375, fill=patterns.fill(name, place), stroke=INK))
        if share >= NARROWEST_FIGURE:
            drawn.append(patterns.label(percent(share), place, x=start + share / 2, y=top + 0.875))
        start += share
    return drawn
