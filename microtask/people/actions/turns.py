"""Turns: what changes who is there, who administers what, and where newcomers land happens one after another.

Departments are merged and split, accounts closed and roles taken away seldom and in no time, but each of these locks
rows of several people. So that they never wait for one another crosswise, each asks for its turn before it locks
anything else; after that people are locked before the challenges and departments that they belong to.
"""

from sqlalchemy import func, select

from microtask.unit_of_work import UnitOfWork

TURNS = 7_280_124  # an advisory lock


def take_turn(unit: UnitOfWork) -> None:
    """Wait for whoever rearranges departments, or takes roles from people; until this unit is over nobody else does."""
    unit.session.execute(select(func.pg_advisory_xact_lock(TURNS)))


def hold_departments(unit: UnitOfWork) -> None:
    """Nobody moves domains, people or departments until this unit is over; others who hold them do not wait for it.

    For whoever reads in which department somebody new is to be put: it is still so when they are there.
    """
    unit.session.execute(select(func.pg_advisory_xact_lock_shared(TURNS)))
