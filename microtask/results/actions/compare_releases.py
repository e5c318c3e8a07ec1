"""Compare releases: what became of each item between two releases of a challenge, read from their files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from microtask.challenges.models import Challenge
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_see_results
from microtask.errors import Conflict
from microtask.people.rules import Identity
from microtask.results import queries
from microtask.results.queries import ReleaseView, StageView
from microtask.results.queries.released import find_file, stream_table
from microtask.results.rules import name_stage_file
from microtask.unit_of_work import UnitOfWork

MOST_COMPARED = 200_000  # rows: they are held in memory
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a release says of an item, in the words of its file; the confidence is None where nobody answered."""

    answer: str
    state: str
    confidence: float | None


@dataclass(frozen=True)
class Change:
    """An item whose answer or state is not what it was; None where the item is in one release only."""

    key: str
    before: Verdict | None
    after: Verdict | None

    @property
    def by(self) -> float:
        """By how much its confidence moved; as much as can be where it came, went or has another answer."""
        if self.before is None or self.after is None or self.before.answer != self.after.answer:
            return 1.0
        return abs((self.after.confidence or 0.0) - (self.before.confidence or 0.0))


@dataclass(frozen=True)
class Comparison:
    """Two releases of a stage: how many items each has, how many are the same, and the changes, the greatest first.

    `answers`, `states`, `added` and `gone` count all changes; of them `changes` has at most `MOST_LISTED`.
    """

    challenge: Challenge
    stage: StageView
    older: ReleaseView
    newer: ReleaseView
    same: int
    answers: int
    states: int
    added: int
    gone: int
    changes: list[Change]


def compare_releases(
    unit: UnitOfWork, challenge_id: int, older: int, newer: int, *, stage: int | None, by: Identity
) -> Comparison:
    """Two releases by their numbers, at the stage at that position or at the last one.

    Raises `NotFound`, `NotAllowed`, and `Conflict` where a release is not ready or too large to compare here.
    """
    session = unit.session
    challenge = get_allowed(session, challenge_id, may_see_results, by=by)
    at = queries.get_stage(session, challenge_id, position=stage)
    name = name_stage_file("results", ".csv", at.position, of_several=at.of_several)
    before, after = (queries.get_release(session, challenge_id, number) for number in sorted((older, newer)))
    for release in (before, after):
        file = find_file(session, release.id, name)
        if file is None:
            raise Conflict(f"Release {release.number} is not ready, or its files have been deleted.")
        if file.rows > MOST_COMPARED:
            raise Conflict(f"These releases have more than {MOST_COMPARED:,} rows. Download both, and compare them.")
    found = list(_changes(_read(unit, before, name), _read(unit, after, name)))
    changes = [change for change in found if change.before != change.after and _matters(change)]
    changes.sort(key=lambda change: -change.by)
    both = [change for change in changes if change.before and change.after]
    answers = sum(1 for each in both if each.before and each.after and each.before.answer != each.after.answer)
    added = sum(1 for change in changes if change.before is None)
    return Comparison(
        challenge, at, before, after,
        same=len(found) - len(changes),
        answers=answers,
        states=len(both) - answers,
        added=added,
        gone=len(changes) - len(both) - added,
        changes=changes[:MOST_LISTED],
    )  # fmt: skip


def _read(unit: UnitOfWork, release: ReleaseView, name: str) -> dict[str, Verdict]:
    return {row["key"]: _verdict(row) for row in stream_table(unit.session, release.id, name)}


def _verdict(row: Mapping[str, str]) -> Verdict:
    return Verdict(row["answer"], row["state"], float(row["confidence"]) if row["confidence"] else None)


def _changes(before: Mapping[str, Verdict], after: Mapping[str, Verdict]) -> Iterator[Change]:
    """Every item of either release, changed or not."""
    for key in dict.fromkeys((*before, *after)):
        yield Change(key, before.get(key), after.get(key))


def _matters(change: Change) -> bool:
    """Whether the answer or the state is another, or the item is in one release only; confidences always move a bit."""
    if change.before is None or change.after is None:
        return True
    return (change.before.answer, change.before.state) != (change.after.answer, change.after.state)
