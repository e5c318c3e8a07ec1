"""Read tasks: where splitting has to go on."""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from microtask.challenges.models import Challenge, Stage
from microtask.challenges.rules import SPLITS


def list_stages_to_split(session: Session) -> Sequence[int]:
    """The ids of the stages that have items without tasks: a lost errand leaves them behind.

    A later stage has items once the one before it has passed some on.
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
        .order_by(Stage.id)
    ).all()
