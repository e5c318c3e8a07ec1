"""Retain: what has been kept for as long as the table says is deleted, by the storey that it belongs to, in batches.

Each batch is a unit of work of its own and records in the audit what it deleted; a run that is broken off is taken up
by the next one. A dry run counts the same and deletes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from microtask.assignments import actions as assignments
from microtask.assignments import queries as assignment_queries
from microtask.audit import actions as audit
from microtask.audit import queries as audit_queries
from microtask.audit.rules import month_of
from microtask.challenges import actions as challenges
from microtask.challenges import retention_queries as challenge_queries
from microtask.feedback import actions as feedback
from microtask.feedback import queries as feedback_queries
from microtask.outbox import actions as outbox
from microtask.outbox import queries as outbox_queries
from microtask.people import actions as people
from microtask.people import queries as people_queries
from microtask.results import actions as results
from microtask.results.queries import retention
from microtask.retention import Kept
from microtask.unit_of_work import UnitOfWork, UnitsOfWork

Ends = Mapping[str, datetime]  # by name: what was done before then has been kept long enough
Batch = tuple[int, bool]  # how many were deleted, and whether there may be more

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Chore:
    """One kind of data: `count` says how much is due, `remove` deletes one batch of it."""

    name: str
    count: Callable[[UnitOfWork, Ends], int]
    remove: Callable[[UnitOfWork, Ends], Batch]


CHORES = (
    Chore(
        "link",
        lambda unit, ends: retention.count_to_unlink(
            unit.session, released_before=ends["link"], closed_before=ends["link_unreleased"]
        ),
        lambda unit, ends: results.unlink(unit, released_before=ends["link"], closed_before=ends["link_unreleased"]),
    ),
    Chore(
        "sitting",
        lambda unit, ends: assignment_queries.count_old_sittings(unit.session, before=ends["sitting"]),
        lambda unit, ends: _some(assignments.remove_sittings(unit, before=ends["sitting"])),
    ),
    Chore(
        "items",
        lambda unit, ends: challenge_queries.count_to_empty(unit.session, before=ends["items"], today=unit.now.date()),
        lambda unit, ends: challenges.empty_items(unit, before=ends["items"]),
    ),
    Chore(
        "ideas",
        lambda unit, ends: challenge_queries.count_old_ideas(unit.session, before=ends["ideas"]),
        lambda unit, ends: challenges.empty_ideas(unit, before=ends["ideas"]),
    ),
    Chore(
        "account",
        lambda unit, ends: len(people_queries.list_idle(unit.session, before=ends["account"], now=unit.now)),
        lambda unit, ends: _some(people.forget_idle(unit, before=ends["account"])),
    ),
    Chore(
        "found_out",
        lambda unit, ends: challenge_queries.count_old_requests(unit.session, before=ends["found_out"]),
        lambda unit, ends: _some(challenges.remove_requests(unit, before=ends["found_out"])),
    ),
    Chore(
        "feedback",
        lambda unit, ends: feedback_queries.count_before(unit.session, ends["feedback"]),
        lambda unit, ends: _some(feedback.remove_before(unit, ends["feedback"])),
    ),
    Chore(
        "mail",
        lambda unit, ends: outbox_queries.count_sent_before(unit.session, ends["mail"]),
        lambda unit, ends: _some(outbox.remove_sent_before(unit, ends["mail"])),
    ),
    Chore(
        "release",
        lambda unit, ends: retention.count_old_files(unit.session, before=ends["release"]),
        lambda unit, ends: results.remove_files(unit, before=ends["release"]),
    ),
    Chore(
        "audit",
        lambda unit, ends: audit_queries.count_before(unit.session, month_of(ends["audit"])),
        lambda unit, ends: _some(audit.remove_segment(unit, before=ends["audit"])),
    ),
)


def retain(units: UnitsOfWork, kept: Sequence[Kept]) -> dict[str, int]:
    """Delete all that is due by the table `kept`; answers how much of each kind that was, by its name."""
    deleted = {chore.name: _carry_out(units, chore, kept) for chore in CHORES}
    if not any(deleted.values()):
        with units.begin() as unit:
            _note(unit, {})
    log.info("retention_run", **deleted)
    return deleted


def look_ahead(units: UnitsOfWork, kept: Sequence[Kept]) -> dict[str, int]:
    """How much of each kind a run would delete now. Nothing is deleted."""
    with units.begin() as unit:
        ends = _ends(kept, unit.now)
        return {chore.name: chore.count(unit, ends) for chore in CHORES}


def _carry_out(units: UnitsOfWork, chore: Chore, kept: Sequence[Kept]) -> int:
    total, more = 0, True
    while more:
        with units.begin() as unit:
            count, more = chore.remove(unit, _ends(kept, unit.now))
            if count:
                _note(unit, {chore.name: count})
        total += count
    return total


def _note(unit: UnitOfWork, deleted: Mapping[str, int]) -> None:
    audit.note(unit, "retention.run", ("service", None), by=None, department=None, detail=deleted)


def _ends(kept: Sequence[Kept], now: datetime) -> Ends:
    return {each.name: now - each.period for each in kept}


def _some(count: int) -> Batch:
    return count, count > 0
