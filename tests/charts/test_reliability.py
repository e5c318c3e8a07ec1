import pytest

from microtask.charts.reliability import Bin, reliability, wilson
from tests.charts.seen import check, parts, words

SAID = {"title": "Is it so?", "description": "A dot for each band.", "heading": "Confidence"}


def test_a_dot_stands_where_what_was_said_meets_what_was_right():
    figure = reliability("r", [Bin("60%", 0.6, 3, 6), Bin("90%", 0.9, 0, 0)], **SAID)
    check(figure)
    (dot,) = parts(figure, "circle")
    assert dot.get("cx") == "59.4%"  # 0.6 of the width between the insets
    assert figure.table.rows == [("60%", "60.0%", "3", "6", "50%")]
    assert "Share that was right" in words(figure)


def test_the_line_on_which_all_is_well_is_dashed():
    figure = reliability("r", [Bin("60%", 0.6, 3, 6)], **SAID)
    (diagonal,) = [line for line in parts(figure, "line") if line.get("stroke-dasharray")]
    assert (diagonal.get("x1"), diagonal.get("x2")) == ("3%", "97%")
    assert (diagonal.get("y1"), diagonal.get("y2")) == ("21rem", "3rem")


def test_wilsons_interval_is_the_published_one():
    """From E. B. Wilson's formula by hand: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n) with z = 1.6449."""
    assert wilson(8, 10) == pytest.approx((0.5408, 0.9314), abs=1e-4)
    assert wilson(0, 4) == pytest.approx((0.0, 0.4035), abs=1e-4)
    assert wilson(4, 4)[1] == 1.0
