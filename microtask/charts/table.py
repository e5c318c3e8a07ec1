"""The table of a figure: what is drawn, in words and figures, in the markup of every other table of the service."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Table:
    """Rows under headings. The first cell of a row is its header; the others are right-aligned but for `words`.

    `name` is unique on its page; `words` has the places of columns that are text. The caption is for those who hear
    the page, unless `is_captioned`: beside a figure its title says the same.
    """

    name: str
    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: frozenset[int] = frozenset({0})
    is_captioned: bool = False

    def __html__(self) -> str:
        head = Markup("").join(
            Markup('<th scope="col" class="govuk-table__header{}">{}</th>').format(self._side("header", place), heading)
            for place, heading in enumerate(self.headings)
        )
        shown = "govuk-table__caption govuk-table__caption--s" if self.is_captioned else "govuk-visually-hidden"
        return Markup(
            '<div class="app-scroll" role="region" aria-labelledby="{name}" tabindex="0">\n'
            '<table class="govuk-table">\n<caption id="{name}" class="{shown}">{caption}</caption>\n'
            '<thead class="govuk-table__head"><tr class="govuk-table__row">{head}</tr></thead>\n'
            '<tbody class="govuk-table__body">\n{body}\n</tbody>\n</table>\n</div>'
        ).format(
            name=self.name,
            shown=shown,
            caption=self.caption,
            head=head,
            body=Markup("\n").join(map(self._row, self.rows)),
        )

    def _row(self, cells: Sequence[str]) -> Markup:
        first, *others = cells
        row = Markup('<th scope="row" class="govuk-table__header">{}</th>').format(first)
        row += Markup("").join(
            Markup('<td class="govuk-table__cell{}">{}</td>').format(self._side("cell", place), cell)
            for place, cell in enumerate(others, start=1)
        )
        return Markup('<tr class="govuk-table__row">{}</tr>').format(row)

    def _side(self, part: str, place: int) -> str:
        return "" if place in self.words else f" govuk-table__{part}--numeric"
