"""CLOSE: once no answer is on its way, the final pass; then the challenge is closed."""

from microtask.results import actions
from microtask.unit_of_work import UnitsOfWork
from workers.decide import decide
from workers.job import batch_by_batch, whole


def close(units: UnitsOfWork, challenge_id: int) -> None:
    """Close the challenge if it may be closed yet; the sweep comes back until it may."""
    with units.begin() as unit:
        stages = actions.is_ready_to_close(unit, challenge_id)
    if stages is None:
        return
    for stage_id in stages:
        if not decide(units, stage_id, full=True):
            return
        batch_by_batch(units, actions.settle_what_is_left, stage_id)
    with units.begin() as unit:
        actions.finish_closing(unit, challenge_id)


run = whole(close)
