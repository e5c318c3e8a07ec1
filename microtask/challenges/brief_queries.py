"""Read what the owner's brief is made of: how far it is, who approves it, what was sent back, what was tried."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, Row, Select, Text, cast, exists, func, or_, select, text
from sqlalchemy.orm import Session

from microtask.catalogue import Catalogue
from microtask.challenges import queries
from microtask.challenges.brief_rules import OUTCOME_DAYS, SHARING, Brief
from microtask.challenges.drafting import ChallengeCoordinator, GuidanceChange, SendBack, Trial
from microtask.challenges.models import Challenge, ChallengeOwner, Item, Stage
from microtask.challenges.rules import TAKES_COLLECTED
from microtask.errors import NotFound
from microtask.people.models import Department, Person, Role
from microtask.people.rules import MARKINGS, Identity, choose_departments

TRIED = 5  # items that an owner answers themselves
TRIED_TO_APPROVE = 3


def read_brief(session: Session, challenge: Challenge, *, catalogue: Catalogue) -> Brief:
    """How far the sections of the challenge's brief have come."""
    stages = queries.list_stages(session, challenge.id)
    has_items = queries.has_items(session, challenge.id)
    arriving = queries.has_unfinished_import(session, challenge.id)
    to_decide = queries.count_undecided_findings(session, challenge.id)
    unfed = list_unfed_columns(session, challenge.id, catalogue=catalogue)
    told = challenge.sharing or {}
    needs: dict[str, tuple[Any, ...]] = {
        "problem": (challenge.summary, challenge.why, challenge.benefits, challenge.contact),
        "items": (has_items, not (arriving or to_decide or unfed)) if has_items else (False, arriving),
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


def count_departments_asked(session: Session, challenge: Challenge, stage: Stage) -> int:
    """How many departments of today could answer the stage.

    Where a skill is asked for, those with such an expert; where people are named, no more than they are: whether they
    have accounts, and where, is not told.
    """
    found: Select[Any] = select(func.count(Department.id)).where(
        Department.successor_id.is_(None),
        or_(Department.valid_to.is_(None), Department.valid_to >= func.current_date()),
    )
    if stage.department_ids is not None:
        found = found.where(Department.id.in_(stage.department_ids))
    if stage.exclude_own:
        found = found.where(Department.id != challenge.department_id)
    if stage.skills is not None:
        able = exists().where(Person.department_id == Department.id, Person.left_at.is_(None))
        found = found.where(
            able.where(Role.person_id == Person.id, Role.skills.op("&&")(cast(stage.skills, ARRAY(Text))))
        )
    departments = session.scalar(found) or 0
    return departments if stage.people is None else min(departments, len(stage.people))


def list_lower_departments(session: Session, stage: Stage, marking: str) -> list[str]:
    """The names of the departments which the stage asks, and which do not take so high a `marking`."""
    found = select(Department.name).where(Department.id.in_(stage.department_ids or ()), Department.ceiling != marking)
    return list(session.scalars(found.order_by(Department.name))) if marking != MARKINGS[0] else []


def find_send_back(session: Session, challenge_id: int) -> SendBack | None:
    """What was last asked to be changed before the challenge is approved."""
    found = select(SendBack).where(SendBack.challenge_id == challenge_id).order_by(SendBack.id.desc()).limit(1)
    return session.scalar(found)


def list_to_approve(session: Session, *, by: Identity) -> Sequence[Challenge]:
    """The challenges that wait for `by` to approve them, those that have waited longest first."""
    own = exists().where(ChallengeOwner.challenge_id == Challenge.id, ChallengeOwner.person_id == by.person_id)
    found = select(Challenge).where(
        Challenge.state == "awaiting_approval",
        Challenge.department_id.in_(choose_departments("approve", by) or ()),
        ~own,
    )
    return session.scalars(found.order_by(Challenge.asked_at, Challenge.id)).all()


def list_overdue(session: Session, *, by: Identity, now: datetime) -> Sequence[Challenge]:
    """The closed challenges of the departments that `by` administers whose outcome is overdue, the oldest first."""
    late = (Challenge.closed_at < now - timedelta(days=OUTCOME_DAYS), Challenge.outcome_at.is_(None))
    mine = Challenge.department_id.in_(choose_departments("approve", by) or ())
    return session.scalars(select(Challenge).where(mine, *late).order_by(Challenge.closed_at, Challenge.id)).all()


def list_owner_names(session: Session, challenge_ids: Collection[int]) -> dict[int, list[str]]:
    """The names of the owners of each of the challenges."""
    rows = session.execute(
        select(ChallengeOwner.challenge_id, Person.name)
        .join(Person, Person.id == ChallengeOwner.person_id)
        .where(ChallengeOwner.challenge_id.in_(challenge_ids))
        .order_by(ChallengeOwner.challenge_id, Person.name)
    )
    names: dict[int, list[str]] = {challenge_id: [] for challenge_id in challenge_ids}
    for row in rows:
        names[row.challenge_id].append(row.name)
    return names


def list_owners(session: Session, challenge_id: int) -> Sequence[Row[int, str, str]]:
    """Who owns the challenge: `id`, `name` and the name of their `department`, in the order in which they came."""
    found = (
        select(Person.id, Person.name, Department.name.label("department"))
        .join(ChallengeOwner, ChallengeOwner.person_id == Person.id)
        .join(Department, Department.id == Person.department_id)
        .where(ChallengeOwner.challenge_id == challenge_id)
    )
    return session.execute(found.order_by(ChallengeOwner.created_at, Person.id)).all()


def list_coordinators(session: Session, challenge_id: int) -> Sequence[Row[int, str, str]]:
    """Who looks after the challenge's paper: `id`, `name` and `department`, in the order in which they came."""
    found = (
        select(Person.id, Person.name, Department.name.label("department"))
        .join(ChallengeCoordinator, ChallengeCoordinator.person_id == Person.id)
        .join(Department, Department.id == Person.department_id)
        .where(ChallengeCoordinator.challenge_id == challenge_id)
    )
    return session.execute(found.order_by(ChallengeCoordinator.created_at, Person.id)).all()


def list_coordinated(session: Session, *, by: Identity) -> Sequence[Challenge]:
    """The challenges that take answers on paper and whose paper `by` looks after, the newest first."""
    named = (ChallengeCoordinator.challenge_id == Challenge.id, ChallengeCoordinator.person_id == by.person_id)
    found = select(Challenge).where(Challenge.state.in_(TAKES_COLLECTED), exists().where(*named))
    return session.scalars(found.order_by(Challenge.id.desc())).all()


def list_items(session: Session, challenge_id: int, *, limit: int) -> Sequence[Item]:
    """The first items of the challenge that are not hidden, in their order."""
    live = select(Item).where(Item.challenge_id == challenge_id, Item.state == "live")
    return session.scalars(live.order_by(Item.id).limit(limit)).all()


def list_to_try(session: Session, stage: Stage, *, limit: int) -> list[tuple[Item, ...]]:
    """What is tried of the stage, `limit` at most: an item each; to compare, two, none of them in another pair."""
    size = 2 if stage.kind == "compare" else 1
    items = list_items(session, stage.challenge_id, limit=limit * size)
    return [tuple(items[at : at + size]) for at in range(0, len(items) - size + 1, size)]


def get_to_try(session: Session, stage: Stage, item_id: int) -> tuple[Item, ...]:
    """What is tried of the stage under this item: itself or, to compare, the pair that it begins. Raises `NotFound`."""
    if stage.kind != "compare":
        return (get_item(session, stage.challenge_id, item_id),)
    pairs = {pair[0].id: pair for pair in list_to_try(session, stage, limit=TRIED)}
    if item_id not in pairs:
        raise NotFound("This challenge has no such pair to try.")
    return pairs[item_id]


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


def list_item_columns(session: Session, challenge_id: int) -> list[str]:
    """The columns of the challenge's items, in the order of the files that brought them.

    Of each file the last item counts: where a file gains columns on its way (JSON lines do), that one has them all.
    """
    payloads = session.execute(
        text(
            """
            (SELECT last.payload FROM imports m, LATERAL (
                SELECT payload FROM items WHERE challenge_id = m.challenge_id AND import_id = m.id
                ORDER BY id DESC LIMIT 1) last
             WHERE m.challenge_id = :challenge ORDER BY m.id)
            UNION ALL
            (SELECT payload FROM items WHERE challenge_id = :challenge ORDER BY id DESC LIMIT 1)
            """
        ),
        {"challenge": challenge_id},
    ).scalars()
    return list(dict.fromkeys(column for payload in payloads for column in payload))


def list_unfed_columns(session: Session, challenge_id: int, *, catalogue: Catalogue) -> list[str]:
    """What pages cannot do without and no column of the items feeds, as the task templates call it.

    Empty while there are no items. Whoever answers by the API sees all columns, and lacks nothing.
    """
    names = set(list_item_columns(session, challenge_id))
    unfed = [
        column.label
        for stage in queries.list_stages(session, challenge_id)
        for column in catalogue.get(stage.template).columns
        if column.needed and (stage.columns or {}).get(column.name, column.name) not in names
    ]
    return list(dict.fromkeys(unfed)) if names else []
