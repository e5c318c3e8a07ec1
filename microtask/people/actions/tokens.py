"""Give people keys to the API."""

from datetime import datetime

from microtask.people import keys
from microtask.people.models import Token
from microtask.unit_of_work import UnitOfWork


def issue_token(
    unit: UnitOfWork, person_id: int, *, name: str, expires_at: datetime | None = None, by: int | None = None
) -> str:
    """A new API token with all of the person's roles. It is shown this once: only its digest is stored."""
    token = keys.make_token()
    unit.session.add(
        Token(person_id=person_id, name=name, digest=keys.digest(token), expires_at=expires_at, created_by=by)
    )
    unit.session.flush()
    return token
