"""Read feedback."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from microtask.feedback.models import Message


def list_messages(session: Session, *, before: int | None = None, limit: int) -> Sequence[Message]:
    """Messages, the newest first; `before` is the id after which the list goes on."""
    found = select(Message).order_by(Message.id.desc()).limit(limit)
    return session.scalars(found if before is None else found.where(Message.id < before)).all()


def count_since(session: Session, when: datetime) -> int:
    """How many messages have come since then."""
    return session.scalar(select(func.count()).select_from(Message).where(Message.created_at > when)) or 0


def count_before(session: Session, when: datetime) -> int:
    """How many messages came before then."""
    return session.scalar(select(func.count()).select_from(Message).where(Message.created_at < when)) or 0
