"""Read what somebody owns, and which challenges have been left with nobody who can act on them.

An owner can act while they are there and hold a role that lets them post challenges: without one they are named as an
owner still, and it counts for nothing.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Row, Text, and_, cast, exists, func, select
from sqlalchemy.orm import Session

from microtask.challenges.models import Challenge, ChallengeOwner
from microtask.people.models import Department, Person, Role
from microtask.people.permissions import list_enough
from microtask.people.rules import Identity, choose_departments


def list_owned(session: Session, person_id: int) -> Sequence[Row[Any]]:
    """What somebody owns: `id`, `title`, `department_id`, `department` (a name), and `others`: who else owns it.

    Those are the names of its other owners who can act on it.
    """
    others = (
        select(func.array_agg(Person.name))
        .join(ChallengeOwner, ChallengeOwner.person_id == Person.id)
        .where(ChallengeOwner.challenge_id == Challenge.id, Person.id != person_id, _can_act())
    )
    found = (
        select(
            Challenge.id,
            Challenge.title,
            Challenge.department_id,
            Department.name.label("department"),
            func.coalesce(others.scalar_subquery(), cast([], ARRAY(Text))).label("others"),
        )
        .join(Department, Department.id == Challenge.department_id)
        .join(ChallengeOwner, ChallengeOwner.challenge_id == Challenge.id)
        .where(ChallengeOwner.person_id == person_id)
    )
    return session.execute(found.order_by(Challenge.id)).all()


def has_owner(session: Session, challenge_id: int, *, but: int | None = None) -> bool:
    """Whether somebody other than `but` owns the challenge who can act on it."""
    others = (ChallengeOwner.challenge_id == challenge_id, ChallengeOwner.person_id.is_distinct_from(but))
    found = exists().where(*others, Person.id == ChallengeOwner.person_id, _can_act())
    return bool(session.scalar(select(found)))


def list_left(session: Session, *, by: Identity) -> Sequence[Challenge]:
    """The challenges to which `by` may name an owner since nobody who owns them can act, the oldest first.

    One that has closed, and has said what came of it, wants nothing of anybody.
    """
    chosen = choose_departments("replace owners", by) or ()
    can_act = exists().where(
        ChallengeOwner.challenge_id == Challenge.id, Person.id == ChallengeOwner.person_id, _can_act()
    )
    wants_one = (Challenge.state != "closed") | Challenge.outcome_at.is_(None)
    found = select(Challenge).where(Challenge.department_id.in_(chosen), wants_one, ~can_act)
    return session.scalars(found.order_by(Challenge.id)).all()


def list_named(session: Session, challenge_id: int) -> Sequence[Person]:
    """Who is named as an owner of the challenge, whether or not they can act on it, by number."""
    found = select(Person).join(ChallengeOwner, ChallengeOwner.person_id == Person.id)
    return session.scalars(found.where(ChallengeOwner.challenge_id == challenge_id).order_by(Person.id)).all()


def _can_act() -> ColumnElement[bool]:
    """A person who is there, and whose role lets them post challenges."""
    posting = list_enough("post challenges")
    return and_(Person.left_at.is_(None), exists().where(Role.person_id == Person.id, Role.role.in_(posting)))
