"""The charts of results, each with its table: what came out, how far people agree, and what departments said."""

from collections.abc import Mapping, Sequence

from microtask.charts import patterns
from microtask.charts.bars import Bar, Stack, bars, stacked_bars
from microtask.charts.drawing import Figure as Chart
from microtask.charts.drawing import percent
from microtask.charts.table import Table
from microtask.results.departments import ALL, ANSWER, NOT_SURE, POOLED, Figure
from microtask.results.rules import AGREEMENT_BANDS

WITHHELD = "[c]"  # as the analysis functions of government mark what is confidential
SMALL_DEPARTMENTS = "Smaller departments, together"
NOT_SURE_WORDS = "Not sure"


def draw_distribution(shares: Sequence[tuple[str, int, float]]) -> Chart:
    """How often each answer is an item's result: label, items and share, in the order of the options."""
    return bars(
        "distribution",
        [Bar(label, share, (f"{items:,}", percent(share))) for label, items, share in shares],
        title="What colleagues said",
        description="For each answer, the share of the items that have it as their result. The table has the figures.",
        headings=("Answer", "Items", "Share"),
        full=1.0,
    )


def draw_agreement(items: Sequence[int]) -> Chart:
    """How many items have which share of answers alike; `items` in the order of `AGREEMENT_BANDS`."""
    total = sum(items) or 1
    return bars(
        "agreement",
        [
            Bar(label, count, (f"{count:,}", percent(count / total)))
            for (_, label), count in zip(AGREEMENT_BANDS, items, strict=True)
        ],
        title="How many people agreed on each item",
        description="For each share of people who gave the answer, the share of the items. The table has the figures.",
        headings=("People who gave the answer", "Items", "Share"),
        full=total,
    )


def draw_departments(
    figures: Sequence[Figure], words: Mapping[str, str], *, is_partition: bool
) -> Chart | Table | None:
    """What departments said, of the table of a release; None where it tells none of them apart.

    `words` reads out labels. Departments of which a figure is withheld are in the table alone, with `WITHHELD` in its
    place; there is a drawing where each answer says one thing (`is_partition`), and not more than can be told apart.
    """
    departments = list(dict.fromkeys(each.department for each in figures))
    cells = {(each.department, each.what, each.answer): each.answers for each in figures}
    columns = [*((ANSWER, label) for label in words), (NOT_SURE, None)]
    if not departments:
        return None
    names = [*words.values(), NOT_SURE_WORDS]
    rows = [
        (
            say_department(department),
            *(_say(cells.get((department, what, label))) for what, label in columns),
            _say(cells.get((department, ALL, None))),
        )
        for department in departments
    ]
    title = "What departments said"
    table = Table("departments-table", title, ("Department", *names, "All answers"), rows)
    whole = [each for each in departments if all(cells.get((each, *column)) is not None for column in columns)]
    if not is_partition or len(names) > patterns.MOST or not whole:
        return Table(table.name, title, table.headings, rows, is_captioned=True)
    drawn = stacked_bars(
        "departments",
        [Stack(say_department(each), [cells[each, *column] or 0 for column in columns]) for each in whole],
        names=names,
        title=title,
        description="For each department of which all figures may be shown, how its answers divide.",
        heading="Department",
    )
    return Chart(title, drawn.drawing, table)


def say_department(name: str) -> str:
    """What a department is called on a page."""
    return SMALL_DEPARTMENTS if name == POOLED else name


def _say(count: int | None) -> str:
    return WITHHELD if count is None else f"{count:,}"
