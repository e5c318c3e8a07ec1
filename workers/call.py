"""CALL_WEBHOOK: what waits for one webhook is delivered, one message after another."""

import time
from functools import cache

import structlog

from microtask.outbox import actions
from microtask.outbox.actions import ClaimedCall
from microtask.outbox.calling import Caller, NotDeliveredError
from microtask.outbox.rules import GONE
from microtask.outbox.signing import sign
from microtask.unit_of_work import UnitsOfWork
from workers.job import settings, whole

# A webhook has its worker for so long; the sweep comes back with what is left, after whatever else waits.
TURN_SECONDS = 60.0

log = structlog.get_logger(__name__)


@cache
def caller() -> Caller:
    """How this worker calls."""
    return Caller(settings().webhook_networks)


def call(units: UnitsOfWork, webhook_id: int) -> None:
    """Deliver what waits, until one fails or the turn is over."""
    end = time.monotonic() + TURN_SECONDS
    while time.monotonic() < end and call_once(units, webhook_id, caller(), service_secret=settings().secret_key):
        pass


def call_once(units: UnitsOfWork, webhook_id: int, caller: Caller, *, service_secret: str) -> bool:
    """Deliver the oldest message; answers whether that went well and there may be another."""
    with units.begin() as unit:
        message = actions.claim_call(unit, webhook_id)
        now = int(unit.now.timestamp())
    if message is None:
        return False
    body = message.body.encode()
    try:
        status = caller.post(message.url, body, _headers(message, body, timestamp=now, service_secret=service_secret))
    except NotDeliveredError as error:
        with units.begin() as unit:
            is_off = actions.put_off_call(
                unit, message, failure=error.failure, status=error.status, for_good=error.status == GONE
            )
        log.warning("webhook_failed", webhook=webhook_id, failure=error.failure, status=error.status, is_off=is_off)
        return False
    with units.begin() as unit:
        actions.mark_delivered(unit, message, status=status)
    return True


def _headers(message: ClaimedCall, body: bytes, *, timestamp: int, service_secret: str) -> dict[str, str]:
    """The same number in every attempt, by which a receiver knows what it has had already."""
    message_id = f"msg_{message.id}_{int(message.created_at.timestamp())}"
    signature = sign(body, message_id=message_id, timestamp=timestamp, key=message.key, service_secret=service_secret)
    return {
        "content-type": "application/json",
        "user-agent": "Microtask",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature,
    }


run = whole(call)
