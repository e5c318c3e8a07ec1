"""COUNT: what departments gave and received in a month, once it is over."""

from microtask.results import actions
from microtask.unit_of_work import UnitsOfWork


def count_months(units: UnitsOfWork) -> None:
    """Every month that is over and has not been counted, each in a unit of its own."""
    more = True
    while more:
        with units.begin() as unit:
            more = actions.count_month(unit)
