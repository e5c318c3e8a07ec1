"""Take feedback in, and delete it when its time is over."""

from datetime import datetime

from sqlalchemy import delete

from microtask.errors import Conflict
from microtask.feedback import queries
from microtask.feedback.models import Message
from microtask.feedback.rules import MOST, WITHIN
from microtask.unit_of_work import UnitOfWork


def tell(unit: UnitOfWork, *, text: str, page: str, reply_to: str) -> int:
    """Store a message, with nothing about who sent it but what they wrote; answers its id.

    Raises `Conflict` where so many have come within the hour that no person can be writing them.
    """
    if queries.count_since(unit.session, unit.now - WITHIN) >= MOST:
        raise Conflict("More messages have come in the last hour than we can read. Try again in an hour.")
    message = Message(text=text, page=page, reply_to=reply_to, created_at=unit.now)
    unit.session.add(message)
    unit.session.flush()
    return message.id


def remove_before(unit: UnitOfWork, when: datetime) -> int:
    """Delete the messages that came before then; answers how many."""
    gone = unit.session.scalars(delete(Message).where(Message.created_at < when).returning(Message.id))
    return len(gone.all())
