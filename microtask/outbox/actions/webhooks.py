"""Webhooks: kept, and called by one worker at a time, in the order in which things happened.

What fails makes the whole webhook rest, for longer each time, and in the end turns it off: a receiver that is away is
not asked once for each message.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes

from sqlalchemy import delete, exists, insert, or_, select, update

from microtask.outbox.models import Webhook, WebhookCall
from microtask.outbox.rules import CALL_LEASE, CALL_PAUSES, choose_pause
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

KEY_BYTES = 32
BATCH = 1000


@dataclass(frozen=True, slots=True)
class ClaimedCall:
    """A message that this worker alone may deliver until its lease ends. `tries` counts the webhook's failures."""

    id: int
    webhook_id: int
    url: str
    key: bytes
    body: str
    tries: int
    created_at: datetime


def add_webhook(unit: UnitOfWork, *, person_id: int, url: str, events: Iterable[str]) -> Webhook:
    """Keep an address to call; the key of its secret is new."""
    webhook = Webhook(
        person_id=person_id, url=url, events=list(events), key=token_bytes(KEY_BYTES), tries=0, created_at=unit.now
    )
    unit.session.add(webhook)
    unit.session.flush()
    return webhook


def remove_webhook(unit: UnitOfWork, webhook_id: int) -> None:
    """Delete it, with what waits for it and its log."""
    unit.session.execute(delete(Webhook).where(Webhook.id == webhook_id))


def remove_webhooks_of(unit: UnitOfWork, people: list[int]) -> None:
    """The same for all that these people have."""
    unit.session.execute(delete(Webhook).where(Webhook.person_id.in_(people)))


def turn_on(unit: UnitOfWork, webhook_id: int) -> None:
    """Call it again from now on. What was given up stays so."""
    fresh = {"disabled_at": None, "failure": None, "tries": 0, "due_at": None, "busy_until": None}
    unit.session.execute(update(Webhook).where(Webhook.id == webhook_id).values(fresh))


def write_call(unit: UnitOfWork, webhook_id: int, *, event: str, challenge_id: int, body: str) -> None:
    """Have `body` sent to a webhook once this unit is committed."""
    values = {
        "webhook_id": webhook_id, "event": event, "challenge_id": challenge_id, "body": body, "created_at": unit.now,
    }  # fmt: skip
    unit.session.execute(insert(WebhookCall).values(values))
    unit.then(Step.CALL_WEBHOOK, webhook_id)


def claim_call(unit: UnitOfWork, webhook_id: int) -> ClaimedCall | None:
    """The oldest message that waits for the webhook, for the caller alone; None where none does, or it rests or is off.

    A worker that dies with it lets the lease run out, and it is sent again, under the same number.
    """
    is_free = or_(Webhook.busy_until.is_(None), Webhook.busy_until <= unit.now)
    is_due = or_(Webhook.due_at.is_(None), Webhook.due_at <= unit.now)
    waits = exists().where(WebhookCall.webhook_id == Webhook.id, WebhookCall.body.is_not(None))
    webhook = unit.session.execute(
        update(Webhook)
        .where(Webhook.id == webhook_id, Webhook.disabled_at.is_(None), is_free, is_due, waits)
        .values(busy_until=unit.now + CALL_LEASE)
        .returning(Webhook.url, Webhook.key, Webhook.tries)
    ).one_or_none()
    if webhook is None:
        return None
    waiting = (WebhookCall.webhook_id == webhook_id, WebhookCall.body.is_not(None))
    call = unit.session.execute(
        select(WebhookCall.id, WebhookCall.body, WebhookCall.created_at)
        .where(*waiting)
        .order_by(WebhookCall.id)
        .limit(1)
    ).one()
    return ClaimedCall(call.id, webhook_id, webhook.url, webhook.key, call.body, webhook.tries, call.created_at)


def mark_delivered(unit: UnitOfWork, call: ClaimedCall, *, status: int) -> None:
    """The receiver has it: its body is deleted, and the webhook is as good as new."""
    done = {"body": None, "delivered_at": unit.now, "status": status, "failure": None, "tries": WebhookCall.tries + 1}
    waiting = (WebhookCall.id == call.id, WebhookCall.body.is_not(None))
    unit.session.execute(update(WebhookCall).where(*waiting).values(done))
    fresh = {"tries": 0, "due_at": None, "busy_until": None, "failure": None}
    unit.session.execute(update(Webhook).where(Webhook.id == call.webhook_id).values(fresh))


def put_off_call(
    unit: UnitOfWork, call: ClaimedCall, *, failure: str, status: int | None, for_good: bool = False
) -> bool:
    """An attempt failed: the webhook rests, or is turned off after the last one; answers whether it was.

    With `for_good` there is no other attempt. What waits for a webhook that is turned off is given up.
    """
    missed = {"status": status, "failure": failure, "tries": WebhookCall.tries + 1}
    unit.session.execute(update(WebhookCall).where(WebhookCall.id == call.id).values(missed))
    pause = None if for_good else choose_pause(call.tries + 1, CALL_PAUSES)
    said = {"tries": Webhook.tries + 1, "busy_until": None, "failure": failure}
    if pause is not None:
        unit.session.execute(
            update(Webhook).where(Webhook.id == call.webhook_id).values(**said, due_at=unit.now + pause)
        )
        return False
    unit.session.execute(update(Webhook).where(Webhook.id == call.webhook_id).values(**said, disabled_at=unit.now))
    waiting = (WebhookCall.webhook_id == call.webhook_id, WebhookCall.body.is_not(None))
    unit.session.execute(update(WebhookCall).where(*waiting).values(body=None, given_up_at=unit.now))
    return True
