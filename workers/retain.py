"""RETAIN: what has been kept for as long as the table says is deleted."""

from microtask.retain import retain
from microtask.retention import kept_for
from microtask.steps import Step
from microtask.unit_of_work import UnitsOfWork
from workers.job import settings, whole


def ask_to_retain(units: UnitsOfWork) -> None:
    """Send the errand: it may take long, and the clock has other work."""
    with units.begin() as unit:
        unit.then(Step.RETAIN, 0)


def _retain(units: UnitsOfWork, _: int) -> None:
    retain(units, kept_for(settings().keep_days))


run = whole(_retain)
