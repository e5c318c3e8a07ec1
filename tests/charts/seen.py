"""What stands in a figure: its drawing as elements, and its table as texts."""

import re
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"


def drawing(figure):
    """The drawing, parsed: so it is well formed."""
    return ET.fromstring(str(figure.drawing))


def parts(figure, name):
    return list(drawing(figure).iter(f"{SVG}{name}"))


def words(figure):
    """The texts of the drawing, in their order."""
    return ["".join(each.itertext()) for each in parts(figure, "text")]


def check(figure):
    """What holds of every figure: it is one picture with a name, and a strict policy lets all of it through."""
    svg = drawing(figure)
    ids = {each.get("id"): each for each in svg.iter() if each.get("id")}
    assert svg.get("role") == "img"
    assert ids[svg.get("aria-labelledby")].text == figure.title
    assert ids[svg.get("aria-describedby")].text.strip()
    assert not {"style", "class", "onload", "href"} & {name for each in svg.iter() for name in each.keys()}  # noqa: SIM118
    assert {each.tag.removeprefix(SVG) for each in svg.iter()} <= {
        "svg", "title", "desc", "text", "rect", "line", "path", "circle", "defs", "pattern",
    }  # fmt: skip
    used = set(re.findall(r"url\(#([^)]+)\)", str(figure.drawing)))
    assert used <= set(ids)
    assert svg.get("viewBox") is None, "A drawing that is scaled has its text scaled too."
    assert figure.table.rows
    assert all(len(row) == len(figure.table.headings) for row in figure.table.rows)
