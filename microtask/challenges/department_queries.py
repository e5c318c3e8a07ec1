"""Read what hangs on a department besides its people: its challenges, and those that ask it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, any_, func, literal, select
from sqlalchemy.orm import Session

from microtask.challenges.models import Challenge, Stage
from microtask.people import department_queries as people
from microtask.people.models import Department
from microtask.people.rules import MARKINGS

UNFINISHED = Challenge.state != "closed"


@dataclass(frozen=True)
class Consequences:
    """What would move if a department became part of another, and what stands in the way (`too_high`).

    `roles` are counts by role. `challenges` and `closed` are its own that go on, and that have closed; `asked` is how
    many others ask its people. `short` would then ask fewer departments than they want answers from. `too_high` are
    marked above what the other may use.
    """

    people: int
    roles: dict[str, int]
    challenges: Sequence[Challenge]
    closed: int
    asked: int
    short: Sequence[Challenge]
    too_high: Sequence[Challenge]


def preview_merge(session: Session, department: Department, into: Department) -> Consequences:
    """What would happen if `department` became part of `into` now."""
    own = list_unfinished(session, department.id)
    asking = list_asking(session, department.id)
    closed = select(func.count()).where(Challenge.department_id == department.id, ~UNFINISHED)
    return Consequences(
        people=len(people.list_people(session, department.id)),
        roles=people.count_moving_roles(session, department.id),
        challenges=own,
        closed=session.scalar(closed) or 0,
        asked=len(asking),
        short=_list_short(session, department.id, into.id),
        too_high=list_too_high(session, department.id, into),
    )


def list_unfinished(session: Session, department_id: int) -> Sequence[Challenge]:
    """The challenges of a department that have not closed, in the order in which they were made."""
    found = select(Challenge).where(Challenge.department_id == department_id, UNFINISHED)
    return session.scalars(found.order_by(Challenge.id)).all()


def list_asking(session: Session, department_id: int) -> Sequence[Stage]:
    """The stages of challenges that have not closed which ask a department by name."""
    found = select(Stage).join(Challenge, Challenge.id == Stage.challenge_id)
    return session.scalars(found.where(UNFINISHED, asks(department_id)).order_by(Stage.id)).all()


def list_too_high(session: Session, department_id: int, into: Department) -> Sequence[Challenge]:
    """The unfinished challenges, of the department or asking it, that are marked above what `into` may use."""
    asking = select(Stage.challenge_id).where(asks(department_id))
    concerned = (Challenge.department_id == department_id) | Challenge.id.in_(asking)
    found = select(Challenge).where(UNFINISHED, concerned, Challenge.marking != MARKINGS[0]).order_by(Challenge.id)
    return session.scalars(found).all() if into.ceiling == MARKINGS[0] else []


def asks(department_id: int) -> ColumnElement[bool]:
    """The stages that ask a department by name, as a condition."""
    return literal(department_id) == any_(Stage.department_ids)


def _list_short(session: Session, department_id: int, into_id: int) -> list[Challenge]:
    """Those of which a stage would ask fewer departments than it wants answers from."""
    rows = session.execute(
        select(Challenge, Stage)
        .join(Stage, Stage.challenge_id == Challenge.id)
        .where(UNFINISHED, Stage.department_ids.is_not(None))
        .order_by(Challenge.id, Stage.position)
    )
    found: dict[int, Challenge] = {}
    for challenge, stage in rows:
        before = after = set(stage.department_ids or ())
        own, own_after = challenge.department_id, challenge.department_id
        if department_id in after:
            after = after - {department_id} | {into_id}
        if own == department_id:
            own_after = into_id
        if stage.exclude_own:
            before, after = before - {own}, after - {own_after}
        if len(after) < stage.min_departments <= len(before):
            found[challenge.id] = challenge
    return list(found.values())
