"""Give people keys to the API, and take them back."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from microtask.audit import actions as audit
from microtask.errors import Invalid, NotAllowed, NotFound
from microtask.people import keys, queries, rules
from microtask.people.access_queries import JUST_CLOSED
from microtask.people.models import Person, Token
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

_USE = """
UPDATE tokens SET last_used_on = %s
WHERE id = (SELECT id FROM tokens WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED)
"""


def issue_token(
    unit: UnitOfWork,
    person_id: int,
    *,
    name: str,
    expires_at: datetime | None = None,
    scope: str = rules.SCOPES[0],
    by: int | None = None,
) -> str:
    """A new API token with all of the person's roles. It is shown this once: only its digest is stored."""
    token = keys.make_token()
    row = Token(
        person_id=person_id,
        name=name,
        digest=keys.digest(token),
        scope=scope,
        expires_at=expires_at,
        created_by=by,
        created_at=unit.now,
    )
    unit.session.add(row)
    unit.session.flush()
    _note(unit, "token.made", person_id, by=by, detail={"token": row.id, "scope": scope})
    return token


def make_token(unit: UnitOfWork, *, name: str, scope: str, days: int, by: Identity) -> str:
    """A new token for whoever asks, under a name that tells it from their others; it counts for so many days.

    Raises `Invalid` where they have one of that name, or as many as anybody may keep, and `NotAllowed` where their
    account was closed meanwhile: the token would count once they come back.
    """
    themselves = select(Person.id).where(Person.id == by.person_id, Person.left_at.is_(None))
    if unit.session.scalar(themselves.with_for_update()) is None:
        raise NotAllowed(JUST_CLOSED)
    kept = queries.list_tokens(unit.session, by.person_id)
    if any(token.name == name and token.created_by == by.person_id for token in kept):
        raise Invalid({"name": ["You have a token of that name. Give this one another, or take that one back first."]})
    if len(kept) >= rules.MOST_TOKENS:
        raise Invalid({"name": [f"You have {rules.MOST_TOKENS} tokens. Take one back that you no longer use first."]})
    expires_at = unit.now + timedelta(days=days)
    return issue_token(unit, by.person_id, name=name, expires_at=expires_at, scope=scope, by=by.person_id)


def revoke_token(unit: UnitOfWork, token_id: int, *, by: Identity) -> None:
    """Take one's own token back: from the next call on it opens nothing. Raises `NotFound`; once more does nothing."""
    token = unit.session.get(Token, token_id)
    if token is None or token.person_id != by.person_id:
        raise NotFound("You have no such token.")
    ending = update(Token).where(Token.id == token_id, Token.revoked_at.is_(None)).values(revoked_at=unit.now)
    if unit.session.scalar(ending.returning(Token.id)) is not None:
        _note(unit, "token.revoked", by.person_id, by=by.person_id, detail={"token": token_id})


def use_token(unit: UnitOfWork, token_id: int, *, today: date) -> None:
    """Store the day on which a token was last used; where another request is doing so, that one does."""
    unit.connection.exec_driver_sql(_USE, (today, token_id))


def _note(unit: UnitOfWork, action: str, person_id: int, *, by: int | None, detail: dict[str, Any]) -> None:
    """Record it, for the person; and for administrators only of somebody who may do more than volunteer."""
    person = queries.get_identity(unit.session, person_id)
    department = person.department_id if person.roles else None
    audit.note(unit, action, ("person", person_id), by=by, department=department, detail=detail)
