"""Read the outbox: what is due, and what a person's webhooks are and were sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from microtask.outbox.models import Event, Mail, Webhook, WebhookCall

CallRow = Any  # a call without its body


def find_due_mail(session: Session, *, now: datetime) -> int | None:
    """The mail that has been due for longest; None where none is."""
    return session.scalar(select(Mail.id).where(Mail.due_at <= now).order_by(Mail.due_at, Mail.id).limit(1))


def has_events(session: Session) -> bool:
    """Whether there is something that nobody has been told of yet."""
    return bool(session.scalar(select(exists().where(Event.id.is_not(None)))))


def list_webhooks_to_call(session: Session, *, now: datetime) -> Sequence[int]:
    """The webhooks for which messages wait, and which neither rest nor are being called."""
    is_free = or_(Webhook.busy_until.is_(None), Webhook.busy_until <= now)
    is_due = or_(Webhook.due_at.is_(None), Webhook.due_at <= now)
    waits = exists().where(WebhookCall.webhook_id == Webhook.id, WebhookCall.body.is_not(None))
    found = select(Webhook.id).where(Webhook.disabled_at.is_(None), is_free, is_due, waits)
    return session.scalars(found.order_by(Webhook.id)).all()


def list_webhooks(
    session: Session, *, person_id: int, after: int | None = None, limit: int | None = None
) -> Sequence[Webhook]:
    """The webhooks of a person, the oldest first; `after` is the id of one."""
    found = select(Webhook).where(Webhook.person_id == person_id, Webhook.id > (after or 0))
    return session.scalars(found.order_by(Webhook.id).limit(limit)).all()


def find_webhook(session: Session, webhook_id: int, *, person_id: int) -> Webhook | None:
    """A webhook of this person; None where they have none of that number."""
    return session.scalar(select(Webhook).where(Webhook.id == webhook_id, Webhook.person_id == person_id))


def count_webhooks(session: Session, *, person_id: int) -> int:
    """How many webhooks a person has."""
    return session.scalar(select(func.count()).select_from(Webhook).where(Webhook.person_id == person_id)) or 0


def list_calls(session: Session, webhook_id: int, *, limit: int) -> Sequence[CallRow]:
    """What a webhook has been sent and waits for it, the newest first, without bodies."""
    call = WebhookCall
    columns = (
        call.id, call.event, call.challenge_id, call.tries, call.status, call.failure, call.delivered_at,
        call.given_up_at, call.created_at,
    )  # fmt: skip
    return session.execute(
        select(*columns).where(call.webhook_id == webhook_id).order_by(call.id.desc()).limit(limit)
    ).all()


def count_sent_before(session: Session, before: datetime) -> int:
    """How many mails and calls that no longer wait were written before then."""
    mails = select(func.count()).select_from(Mail).where(Mail.created_at < before, Mail.due_at.is_(None))
    calls = select(func.count()).select_from(WebhookCall).where(WebhookCall.created_at < before)
    return (session.scalar(mails) or 0) + (session.scalar(calls.where(WebhookCall.body.is_(None))) or 0)
