"""DECIDE: answers become results."""

from microtask.results import actions
from microtask.unit_of_work import UnitsOfWork
from workers.job import whole


def decide(units: UnitsOfWork, stage_id: int, *, full: bool = False) -> bool:
    """Pass over the stage until nothing is left to decide; with `full`, one pass over all its answers.

    Answers False where somebody else is making a full pass; the sweep sends the errand again.
    """
    with units.on_one_connection() as held:
        more = True
        while more:
            with held.begin() as unit:
                this = actions.begin_pass(unit, stage_id, full=full)
            if this is None:
                return True
            with actions.alone(held, this) as allowed:
                if allowed is None or full > allowed.full:
                    return False
                more = _pass(held, allowed)
    return True


def _pass(units: UnitsOfWork, this: actions.Pass) -> bool:
    """Make one pass; answers whether another one has something to do."""
    if this.question.kind == "compare":
        return actions.rank(units, this)
    if this.full and this.reconsider_since is not None:
        actions.renew(units, this)
    with units.begin() as unit:
        seen = actions.read(unit, this)
    return actions.record(units, this, seen, actions.judge(this, seen))


run = whole(decide)
