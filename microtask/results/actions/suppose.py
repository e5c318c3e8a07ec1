"""Suppose: the results of a stage as another rule would have had them, read only. Nothing is ever stored of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from microtask.challenges.models import Challenge
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_see_results
from microtask.errors import Conflict
from microtask.people.rules import Identity
from microtask.results import queries, what_if
from microtask.results.queries import ResultRow, StageView
from microtask.results.rules import name_file
from microtask.results.sheets import Described, Sheet
from microtask.results.what_if import Supposed, Supposition
from microtask.tables import writing
from microtask.tables.columns import Column
from microtask.tables.formats import Format
from microtask.unit_of_work import UnitOfWork

MOST_LISTED = 25
WHAT_IF = "WHAT-IF"


@dataclass(frozen=True)
class Outcome:
    """How many of the `items` are settled now, and would be; and those that would have another answer or state.

    `changed` counts all of these, `other_answer` those of them with another answer; `listed` has the first of them.
    """

    items: int
    settled_now: int
    settled: int
    changed: int
    other_answer: int
    listed: list[tuple[ResultRow, Supposed]]


@dataclass(frozen=True)
class Supposing:
    """A stage under another rule."""

    challenge: Challenge
    stage: StageView
    rule: Supposition

    def each(self, session: Session) -> Iterator[tuple[ResultRow, Supposed]]:
        """Every item with what it would have come to; memory does not grow with the stage."""
        for row in queries.stream_results(session, self.stage.id):
            yield row, what_if.suppose(self.stage.asked, self.rule, row)

    def count(self, session: Session) -> Outcome:
        """What would have been, in figures."""
        listed: list[tuple[ResultRow, Supposed]] = []
        items = settled_now = settled = changed = other_answer = 0
        for row, supposed in self.each(session):
            items += 1
            settled_now += _state(row) == what_if.SETTLED
            settled += supposed.state == what_if.SETTLED
            if is_changed(row, supposed):
                changed += 1
                other_answer += row.answer != supposed.answer
                if len(listed) < MOST_LISTED:
                    listed.append((row, supposed))
        return Outcome(items, settled_now, settled, changed, other_answer, listed)

    def filename(self, file_format: Format) -> str:
        """What the file of all rows is called: it says that it is a what-if, and carries the marking."""
        what = f"stage-{self.stage.position}-{WHAT_IF}" if self.stage.of_several else WHAT_IF
        return name_file(self.challenge.id, what, marking=self.challenge.marking, ending=file_format.ending)

    def write(self, session: Session, file_format: Format) -> Iterator[bytes]:
        """All rows as a file, each with the rule that was supposed."""
        sheet = _sheet(f"if we had needed {self.rule.in_words}")
        rows = (sheet.cells(pair) for pair in self.each(session))
        return writing.stream(file_format, sheet.columns, rows)


def suppose(unit: UnitOfWork, challenge_id: int, rule: Supposition, *, stage: int | None, by: Identity) -> Supposing:
    """The stage at that position, or the last one, under another rule.

    Raises `NotFound`, `NotAllowed`, and `Conflict` for a comparison, whose places rest on all comparisons at once.
    """
    challenge = get_allowed(unit.session, challenge_id, may_see_results, by=by)
    at = queries.get_stage(unit.session, challenge_id, position=stage)
    if at.kind not in what_if.KINDS:
        raise Conflict("A ranking rests on all comparisons at once, so there is no other rule to try on it.")
    return Supposing(challenge, at, rule)


def is_changed(row: ResultRow, supposed: Supposed) -> bool:
    """Whether the item would have another state, or, being settled, another answer."""
    if _state(row) != supposed.state:
        return True
    return supposed.state == what_if.SETTLED and row.answer != supposed.answer


def _state(row: ResultRow) -> str:
    """The state as it compares: what an expert decided is settled, what is still open is undecided or unanswered."""
    if row.state in ("settled", "adjudicated"):
        return what_if.SETTLED
    return what_if.UNDECIDED if row.answers else what_if.UNANSWERED


def _sheet(rule: str) -> Sheet:
    def cells(pair: tuple[ResultRow, Supposed]) -> list[Any]:
        row, supposed = pair
        return [row.key, rule, supposed.answer, supposed.state, supposed.because, row.answer, row.state]

    return Sheet(
        (
            Described(Column("key"), "The key of the item."),
            Described(Column("what_if"), "The rule that was supposed. It was not the rule of the challenge."),
            Described(Column("what_if_answer"), "What the answer would have been."),
            Described(Column("what_if_state"), "What the state would have been: settled, undecided or unanswered."),
            Described(Column("what_if_because"), "Why it would have been undecided; empty where it would not."),
            Described(Column("answer"), "The answer that stands."),
            Described(Column("state"), "The state that stands."),
        ),
        cells,
        ("key",),
        ("key",),
    )
