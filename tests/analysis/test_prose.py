import pytest

from microtask.analysis.note import method_note, method_page
from microtask.analysis.prose import to_html


def test_paragraphs_headings_and_lists_are_html():
    html = to_html("# Title\n\nOne & two\nlines.\n\n## Part\n\n- a\n- **b** and `c`")
    assert html.split("\n") == [
        '<h1 class="govuk-heading-l">Title</h1>',
        '<p class="govuk-body">One &amp; two lines.</p>',
        '<h2 class="govuk-heading-m">Part</h2>',
        '<ul class="govuk-list govuk-list--bullet">',
        "<li>a</li>",
        "<li><strong>b</strong> and <code>c</code></li>",
        "</ul>",
    ]


def test_headings_may_begin_further_down():
    assert to_html("# Title\n\n## Part", top=2) == (
        '<h2 class="govuk-heading-m">Title</h2>\n<h3 class="govuk-heading-s">Part</h3>'
    )


@pytest.mark.parametrize("block", ["1. one", "> said", "```\ncode\n```", "* one", "#### deep", "    code", "| a | b |"])
def test_what_a_note_may_not_have_is_refused(block):
    with pytest.raises(ValueError, match="none of the forms"):
        to_html(f"Before.\n\n{block}")


def test_the_whole_note_is_in_the_page():
    html = method_page(top=2)
    assert html.count("<h2") == 1
    assert html.count("<h3") == method_note().count("\n## ")
    assert "**" not in html
    assert "`" not in html
