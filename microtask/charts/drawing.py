"""SVG by hand: elements with escaped text, and the frame that every figure stands in.

Across, lengths are percentages of the width that there is; down, they are rem. So a figure stretches with its page
while its text stays as large as the reader has set it.
"""

from dataclasses import dataclass

from markupsafe import Markup, escape

from microtask.charts.table import Table

INK = "#1b2124"
FILL = "#1f4e4a"
RULE = "#c3cccd"
TRACK = "#eef3f2"
TEXT = 0.9375  # rem
LINE = 1.375  # rem, from one line of text to the next


@dataclass(frozen=True)
class Figure:
    """A drawing under its title, and the table of what it shows: in a template, `{{ figure }}` is all three."""

    title: str
    drawing: Markup
    table: Table

    def __html__(self) -> str:
        return Markup(
            '<figure class="app-chart">\n<figcaption class="govuk-heading-s">{}</figcaption>\n{}\n{}\n</figure>'
        ).format(self.title, self.drawing, self.table)


def element(name: str, *content: str, **attributes: object) -> Markup:
    """An element of SVG. `_` in an attribute's name stands for `-`; None leaves it out; plain text is escaped."""
    written = Markup("").join(
        Markup(' {}="{}"').format(Markup(key.replace("_", "-")), value)  # noqa: S704 (names are the program's own)
        for key, value in attributes.items()
        if value is not None
    )
    tag = Markup(name)  # noqa: S704 (likewise)
    return Markup("<{}{}>{}</{}>").format(tag, written, Markup("").join(map(escape, content)), tag)


def across(share: float) -> str:
    """A place or length across the figure, as a share of its width."""
    return f"{_digits(100 * share, 3)}%"


def down(rems: float) -> str:
    """A place or length down the figure."""
    return f"{_digits(rems, 4)}rem"


def frame(*content: Markup, name: str, title: str, description: str, height: float) -> Markup:
    """The drawing as a whole: one picture with a title and a description. `name` is unique on its page."""
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-desc"),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        width="100%",
        height=down(height),
        font_size=down(TEXT),
        fill=INK,
        overflow="visible",
    )


def text(words: str, *, x: float, y: float, anchor: str = "start", bold: bool = False) -> Markup:
    """Words on one line, whose foot is at `y`, with a white rim that keeps them readable over a line they cross."""
    return element(
        "text",
        words,
        x=across(x),
        y=down(y),
        text_anchor=None if anchor == "start" else anchor,
        font_weight="bold" if bold else None,
        stroke="#fff",
        stroke_width=3,
        paint_order="stroke",
        stroke_linejoin="round",
    )


def rule(x1: float, y1: float, x2: float, y2: float, *, dashes: str | None = None, **attributes: object) -> Markup:
    """A straight line."""
    return element(
        "line",
        x1=across(x1),
        y1=down(y1),
        x2=across(x2),
        y2=down(y2),
        stroke_dasharray=dashes,
        **{"stroke": RULE, "stroke_width": 1} | attributes,
    )


def box(x: float, y: float, width: float, height: float, *, fill: str, **attributes: object) -> Markup:
    """A rectangle."""
    return element("rect", x=across(x), y=down(y), width=across(width), height=down(height), fill=fill, **attributes)


def dot(x: float, y: float, *, radius: float = 0.35, fill: str = FILL) -> Markup:
    """A round mark with a white rim."""
    return element("circle", cx=across(x), cy=down(y), r=down(radius), fill=fill, stroke="#fff", stroke_width=1.5)


def percent(share: float) -> str:
    """A share as people read it: `72%`; what is neither none nor all never reads as 0% or 100%."""
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{share:.0%}"


def cut(words: str, most: int) -> str:
    """The words on one line, cut where they are too long for their place; the table has them whole."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _digits(number: float, places: int) -> str:
    return f"{number:.{places}f}".rstrip("0").rstrip(".") or "0"
