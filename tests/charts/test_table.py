from microtask.charts.table import Table

TABLE = Table("t", "Cats & dogs", ("Kind", "Note", "Count"), [("cat", "<b>", "1")], words=frozenset({0, 1}))


def test_the_first_cell_heads_its_row_and_figures_are_on_the_right():
    html = TABLE.__html__()
    assert '<th scope="row" class="govuk-table__header">cat</th>' in html
    assert '<td class="govuk-table__cell">&lt;b&gt;</td>' in html
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">1</td>' in html
    assert '<th scope="col" class="govuk-table__header govuk-table__header--numeric">Count</th>' in html


def test_a_table_scrolls_in_a_region_that_has_its_caption_for_a_name():
    html = TABLE.__html__()
    assert 'role="region" aria-labelledby="t" tabindex="0"' in html
    assert '<caption id="t" class="govuk-visually-hidden">Cats &amp; dogs</caption>' in html
