"""DEAL: trays that run low are filled ahead of their volunteers."""

from microtask.assignments import actions
from microtask.unit_of_work import UnitOfWork
from workers.job import step


def _refill(unit: UnitOfWork, _: int) -> None:
    actions.refill_low_trays(unit)


run = step(_refill)
