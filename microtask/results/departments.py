"""What each department said, told so that nobody in a small one is given away: for releases alone. Pure.

Departments that `privacy.suppression` does not tell apart are one row together, called `POOLED`: in the figures, and
beside each answer, of every stage of a challenge alike, since a volunteer has one random name in all of them. Whoever
answered for several departments is not told apart either. People whose department nobody knows, since their answers
were collected elsewhere, count as one department more.

A release says of departments what the first one of its challenge says, or nothing. A later one of exactly the same
answers says the same; where answers have been taken back since, hidden, restored or added, it tells no department
apart. There is thus one table of departments at most, however many releases there are, and no two of them to compare.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from microtask.kinds.kind import Question
from microtask.privacy.suppression import SMALLEST_GROUP, choose_pooled

POOLED = "suppressed"
UNKNOWN = "not known"
SEVERAL = -1  # stands for the departments of whoever answered for more than one
ANSWER, NOT_SURE, ALL = "answer", "not sure", "all"
KINDS = ("review", "tag", "rate")  # a choice between two items says nothing without them

Part = Mapping[int, int]


@dataclass(frozen=True)
class Department:
    """A department whose people answered; an `id` of 0 stands for those that nobody knows of, `SEVERAL` for movers."""

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
    """How many answers of a department say `answer`, or are not sure, or are there at all."""

    department: str
    what: str
    answer: str | None
    answers: int


def name_departments(departments: Sequence[Department], parts: Iterable[Part], *, tells: bool = True) -> dict[int, str]:
    """What each is called in a release, by its id: its name, or `POOLED`; unless it `tells`, all are `POOLED`.

    Each of `parts` is how many people of which department took part in something: a stage, one answer of a stage.
    """
    had = list(parts)
    people = {each.id: [each.people, *(part.get(each.id, 0) for part in had)] for each in departments}
    pooled = choose_pooled(people, always=(SEVERAL,)) if tells else people.keys()
    return {each.id: POOLED if each.id in pooled else each.name for each in departments}


def list_parts(said: Iterable[Said]) -> Iterator[Part]:
    """How many people of each department gave each answer; and, where it can be one of several, how many did not."""
    by_label: dict[str | None, tuple[dict[int, int], dict[int, int]]] = {}
    for each in said:
        gave, did_not = by_label.setdefault(each.label, ({}, {}))
        gave[each.department], did_not[each.department] = each.people, each.other_people
    for gave, did_not in by_label.values():
        yield from (gave, did_not)


def break_down(question: Question, names: Mapping[int, str], said: Sequence[Said]) -> Iterator[Figure]:
    """The figures of every department that is told apart, and of the others together; none where that is but one row.

    Where a question has tags, `said` has what does not say each of them as well: an answer may have several.
    """
    rows = sorted({names[each.department] for each in said}, key=lambda name: (name in (POOLED, UNKNOWN), name))
    if len(rows) < 2:
        return
    answers: Counter[tuple[str, str | None]] = Counter()
    totals: Counter[str] = Counter()
    for each in said:
        row = names[each.department]
        answers[row, each.label] += each.answers
        if question.kind != "tag" or each.label is None:
            totals[row] += each.answers + each.others
    for row in rows:
        for label in [*_labels(question), None]:
            yield Figure(row, NOT_SURE if label is None else ANSWER, label, answers[row, label])
        yield Figure(row, ALL, None, totals[row])


def say_departments(*, tells: bool) -> str:
    """What the README of a release says of its departments: whether it `tells` any apart, and which not."""
    if not tells:
        return (
            f"No department is told apart here: all are called “{POOLED}”. Since an earlier release answers have been\n"
            "taken back, hidden, restored or added, and the difference would tell what few people of a department said."
        )
    return (
        f"Departments are called “{POOLED}” in all files where fewer than {SMALLEST_GROUP} of their people answered, or"
        " gave one of the\nanswers that any has given; and with them the next smallest, where one alone could be told."
        "\nWhoever answered for several departments is among them."
    )


def _labels(question: Question) -> list[str]:
    if question.scale is not None:
        return [str(point) for point in range(question.scale.minimum, question.scale.maximum + 1)]
    return list(question.options)
