"""DECIDE: answers become results."""

from microtask.results import actions
from microtask.unit_of_work import UnitsOfWork
from workers.job import whole


def decide(units: UnitsOfWork, stage_id: int, *, full: bool = False) -> None:
    """Pass over the stage until nothing is left to decide; with `full`, one pass over all its answers."""
    with units.on_one_connection() as held:
        _decide(held, stage_id, full=full)


def _decide(units: UnitsOfWork, stage_id: int, *, full: bool) -> None:
    more = True
    while more:
        with units.begin() as unit:
            this = actions.begin_pass(unit, stage_id, full=full)
        if this is None:
            return
        with units.begin() as unit:
            seen = actions.read(unit, this)
        found = actions.judge(this, seen)
        with units.begin() as unit:
            more = actions.record(unit, this, seen, found)


run = whole(decide)
