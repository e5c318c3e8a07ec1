"""One full pass over a stage at a time: a lock of the database that is tried, and never waited for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import text

from microtask.results.actions.begin_pass import Pass
from microtask.unit_of_work import UnitsOfWork

LOCKS = 7_280_116  # the family of these locks; a lock in it is a stage

_AT = {"family": LOCKS}
_TRY = text("SELECT pg_try_advisory_lock(:family, (:stage % 2147483647)::int)")
_LET_GO = text("SELECT pg_advisory_unlock(:family, (:stage % 2147483647)::int)")


@contextmanager
def alone(units: UnitsOfWork, this: Pass) -> Iterator[Pass | None]:
    """The same pass, which nobody else makes while the block lasts where it is a full one.

    Where somebody else does, a live step in its place, so that a new answer need not wait for them, or None where there
    is no model to take one with, and of a comparison, which has no live steps: the sweep sends the errand again.
    `units` must work on one connection, which holds the lock: the database lets go of it however the process ends.
    """
    if not this.full:
        yield this
        return
    at = _AT | {"stage": this.stage_id}
    with units.begin() as unit:
        is_held = bool(unit.session.scalar(_TRY, at))
    if not is_held:
        has_live_steps = this.model is not None and this.question.kind != "compare"
        yield replace(this, full=False, reconsider_since=None) if has_live_steps else None
        return
    try:
        yield this
    finally:
        with units.begin() as unit:
            unit.session.execute(_LET_GO, at)
