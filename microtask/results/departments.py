"""What each department said, told so that nobody in a small one is given away: for releases alone. Pure.

Departments in which few people answered are not told apart: together they are one row, called `POOLED`. Of the others,
figures are withheld as `privacy.suppression` says. People whose department nobody knows, since their answers were
collected elsewhere, count as one department more.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from microtask.kinds.kind import Question
from microtask.privacy.suppression import choose_pooled, suppress

POOLED = "suppressed"
UNKNOWN = "not known"
ANSWER, NOT_SURE, ALL = "answer", "not sure", "all"
KINDS = ("review", "tag", "rate")  # a choice between two items says nothing without them


@dataclass(frozen=True)
class Department:
    """A department whose people answered; an `id` of 0 stands for those that nobody knows of."""

    id: int
    name: str
    people: int


@dataclass(frozen=True)
class Said:
    """How many answers of a department, by how many people, say `label` (None: not sure); and `others` that do not."""

    department: int
    label: str | None
    answers: int
    people: int
    others: int = 0
    other_people: int = 0


@dataclass(frozen=True)
class Figure:
    """How many answers of a department say `answer`, or are not sure, or are there at all; None where withheld."""

    department: str
    what: str
    answer: str | None
    answers: int | None


def name_departments(departments: Sequence[Department]) -> dict[int, str]:
    """What each is called in a release, by its id: its name, or `POOLED`."""
    pooled = choose_pooled({each.id: each.people for each in departments})
    return {each.id: POOLED if each.id in pooled else each.name for each in departments}


def break_down(question: Question, departments: Sequence[Department], said: Sequence[Said]) -> Iterator[Figure]:
    """The figures of every department that is told apart, and of the others together; none where that is but one row.

    Where a question has tags, `said` has what does not say each of them as well: an answer may have several.
    """
    names = name_departments(departments)
    rows = sorted(set(names.values()), key=lambda name: (name in (POOLED, UNKNOWN), name))
    if len(rows) < 2:
        return
    labels: list[str | None] = [*_labels(question), None]
    shown = _show_tags(rows, labels, names, said) if question.kind == "tag" else _show(rows, labels, names, said)
    for row in rows:
        for label in labels:
            yield Figure(row, NOT_SURE if label is None else ANSWER, label, shown[row][0][label])
        yield Figure(row, ALL, None, shown[row][1])


_Row = tuple[dict[str | None, int | None], int | None]  # the figures by label, and how many answers there are


def _show(
    rows: Sequence[str], labels: Sequence[str | None], names: Mapping[int, str], said: Sequence[Said]
) -> dict[str, _Row]:
    """Every answer says one thing: one table of all labels."""
    answers: Counter[tuple[str, str | None]] = Counter()
    people: Counter[tuple[str, str | None]] = Counter()
    for each in said:
        answers[names[each.department], each.label] += each.answers
        people[names[each.department], each.label] += each.people
    table = suppress(
        [[answers[row, label] for label in labels] for row in rows],
        [[people[row, label] for label in labels] for row in rows],
    )
    return {
        row: (dict(zip(labels, cells, strict=True)), total)
        for row, cells, total in zip(rows, table.cells, table.row_totals, strict=True)
    }


def _show_tags(
    rows: Sequence[str], labels: Sequence[str | None], names: Mapping[int, str], said: Sequence[Said]
) -> dict[str, _Row]:
    """An answer may have several tags: a table of two columns for each, of which only the first is told."""
    shown: dict[str, _Row] = {row: ({}, 0) for row in rows}
    for label in labels:
        counts = {row: [0, 0] for row in rows}
        people = {row: [0, 0] for row in rows}
        for each in said:
            if each.label == label:
                row = names[each.department]
                counts[row] = [counts[row][0] + each.answers, counts[row][1] + each.others]
                people[row] = [people[row][0] + each.people, people[row][1] + each.other_people]
        table = suppress([counts[row] for row in rows], [people[row] for row in rows])
        for row, cells, total in zip(rows, table.cells, table.row_totals, strict=True):
            known = shown[row][1]
            shown[row] = (shown[row][0] | {label: cells[0]}, None if known is None else total)
    return shown


def _labels(question: Question) -> list[str]:
    if question.scale is not None:
        return [str(point) for point in range(question.scale.minimum, question.scale.maximum + 1)]
    return list(question.options)
