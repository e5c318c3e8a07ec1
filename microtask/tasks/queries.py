"""Read tasks: where splitting has to go on, and what to print."""

from collections.abc import Collection, Sequence

from sqlalchemy import Exists, Row, exists, or_, select
from sqlalchemy.orm import Session, aliased

from microtask.challenges.models import Challenge, Import, Item, Stage
from microtask.challenges.rules import SPLITS
from microtask.tasks.models import Task


def list_stages_to_split(session: Session) -> Sequence[int]:
    """The ids of the stages that have items without tasks: a lost errand leaves them behind.

    A later stage has items once the one before it has passed some on. A challenge that waits for a scan, or for what
    its owner decides on the findings, has none yet.
    """
    before = aliased(Stage)
    passed_on = exists().where(
        before.challenge_id == Stage.challenge_id,
        before.position == Stage.position - 1,
        before.advanced_at.is_not(None),
    )
    return session.scalars(
        select(Stage.id)
        .join(Challenge, Challenge.id == Stage.challenge_id)
        .where(Stage.split_at.is_(None), Challenge.state.in_(SPLITS), or_(Stage.position == 1, passed_on))
        .where(~_waits_for_scan())
        .order_by(Stage.id)
    ).all()


def is_waiting_for_scan(session: Session, challenge_id: int) -> bool:
    """Whether the challenge was published with a file that has not been cleared, so that it cannot open yet."""
    return session.scalar(select(Challenge.id).where(Challenge.id == challenge_id, _waits_for_scan())) is not None


def _waits_for_scan() -> Exists:
    """Files that came after publishing hold nothing up: their own items wait, and the others are asked about."""
    return exists().where(
        Challenge.state == "splitting",
        Import.challenge_id == Challenge.id,
        Import.created_at <= Challenge.published_at,
        Import.cleared_at.is_(None),
    )


def list_to_print(session: Session, stage_id: int, *, limit: int) -> Sequence[Item]:
    """The items of the stage that still need answers, those with the fewest first; they are not set aside."""
    return session.scalars(
        select(Item)
        .join(Task, Task.item_id == Item.id)
        .where(Task.stage_id == stage_id, Task.state == "open", ~Task.hidden, Task.taken < Task.max_answers)
        .where(Item.state == "live")
        .order_by(Task.taken, Task.id)
        .limit(limit)
    ).all()


def list_pairs_to_print(session: Session, stage_id: int, *, limit: int) -> Sequence[Row[int, Item, Item]]:
    """The pairs of the stage that still need answers: the task's id and both items; likewise, and none set aside."""
    other = aliased(Item)
    return session.execute(
        select(Task.id, Item, other)
        .join(Item, Item.id == Task.item_id)
        .join(other, other.id == Task.other_item_id)
        .where(Task.stage_id == stage_id, Task.state == "open", ~Task.hidden, Task.taken < Task.max_answers)
        .where(Item.state == "live", other.state == "live")
        .order_by(Task.taken, Task.id)
        .limit(limit)
    ).all()


def find_pairs(session: Session, stage_id: int, task_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """The keys of both items of these pairs of the stage, by the task's id."""
    other = aliased(Item)
    found = session.execute(
        select(Task.id, Item.key, other.key)
        .join(Item, Item.id == Task.item_id)
        .join(other, other.id == Task.other_item_id)
        .where(Task.stage_id == stage_id, Task.id.in_(task_ids))
    )
    return {task_id: (first, second) for task_id, first, second in found}
