import pytest

from microtask.charts.bars import Bar, Stack, bars, stacked_bars
from tests.charts.seen import check, parts, words

SAID = {"title": "What people said", "description": "A bar for each answer."}


def test_a_bar_is_as_long_as_its_value_among_all():
    figure = bars(
        "b", [Bar("yes", 3, ("3", "75%")), Bar("no", 1, ("1", "25%"))], headings=("A", "N", "%"), full=4, **SAID
    )
    check(figure)
    assert [each.get("width") for each in parts(figure, "rect")] == ["100%", "75%", "100%", "25%"]
    assert words(figure) == ["yes", "75%", "no", "25%"]
    assert figure.table.rows == [("yes", "3", "75%"), ("no", "1", "25%")]


def test_the_longest_bar_is_the_measure_where_no_other_is_given():
    figure = bars("b", [Bar("yes", 3, ("3",)), Bar("no", 1.5, ("1.5",))], headings=("A", "N"), **SAID)
    assert [each.get("width") for each in parts(figure, "rect")][1::2] == ["100%", "50%"]


def test_bars_of_nothing_have_no_length():
    figure = bars("b", [Bar("yes", 0, ("0",))], headings=("A", "N"), **SAID)
    assert parts(figure, "rect")[1].get("width") == "0%"


def test_a_long_label_is_cut_in_the_drawing_and_whole_in_the_table():
    label = "a label that goes on and on until nobody reads it"
    figure = bars("b", [Bar(label, 1, ("1",))], headings=("A", "N"), **SAID)
    assert words(figure)[0] == "a label that goes on and on…"
    assert figure.table.rows[0][0] == label


def test_a_stack_is_divided_by_shares_and_figures_stand_where_there_is_room():
    stacks = [Stack("A1", [3, 0, 1]), Stack("A2", [1, 9, 0])]
    figure = stacked_bars("s", stacks, names=("yes", "no", "unclear"), heading="Task", **SAID)
    check(figure)
    filled = [each for each in parts(figure, "rect") if each.get("stroke") and each.get("width").endswith("%")]
    assert [(each.get("x"), each.get("width")) for each in filled] == [
        ("0%", "75%"), ("75%", "25%"), ("0%", "10%"), ("10%", "90%"),
    ]  # fmt: skip
    assert [word for word in words(figure) if word.endswith("%")] == ["75%", "25%", "90%"]
    assert figure.table.rows == [("A1", "3", "0", "1"), ("A2", "1", "9", "0")]


@pytest.mark.parametrize("label", ["<script>alert(1)</script>", '"&', "a\x0bb"])
def test_no_label_breaks_the_drawing(label):
    figure = bars("b", [Bar(label, 1, ("1",))], headings=("A", "N"), **SAID)
    check(figure)
    assert "<script" not in figure.__html__()
