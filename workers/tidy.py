"""TIDY: fold what answers took into medians and forget it, and take ended browser sessions away."""

from microtask.answers import actions as answers
from microtask.people import actions as people
from microtask.unit_of_work import UnitsOfWork


def fold_seconds(units: UnitsOfWork) -> None:
    """Nobody's speed is kept: seconds become their stage's median within a minute."""
    more = True
    while more:
        with units.begin() as unit:
            more = answers.fold_seconds(unit)


def remove_ended_sign_ins(units: UnitsOfWork) -> None:
    """Browser sessions that have ended are deleted."""
    with units.begin() as unit:
        people.remove_ended_sign_ins(unit)
