"""Remove: the log of what was sent is deleted after its time; what waits still stays."""

from datetime import datetime

from sqlalchemy import delete, select

from microtask.outbox.models import Mail, WebhookCall
from microtask.unit_of_work import UnitOfWork

BATCH = 1000


def remove_sent_before(unit: UnitOfWork, before: datetime) -> int:
    """Delete a batch of the mails and calls that were written before then; answers how many those were."""
    mails = select(Mail.id).where(Mail.created_at < before, Mail.due_at.is_(None)).limit(BATCH)
    calls = select(WebhookCall.id).where(WebhookCall.created_at < before, WebhookCall.body.is_(None)).limit(BATCH)
    gone = (
        delete(Mail).where(Mail.id.in_(mails)).returning(Mail.id),
        delete(WebhookCall).where(WebhookCall.id.in_(calls)).returning(WebhookCall.id),
    )
    return sum(len(unit.session.scalars(statement).all()) for statement in gone)
