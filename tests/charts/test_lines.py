from microtask.charts.lines import Series, lines
from tests.charts.seen import check, parts, words

SAID = {"title": "Answers by week", "description": "A line for each.", "heading": "Week"}
WEEKS = [f"week {week}" for week in range(1, 6)]


def path_of(figure, place=0):
    return parts(figure, "path")[place]


def test_a_line_goes_from_step_to_step():
    figure = lines("l", WEEKS, [Series("Answers", [0, 5, 10, 10, 10])], **SAID)
    check(figure)
    assert path_of(figure).get("d") == "M0.00 100.00L25.00 50.00L50.00 0.00L75.00 0.00L100.00 0.00"
    assert figure.table.rows[1] == ["week 2", "5"]


def test_a_missing_value_leaves_the_line_open():
    figure = lines("l", WEEKS, [Series("Answers", [0, 10, None, 10, 0])], **SAID)
    assert path_of(figure).get("d").count("M") == 2
    assert figure.table.rows[2] == ["week 3", ""]


def test_a_band_is_drawn_below_its_line_and_stands_in_the_table():
    forecast = Series("Settled", [None, None, 10, 20, 30], low=[None, None, 10, 15, 20], high=[None, None, 10, 30, 50])
    figure = lines("l", WEEKS, [forecast], **SAID)
    check(figure)
    band, line = parts(figure, "path")
    assert band.get("d").endswith("Z")
    assert band.get("d").count("L") == 5
    assert line.get("fill") == "none"
    assert list(figure.table.headings) == ["Week", "Settled", "Settled: from", "Settled: to"]
    assert figure.table.rows[4] == ["week 5", "30", "20", "50"]


def test_lines_are_told_apart_by_their_dashes():
    figure = lines("l", WEEKS, [Series("Answers", [1] * 5), Series("Settled", [2] * 5)], **SAID)
    assert [path.get("stroke-dasharray") for path in parts(figure, "path")] == [None, "8 4"]
    assert words(figure)[:2] == ["Answers", "Settled"]


def test_the_first_the_last_and_the_middle_step_are_named():
    assert words(lines("l", WEEKS, [Series("A", [1] * 5)], **SAID))[-3:] == ["week 1", "week 3", "week 5"]
    assert words(lines("l", WEEKS[:2], [Series("A", [1, 2])], **SAID))[-2:] == ["week 1", "week 2"]
    assert words(lines("l", WEEKS[:1], [Series("A", [1])], **SAID))[-1:] == ["week 1"]


def test_a_value_that_no_line_leads_to_is_a_dot():
    figure = lines("l", WEEKS, [Series("Answers", [5, None, 10, 10, None])], **SAID)
    check(figure)
    _line, dots = parts(figure, "path")
    assert dots.get("d") == "M0.00 50.00h0"
    assert dots.get("stroke-linecap") == "round"
