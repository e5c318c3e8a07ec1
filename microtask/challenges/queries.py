"""Read challenges, their stages, items and imports. What a person may not know of is not found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Row, Text, and_, any_, cast, exists, false, func, or_, select, text
from sqlalchemy.orm import Session

from microtask.challenges.drafting import ChallengeCoordinator
from microtask.challenges.models import (
    Challenge,
    ChallengeOwner,
    Gold,
    Import,
    ImportFinding,
    ImportRejection,
    Item,
    ItemFinding,
    Participant,
    Stage,
)
from microtask.challenges.rules import ENDED_IMPORTS, SHOWN, UNFINISHED_IMPORTS, Audience, Standing, may_see
from microtask.errors import NotAllowed, NotFound
from microtask.people.models import Department
from microtask.people.rules import Identity, choose_departments, may_own_challenges

Rule = Callable[[Identity, Standing], bool]

_SHOWN_COLUMNS = (
    *("id", "state", "title", "summary", "why", "benefits", "sponsor", "contact"),
    *("promise", "promise_by", "promise_most", "marking", "licence", "outcome", "takes_contributions", "drop_ins"),
    *("created_at", "published_at", "opened_at", "closes_at", "closed_at"),
)
_UNKNOWN = "There is no challenge with that number, or it is not open to you."


def get_visible(session: Session, challenge_id: int, *, by: Identity) -> Challenge:
    """A challenge that `by` may know of. Raises `NotFound`."""
    return get_allowed(session, challenge_id, may_see, by=by)


def get_allowed(session: Session, challenge_id: int, rule: Rule, *, by: Identity) -> Challenge:
    """A challenge for which `rule` allows `by` to act.

    Raises `NotFound` where `by` may not even know of it, `NotAllowed` where `by` may see it but not do this.
    """
    challenge = session.get(Challenge, challenge_id)
    if challenge is None:
        raise NotFound(_UNKNOWN)
    check_allowed(get_standing(session, challenge), rule, by=by)
    return challenge


def check_allowed(standing: Standing, rule: Rule, *, by: Identity) -> None:
    """Raise `NotFound` or `NotAllowed` where `rule` does not allow `by` to act on a challenge of this standing."""
    if not may_see(by, standing):
        raise NotFound(_UNKNOWN)
    if not rule(by, standing):
        raise NotAllowed("You can see this challenge, but you are not allowed to do that to it.")


def get_standing(session: Session, challenge: Challenge) -> Standing:
    """What the rules need to know of a challenge: who owns it or looks after its paper, and whom its stages ask."""
    row = session.execute(
        text(
            """
            SELECT ARRAY(SELECT person_id FROM challenge_owners WHERE challenge_id = :id),
                   ARRAY(SELECT person_id FROM challenge_coordinators WHERE challenge_id = :id),
                   ARRAY(SELECT jsonb_build_array(to_jsonb(department_ids), exclude_own, to_jsonb(skills),
                                                  to_jsonb(people))
                         FROM stages WHERE challenge_id = :id ORDER BY position)
            """
        ),
        {"id": challenge.id},
    ).one()
    owners, coordinators, audiences = row
    return Standing(
        state=challenge.state,
        department_id=challenge.department_id,
        owner_ids=frozenset(owners),
        coordinator_ids=frozenset(coordinators),
        audiences=tuple(
            Audience(
                None if departments is None else frozenset(departments),
                exclude_own,
                None if skills is None else frozenset(skills),
                None if people is None else frozenset(people),
            )
            for departments, exclude_own, skills, people in audiences
        ),
    )


def list_visible(
    session: Session, *, by: Identity, state: str | None = None, before: int | None = None, limit: int = 50
) -> Sequence[Challenge]:
    """Challenges that `by` may know of, the newest first; `before` is the id after which the list goes on."""
    found = select(Challenge).where(_is_visible(by)).order_by(Challenge.id.desc()).limit(limit)
    if state is not None:
        found = found.where(Challenge.state == state)
    if before is not None:
        found = found.where(Challenge.id < before)
    return session.scalars(found).all()


def list_with_results(session: Session, *, by: Identity) -> Sequence[Challenge]:
    """The challenges that have been asked and whose results `by` may read, the newest first."""
    readable = or_(_is_owned(by), Challenge.department_id.in_(choose_departments("see results", by) or ()))
    asked = Challenge.state.in_(SHOWN)
    return session.scalars(select(Challenge).where(readable, asked).order_by(Challenge.id.desc())).all()


def list_owned(session: Session, *, by: Identity) -> Sequence[Challenge]:
    """The challenges that `by` owns, the newest first."""
    return session.scalars(select(Challenge).where(_is_owned(by)).order_by(Challenge.id.desc())).all()


def list_due(session: Session, *, now: datetime) -> Sequence[int]:
    """The ids of the open or paused challenges whose closing time has come."""
    return session.scalars(
        select(Challenge.id)
        .where(Challenge.state.in_(("open", "paused")), Challenge.closes_at <= now)
        .order_by(Challenge.id)
    ).all()


def list_stages(session: Session, challenge_id: int) -> Sequence[Stage]:
    """The stages of a challenge in their order."""
    return session.scalars(select(Stage).where(Stage.challenge_id == challenge_id).order_by(Stage.position)).all()


def get_stage(session: Session, challenge_id: int, *, position: int | None = None) -> Stage:
    """The stage at `position` (from 1), or the last one. Raises `NotFound`."""
    found = select(Stage).where(Stage.challenge_id == challenge_id).order_by(Stage.position.desc()).limit(1)
    stage = session.scalar(found if position is None else found.where(Stage.position == position))
    if stage is None:
        raise NotFound(f"This challenge has no stage {position}." if position else "This challenge has no stage.")
    return stage


def describe(session: Session, challenges: Sequence[Challenge], *, by: Identity) -> list[dict[str, Any]]:
    """The challenges in the form in which `schemas.ShownChallenge` gives them to `by`, their progress apart.

    Whoever does not own a challenge is not told whom it names, but for themselves.
    """
    numbers = [challenge.id for challenge in challenges]
    owned = set(session.scalars(select(Challenge.id).where(Challenge.id.in_(numbers), _is_owned(by))))
    found = select(Stage).where(Stage.challenge_id.in_(numbers)).order_by(Stage.challenge_id, Stage.position)
    stages = session.scalars(found).all()
    of_challenge: dict[int, list[dict[str, Any]]] = {number: [] for number in numbers}
    for stage, described in zip(stages, describe_stages(session, stages), strict=True):
        of_challenge[stage.challenge_id].append(described)
        if stage.people is not None and stage.challenge_id not in owned:
            described["audience"]["people"] = [each for each in stage.people if each == by.email.lower()]
    slugs = _list_slugs(session, {challenge.department_id for challenge in challenges})
    return [
        {name: getattr(challenge, name) for name in _SHOWN_COLUMNS}
        | {"department": slugs[challenge.department_id], "stages": of_challenge[challenge.id]}
        for challenge in challenges
    ]


def describe_stages(session: Session, stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """The stages in the form in which `schemas.StageBody` takes them, with the `kind` as well."""
    slugs = _list_slugs(session, {each for stage in stages for each in stage.department_ids or ()})
    return [_describe_stage(stage, slugs) for stage in stages]


def has_items(session: Session, challenge_id: int, *, at_least: int = 1) -> bool:
    """Whether the challenge has so many items to ask about."""
    found = select(Item.id).where(Item.challenge_id == challenge_id, Item.state == "live").limit(at_least)
    return len(session.scalars(found).all()) == at_least


def has_key(session: Session, challenge_id: int, key: str) -> bool:
    """Whether the challenge has an item with this key."""
    return bool(session.scalar(select(exists().where(Item.challenge_id == challenge_id, Item.key == key))))


def has_been_asked(session: Session, challenge_id: int) -> bool:
    """Whether anybody has been dealt a task of the challenge, or has answered one elsewhere."""
    return bool(session.scalar(select(exists().where(Participant.challenge_id == challenge_id))))


def count_check_items(session: Session, stage_id: int) -> int:
    """How many items of the stage have a known answer."""
    return session.scalar(select(func.count()).select_from(Gold).where(Gold.stage_id == stage_id)) or 0


def has_check_items(session: Session, challenge_id: int) -> bool:
    """Whether any item of the challenge has a known answer at a stage of it."""
    known = exists().where(Stage.challenge_id == challenge_id, Gold.stage_id == Stage.id)
    return bool(session.scalar(select(known)))


def has_unfinished_import(session: Session, challenge_id: int) -> bool:
    """Whether a file is still on its way into the challenge."""
    unfinished = exists().where(Import.challenge_id == challenge_id, Import.state.in_(UNFINISHED_IMPORTS))
    return bool(session.scalar(select(unfinished)))


def count_undecided_findings(session: Session, challenge_id: int) -> int:
    """How many items seem to hold private data in scanned imports on whose findings nobody has decided."""
    undecided = (Import.challenge_id == challenge_id, Import.scanned_at.is_not(None), Import.cleared_at.is_(None))
    return int(session.scalar(select(func.coalesce(func.sum(Import.flagged), 0)).where(*undecided)) or 0)


def list_findings(session: Session, import_id: int) -> Sequence[ImportFinding]:
    """The kinds of private data found in an import so far, the most frequent first."""
    found = select(ImportFinding).where(ImportFinding.import_id == import_id)
    return session.scalars(found.order_by(ImportFinding.items.desc(), ImportFinding.kind)).all()


def list_flagged_items(session: Session, import_id: int, *, limit: int) -> Sequence[Row[str, Sequence[str]]]:
    """`key` and `kinds` of the items of an import in which private data was found, in the order of the file."""
    found = select(Item.key, func.array_agg(ItemFinding.kind).label("kinds")).join(ItemFinding).group_by(Item.id)
    return session.execute(found.where(Item.import_id == import_id).order_by(Item.id).limit(limit)).all()


def get_import(session: Session, challenge_id: int, import_id: int) -> Import:
    """An import of the challenge. Raises `NotFound`."""
    found = session.get(Import, import_id)
    if found is None or found.challenge_id != challenge_id:
        raise NotFound("This challenge has no import with that number.")
    return found


def list_rejections(
    session: Session, import_id: int, *, offset: int = 0, limit: int | None = None
) -> Sequence[ImportRejection]:
    """The rows of an import that could not be taken, in their order: of those kept, `limit` after `offset`."""
    rejections = select(ImportRejection).where(ImportRejection.import_id == import_id)
    return session.scalars(rejections.order_by(ImportRejection.row).offset(offset).limit(limit)).all()


def list_imports(session: Session, challenge_id: int) -> Sequence[Import]:
    """The imports of a challenge, the newest first."""
    return session.scalars(select(Import).where(Import.challenge_id == challenge_id).order_by(Import.id.desc())).all()


def list_imports_to_resume(session: Session, *, now: datetime, idle: timedelta, scan: bool = False) -> Sequence[int]:
    """The ids of the imports that wait to be read (or `scan`ned), or whose worker has said nothing for `idle`."""
    unread = Import.state.in_(("queued", "running"))
    unscanned = and_(Import.state.in_(ENDED_IMPORTS), Import.scanned_at.is_(None), Import.cleared_at.is_(None))
    waiting = select(Import.id).where(unscanned if scan else unread, Import.progressed_at < now - idle)
    return session.scalars(waiting.order_by(Import.id)).all()


def _is_visible(by: Identity) -> ColumnElement[bool]:
    """`rules.may_see` in SQL: a test holds the two together."""
    departments = choose_departments("see", by) or ()
    asks = or_(Stage.department_ids.is_(None), any_(Stage.department_ids) == by.department_id)
    skilled = or_(Stage.skills.is_(None), Stage.skills.op("&&")(cast(list(by.skills), ARRAY(Text))))
    named = or_(Stage.people.is_(None), any_(Stage.people) == by.email.lower())
    own = and_(Stage.exclude_own, Challenge.department_id == by.department_id)
    asked = exists().where(Stage.challenge_id == Challenge.id, asks, skilled, named, ~own)
    shown = and_(Challenge.state.in_(SHOWN), or_(asked, _is_coordinated(by)))
    return or_(_is_owned(by), Challenge.department_id.in_(departments), shown)


def _is_owned(by: Identity) -> ColumnElement[bool]:
    named = exists().where(ChallengeOwner.challenge_id == Challenge.id, ChallengeOwner.person_id == by.person_id)
    return named if may_own_challenges(by) else false()


def _is_coordinated(by: Identity) -> ColumnElement[bool]:
    own = ChallengeCoordinator.person_id == by.person_id
    return exists().where(ChallengeCoordinator.challenge_id == Challenge.id, own)


def _list_slugs(session: Session, department_ids: Iterable[int]) -> dict[int, str]:
    found = session.execute(select(Department.id, Department.slug).where(Department.id.in_(list(department_ids))))
    return {row.id: row.slug for row in found}


def _describe_stage(stage: Stage, slugs: Mapping[int, str]) -> dict[str, Any]:
    redundancy = {"min": stage.min_answers, "max": stage.max_answers, "confidence": stage.confidence}
    departments = None if stage.department_ids is None else [slugs[each] for each in stage.department_ids]
    return {
        "template": stage.template,
        "kind": stage.kind,
        "question": stage.question,
        "guidance": stage.guidance,
        "glossary": stage.glossary,
        "columns": stage.columns,
        **({"options": stage.options} if stage.kind in ("review", "tag") else {}),
        **({"scale": stage.scale} if stage.kind == "rate" else {}),
        "redundancy": redundancy if stage.precision is None else redundancy | {"precision": stage.precision},
        "audience": {
            "departments": departments,
            "skills": stage.skills,
            "people": stage.people,
            "exclude_own": stage.exclude_own,
            "min_departments": stage.min_departments,
        },
        "effect": stage.effect,
    }
