"""The charts of results, each with its table: what came out, how far people agree, and what departments said."""

from collections.abc import Mapping, Sequence

from microtask.charts import patterns
from microtask.charts.bars import Bar, Stack, bars, stacked_bars
from microtask.charts.drawing import Figure as Chart
from microtask.charts.drawing import percent
from microtask.charts.table import Table
from microtask.results.departments import ALL, ANSWER, NOT_SURE, POOLED, Figure
from microtask.results.rules import AGREEMENT_BANDS

SMALL_DEPARTMENTS = "Other departments, together"
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

    `words` reads out labels. There is a drawing where each answer says one thing (`is_partition`), and not more than
    can be told apart.
    """
    departments = list(dict.fromkeys(each.department for each in figures))
    cells = {(each.department, each.what, each.answer): each.answers for each in figures}
    columns = [*((ANSWER, label) for label in words), (NOT_SURE, None)]
    if not departments:
        return None
    names = [*words.values(), NOT_SURE_WORDS]
    counts = {department: [cells.get((department, *column), 0) for column in columns] for department in departments}
    rows = [
        (say_department(each), *(f"{count:,}" for count in counts[each]), f"{cells[each, ALL, None]:,}")
        for each in departments
    ]
    title = "What departments said"
    table = Table("departments-table", title, ("Department", *names, "All answers"), rows)
    if not is_partition or len(names) > patterns.MOST:
        return Table(table.name, title, table.headings, rows, is_captioned=True)
    drawn = stacked_bars(
        "departments",
        [Stack(say_department(each), counts[each]) for each in departments],
        names=names,
        title=title,
        description="For each department, how its answers divide. The table has the figures.",
        heading="Department",
    )
    return Chart(title, drawn.drawing, table)


def say_department(name: str) -> str:
    """What a department is called on a page."""
    return SMALL_DEPARTMENTS if name == POOLED else name
