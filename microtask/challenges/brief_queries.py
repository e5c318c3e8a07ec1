"""Read what the owner's brief is made of: how far it is, who approves it, what was sent back, what was tried."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from microtask.challenges import queries
from microtask.challenges.brief_rules import SHARING, Brief
from microtask.challenges.drafting import GuidanceChange, SendBack, Trial
from microtask.challenges.models import Challenge, ChallengeOwner, Item
from microtask.errors import NotFound
from microtask.people.models import Person, Role

TRIED = 5  # items that an owner answers themselves


def read_brief(session: Session, challenge: Challenge) -> Brief:
    """How far the sections of the challenge's brief have come."""
    stages = queries.list_stages(session, challenge.id)
    has_items = queries.has_items(session, challenge.id)
    arriving = queries.has_unfinished_import(session, challenge.id)
    told = challenge.sharing or {}
    needs: dict[str, tuple[Any, ...]] = {
        "problem": (challenge.summary, challenge.why, challenge.benefits, challenge.contact),
        "items": (has_items, has_items and not arriving) if has_items else (False, arriving),
        "question": tuple(each for stage in stages for each in (stage.question, not stage.is_unfinished)),
        "audience": (),
        "rule": (),
        "promise": (challenge.promise, challenge.promise_by, challenge.promise_most),
        "sharing": tuple(told.get(name) for name in SHARING),
    }
    return Brief(challenge.sections, {name: tuple(map(bool, found)) for name, found in needs.items()})


def list_approvers(session: Session, challenge: Challenge) -> list[str]:
    """The names of those who may approve the challenge: administrators of its department who do not own it."""
    owners = select(ChallengeOwner.person_id).where(ChallengeOwner.challenge_id == challenge.id)
    found = (
        select(Person.name)
        .join(Role, Role.person_id == Person.id)
        .where(Role.department_id == challenge.department_id, Role.role == "admin")
        .where(Person.left_at.is_(None), Person.id.not_in(owners))
        .order_by(Person.name)
    )
    return list(session.scalars(found))


def find_send_back(session: Session, challenge_id: int) -> SendBack | None:
    """What was last asked to be changed before the challenge is approved."""
    found = select(SendBack).where(SendBack.challenge_id == challenge_id).order_by(SendBack.id.desc()).limit(1)
    return session.scalar(found)


def list_items(session: Session, challenge_id: int, *, limit: int) -> Sequence[Item]:
    """The first items of the challenge that are not hidden, in their order."""
    live = select(Item).where(Item.challenge_id == challenge_id, Item.state == "live")
    return session.scalars(live.order_by(Item.id).limit(limit)).all()


def get_item(session: Session, challenge_id: int, item_id: int) -> Item:
    """A live item of the challenge. Raises `NotFound`."""
    item = session.get(Item, item_id)
    if item is None or item.challenge_id != challenge_id or item.state != "live":
        raise NotFound("This challenge has no such item.")
    return item


def list_trials(session: Session, stage_id: int, *, person_id: int) -> Sequence[Trial]:
    """What a person said when they tried the question out, in the order of the items."""
    tried = select(Trial).where(Trial.stage_id == stage_id, Trial.person_id == person_id)
    return session.scalars(tried.order_by(Trial.item_id)).all()


def list_guidance(session: Session, stage_id: int) -> Sequence[GuidanceChange]:
    """What the guidance of a stage said before, the newest first."""
    found = select(GuidanceChange).where(GuidanceChange.stage_id == stage_id)
    return session.scalars(found.order_by(GuidanceChange.version.desc())).all()


def count_items(session: Session, challenge_id: int) -> int:
    """How many items of the challenge are not hidden."""
    live = select(func.count()).select_from(Item).where(Item.challenge_id == challenge_id, Item.state == "live")
    return session.scalar(live) or 0
