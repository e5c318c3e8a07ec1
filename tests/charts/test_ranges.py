from microtask.charts.ranges import Range, ranges
from tests.charts.seen import check, parts, words

SAID = {"title": "Scores", "description": "A dot and a line for each.", "headings": ("Thing", "Score")}


def test_a_range_is_a_dot_on_a_line_between_its_ends():
    figure = ranges("r", [Range("tea", 0, 50, 100, ("50",)), Range("coffee", 25, 25, 75, ("25",))], **SAID)
    check(figure)
    assert [each.get("cx") for each in parts(figure, "circle")] == ["50%", "26%"]
    thick = [(each.get("x1"), each.get("x2")) for each in parts(figure, "line") if each.get("stroke-width") == "3"]
    assert thick == [("2%", "98%"), ("26%", "74%")]
    assert words(figure) == ["0", "50", "100", "tea", "coffee"]
    assert figure.table.rows == [("tea", "50"), ("coffee", "25")]


def test_ranges_that_are_points_are_drawn_too():
    figure = ranges("r", [Range("tea", 3, 3, 3, ("3",))], **SAID)
    check(figure)
    assert parts(figure, "circle")[0].get("cx") == "2%"
