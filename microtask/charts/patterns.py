"""Fills that differ without colour: six patterns and a blank, told apart on paper and by any eye."""

from markupsafe import Markup

from microtask.charts.drawing import FILL, INK, across, down, element

# What is drawn on a tile of 8 by 8, on which ground.
_TILES = (
    (FILL, ""),
    ("#fff", "M-2 2l4-4M0 8l8-8M6 10l4-4"),
    ("#9fbfbb", ""),
    ("#fff", "M2 2h2v2h-2zM6 6h2v2h-2z"),
    ("#9fbfbb", "M-2 6l4 4M0 0l8 8M6-2l4 4"),
    ("#fff", "M0 2h8M0 6h8"),
    ("#fff", ""),
)
MOST = len(_TILES)


def define(name: str, count: int) -> Markup:
    """The first `count` patterns, of at most `MOST`, for the figure of this name."""
    return element("defs", *(_pattern(name, place) for place in range(count)))


def fill(name: str, place: int) -> str:
    """The value of `fill` for a pattern of the figure of this name."""
    return f"url(#{name}-fill-{place})"


def label(words: str, place: int, *, x: float, y: float) -> Markup:
    """Words in the middle of a part that is filled with this pattern: on a plaque, where strokes would cross them."""
    _, strokes = _TILES[place]
    plaque = element("rect", x="-1.25rem", y="-0.875rem", width="2.5rem", height="1.125rem", fill="#fff")
    return element(
        "svg",
        *([plaque] if strokes else []),
        element("text", words, text_anchor="middle", fill="#fff" if place == 0 else INK),
        x=across(x),
        y=down(y),
        overflow="visible",
    )


def _pattern(name: str, place: int) -> Markup:
    ground, strokes = _TILES[place]
    return element(
        "pattern",
        element("rect", width=8, height=8, fill=ground),
        *([element("path", d=strokes, stroke=FILL, stroke_width=1.5, fill="none")] if strokes else []),
        id=f"{name}-fill-{place}",
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
    )
