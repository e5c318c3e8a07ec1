import pytest
from markupsafe import Markup

from microtask.charts.drawing import Figure, across, cut, down, element, percent, text
from microtask.charts.table import Table


def test_words_and_attributes_are_escaped():
    assert element("text", 'a <b> & "c"', x='"1') == '<text x="&#34;1">a &lt;b&gt; &amp; &#34;c&#34;</text>'


def test_elements_stand_in_one_another():
    assert element("defs", element("rect", width=1)) == '<defs><rect width="1"></rect></defs>'


def test_names_of_attributes_are_written_with_dashes_and_none_is_left_out():
    assert element("line", stroke_width=2, x1=None) == '<line stroke-width="2"></line>'


def test_lengths_across_are_shares_and_lengths_down_are_of_the_text_size():
    assert (across(0.5), across(1), across(1 / 3), down(1.5), down(0)) == ("50%", "100%", "33.333%", "1.5rem", "0rem")


def test_words_that_begin_where_they_stand_say_nothing_of_it():
    assert "text-anchor" not in text("a", x=0, y=1)
    assert 'text-anchor="end"' in text("a", x=1, y=1, anchor="end")


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0%"), (0.004, "under 1%"), (0.5, "50%"), (0.996, "over 99%"), (1, "100%")]
)
def test_a_share_never_reads_as_none_or_all_where_it_is_not(share, words):
    assert percent(share) == words


def test_words_that_are_too_long_are_cut_and_stand_on_one_line():
    assert cut("short", 10) == "short"
    assert cut("two\nlines  here", 20) == "two lines here"
    assert cut("rather too long", 10) == "rather to…"


def test_a_figure_is_its_title_its_drawing_and_its_table():
    figure = Figure("Cats & dogs", Markup("<svg></svg>"), Table("t", "Cats", ("Kind", "Count"), [("cat", "1")]))
    html = figure.__html__()
    assert html.index("Cats &amp; dogs") < html.index("<svg>") < html.index("<table")
    assert Markup("{}").format(figure) == html
