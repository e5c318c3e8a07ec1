"""The one table: each figure beside what it must reach, what to reach for, and its yardstick."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

WIDTHS = (46, 14, 12, 22, 44)
HEADINGS = ("figure", "must reach", "reach for", "measured", "yardstick")


@dataclass(frozen=True)
class Figure:
    """One line. `reached` is "yes", "beyond" (what to reach for) or "no"; empty where nothing is asked."""

    name: str
    must: str
    reach_for: str
    measured: str
    yardstick: str = ""
    reached: str = ""


def at_least(name: str, value: float, *, must: float, reach_for: float, shown: str, yardstick: str = "") -> Figure:
    """A figure of which more is better, with its two marks; `shown` formats it and them."""
    reached = "beyond" if value >= max(must, reach_for) else "yes" if value >= must else "no"
    return Figure(name, shown.format(must), shown.format(reach_for), shown.format(value), yardstick, reached)


def at_most(name: str, value: float, *, must: float, reach_for: float, shown: str, yardstick: str = "") -> Figure:
    """The same of which less is better."""
    reached = "beyond" if value <= min(must, reach_for) else "yes" if value <= must else "no"
    return Figure(name, shown.format(must), shown.format(reach_for), shown.format(value), yardstick, reached)


def render(figures: Sequence[Figure]) -> str:
    """The table as text, a cell broken into lines where it is longer than its column."""
    lines = [_row(HEADINGS), "-+-".join("-" * width for width in WIDTHS)]
    for each in figures:
        measured = f"{each.measured} [{each.reached}]" if each.reached else each.measured
        lines.append(_row((each.name, each.must, each.reach_for, measured, each.yardstick)))
    return "\n".join(lines)


def grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Plain columns as wide as what stands in them, the first to the left and the others to the right."""
    lines = [headings, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    shown = [[line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in lines]
    shown.insert(1, ["-" * width for width in widths])
    return "\n".join("  ".join(cells).rstrip() for cells in shown)


def _row(cells: Sequence[str]) -> str:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, WIDTHS, strict=True)]
    height = max(map(len, wrapped))
    padded = [lines + [""] * (height - len(lines)) for lines in wrapped]
    return "\n".join(
        " | ".join(lines[turn].ljust(width) for lines, width in zip(padded, WIDTHS, strict=True)).rstrip()
        for turn in range(height)
    )
