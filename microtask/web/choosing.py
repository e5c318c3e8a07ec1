"""What there is to choose from, as rows of boxes: an answer, what it means and an example; of a scale, its points.

Boxes of one row have the same place among those of their name, so that a form may have as many rows as it likes.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from werkzeug.datastructures import MultiDict

from microtask.errors import Invalid

BOXES = ("label", "definition", "example")
FEWEST = 3  # rows on a page
MOST = 100  # as many answers as a question takes
NO_SCALE = {"options": ["Write at least two points of the scale."]}

Row = Mapping[str, str]


def rows_of(answer: Mapping[str, Any]) -> list[Row]:
    """The `options` or the `scale` of a question or a task template; a point without words is shown as its number."""
    scale = answer.get("scale")
    if scale:
        points = (str(point) for point in range(scale["min"], scale["max"] + 1))
        return [{"label": scale.get("labels", {}).get(point, point)} for point in points]
    return [{"label": each} if isinstance(each, str) else dict(each) for each in answer.get("options", ())]


def read_rows(sent: "MultiDict[str, str]") -> list[Row]:
    """The rows as they were sent, without the boxes in which nothing stands; a row of none is empty."""
    columns = zip_longest(*(sent.getlist(box) for box in BOXES), fillvalue="")
    return [{box: words.strip() for box, words in zip(BOXES, row, strict=True) if words.strip()} for row in columns]


def fill_up(rows: Sequence[Row], *, one_more: bool = False) -> list[Row]:
    """The rows of a page: some empty ones where there are few; with `one_more` another one, while there is room."""
    wanted = max(FEWEST, min(len(rows) + one_more, MOST))
    return [*rows, *({} for _ in range(wanted - len(rows)))]


def read_answer(rows: Sequence[Row], kind: str) -> dict[str, Any]:
    """The rows in which something stands, as the body of a question of this kind takes them.

    Points of a scale are numbered from 1, the lowest first. Raises `Invalid` under `options` for a scale of one point.
    """
    given = [dict(row) for row in rows if row]
    if kind != "rate":
        return {"options": [{"label": ""} | row for row in given]}
    if len(given) < 2:
        raise Invalid(NO_SCALE)
    labels = {str(point): row.get("label", "") for point, row in enumerate(given, 1)}
    return {"scale": {"min": 1, "max": len(given), "labels": labels}}
