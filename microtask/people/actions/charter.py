"""Read the charter: note once that a person has seen what volunteers are promised."""

from sqlalchemy import text

from microtask.people.rules import CHARTER_VERSION, Identity
from microtask.unit_of_work import UnitOfWork


def read_charter(unit: UnitOfWork, *, by: Identity) -> None:
    """Note that `by` has read the charter of today, and when. Said again, the first time stands."""
    unit.session.execute(
        text(
            "UPDATE people SET charter_version = :version, charter_at = :now"
            " WHERE id = :person AND charter_version < :version"
        ),
        {"version": CHARTER_VERSION, "now": unit.now, "person": by.person_id},
    )
