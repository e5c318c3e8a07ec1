"""REMIND: weekly digests in working hours, and owners of outcomes that are due."""

from microtask.news import actions
from microtask.steps import Step
from microtask.unit_of_work import UnitsOfWork
from workers.announce import links
from workers.job import whole


def ask_to_remind(units: UnitsOfWork) -> None:
    """Send the errand: the clock has other work."""
    with units.begin() as unit:
        unit.then(Step.REMIND, 0)


def remind(units: UnitsOfWork, _: int) -> None:
    """Write what is due now."""
    with units.begin() as unit:
        actions.remind_of_outcomes(unit, links())
    more = True
    while more:
        with units.begin() as unit:
            more = actions.send_digests(unit, links())


run = whole(remind)
