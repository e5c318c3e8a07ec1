"""Forget: an account that nobody has used for long is made anonymous; the row stays, for what refers to it."""

from datetime import datetime

from sqlalchemy import text

from microtask.audit import actions as audit
from microtask.outbox import actions as outbox
from microtask.people.actions.turns import take_turn
from microtask.people.queries import list_idle
from microtask.unit_of_work import UnitOfWork

NOBODY = "Somebody who has left"

_FORGET = """
UPDATE people SET email = 'forgotten-' || id || '@forgotten.invalid', name = :nobody, password_hash = NULL,
                  left_at = coalesce(left_at, :now), forgotten_at = :now
WHERE id = ANY (:people)
"""


def forget(unit: UnitOfWork, people: list[int]) -> None:
    """Take name, address, roles, and every way in and out, from these people; they can never sign in again."""
    at = {"people": people, "now": unit.now, "nobody": NOBODY}
    unit.session.execute(text(_FORGET), at)
    held = unit.session.execute(
        text("DELETE FROM roles WHERE person_id = ANY (:people) RETURNING person_id, department_id, role"), at
    )
    for row in held.all():
        department, detail = row.department_id, {"role": row.role}
        audit.note(unit, "role.removed", ("person", row.person_id), by=None, department=department, detail=detail)
    for table in ("tokens", "sign_ins", "bindings", "mail_choices"):
        unit.session.execute(text(f"DELETE FROM {table} WHERE person_id = ANY (:people)"), at)  # noqa: S608
    outbox.remove_webhooks_of(unit, people)
    for person_id in people:
        audit.note(unit, "person.forgotten", ("person", person_id), by=None, department=None)


def forget_idle(unit: UnitOfWork, *, before: datetime, limit: int = 500) -> int:
    """Forget people who have not signed in since then, so many at once; answers how many.

    Whoever has a token that counts is not idle: programs use it, and they do not sign in.
    """
    take_turn(unit)
    people = list_idle(unit.session, before=before, now=unit.now, limit=limit)
    if people:
        forget(unit, people)
    return len(people)
