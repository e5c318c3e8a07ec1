"""Leave: all that hangs on somebody who leaves is let go at once, so that nobody waits for them."""

from sqlalchemy import text

from microtask.assignments.actions.give_back import stop
from microtask.challenges import actions as challenges
from microtask.people import actions as people
from microtask.people.queries import get_identity
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork


def leave(
    unit: UnitOfWork, person_id: int, *, department_id: int, reason: str, new_owner: str = "", by: Identity
) -> None:
    """Close an account: sessions, tokens and roles end, open tasks go back to the pool, challenges to other owners.

    `new_owner` is the address of a colleague who takes over what nobody else owns. All of it happens, or nothing.
    Raises as `people.actions.close_account` and `challenges.actions.hand_over` do.
    """
    with unit.session.begin_nested():
        people.close_account(unit, person_id, department_id=department_id, reason=reason, by=by)
        challenges.hand_over(unit, person_id, email=new_owner, by=by)
        who = get_identity(unit.session, person_id)
        for sitting_id in unit.session.scalars(
            text("SELECT id FROM sittings WHERE person_id = :person AND ended_at IS NULL"), {"person": person_id}
        ).all():
            stop(unit, sitting_id, by=who)
