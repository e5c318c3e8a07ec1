"""Coarsen: of when something was answered, the date is left."""

from sqlalchemy import text

from microtask.unit_of_work import UnitOfWork

_DATES = """
answered_at = date_trunc('day', answered_at, 'UTC'), decided_at = date_trunc('day', decided_at, 'UTC'),
withdrawn_at = date_trunc('day', withdrawn_at, 'UTC'), seconds = NULL
"""
_OF_PARTICIPANTS = f"""
UPDATE answers x SET {_DATES} FROM assignments a
WHERE a.participant_id = ANY (:participants) AND x.assignment_id = a.id
"""  # noqa: S608 (the columns are a constant of this module)
_OF_STAGES = f"""
UPDATE answers SET {_DATES}
WHERE assignment_id IS NULL AND stage_id IN (SELECT id FROM stages WHERE challenge_id = :challenge)
"""  # noqa: S608


def coarsen(unit: UnitOfWork, participants: list[int]) -> None:
    """The answers that these participants gave to what they were dealt keep a date in place of each time."""
    unit.session.execute(text(_OF_PARTICIPANTS), {"participants": participants})


def coarsen_collected(unit: UnitOfWork, challenge_id: int) -> None:
    """The same for answers to a challenge that belong to no assignment: those that were collected elsewhere."""
    unit.session.execute(text(_OF_STAGES), {"challenge": challenge_id})
