from xml.etree import ElementTree as ET

from microtask.charts import patterns


def test_every_pattern_looks_different_without_colour():
    drawn = ET.fromstring(str(patterns.define("p", patterns.MOST)))
    looks = {tuple((part.get("fill"), part.get("d")) for part in pattern) for pattern in drawn}
    assert len(looks) == patterns.MOST == 7


def test_a_fill_names_the_pattern_of_its_own_figure():
    assert patterns.fill("votes", 2) == "url(#votes-fill-2)"
    assert 'id="votes-fill-2"' in patterns.define("votes", 3)
    assert 'id="votes-fill-3"' not in patterns.define("votes", 3)


def test_words_stand_on_a_plaque_where_strokes_would_cross_them():
    dark, hatched = (patterns.label("33%", place, x=0.5, y=1) for place in (0, 1))
    assert "<rect" not in dark
    assert 'fill="#fff">33%' in dark
    assert "<rect" in hatched
