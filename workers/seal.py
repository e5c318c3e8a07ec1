"""SEAL: each month of the audit that is over is sealed into the chain."""

from microtask.audit import actions
from microtask.unit_of_work import UnitsOfWork


def seal(units: UnitsOfWork) -> None:
    """Seal what is over, one month a unit of work."""
    more = True
    while more:
        with units.begin() as unit:
            more = actions.seal(unit)
