"""Webhooks: an owner names an address to be called, takes it away, or has it called again."""

from collections.abc import Sequence

from microtask.audit import actions as audit
from microtask.errors import Conflict, NotAllowed, NotFound
from microtask.outbox import actions as outbox
from microtask.outbox import queries
from microtask.outbox.addresses import Network, check_literal
from microtask.outbox.models import Webhook
from microtask.outbox.rules import EVENTS, MOST_WEBHOOKS, check_url
from microtask.people.rules import Identity, may_own_challenges
from microtask.unit_of_work import UnitOfWork


def hook(unit: UnitOfWork, url: str, events: Sequence[str], *, networks: Sequence[Network], by: Identity) -> Webhook:
    """Have `url` called when one of `events` happens to a challenge that `by` owns then.

    Raises `NotAllowed`, `Invalid` for an address that is never called, `Conflict` where they have enough already.
    """
    if not may_own_challenges(by):
        raise NotAllowed
    check_url(url, is_loopback_open=any(network.is_loopback for network in networks))
    check_literal(url, networks)
    if queries.count_webhooks(unit.session, person_id=by.person_id) >= MOST_WEBHOOKS:
        raise Conflict(f"You have {MOST_WEBHOOKS} webhooks already. Remove one that you no longer need.")
    chosen = [name for name in EVENTS if name in events]
    webhook = outbox.add_webhook(unit, person_id=by.person_id, url=url, events=chosen)
    _note(unit, "webhook.added", webhook.id, by=by)
    return webhook


def unhook(unit: UnitOfWork, webhook_id: int, *, by: Identity) -> None:
    """Never call it again. Raises `NotFound` for one that is not theirs."""
    get_webhook(unit, webhook_id, by=by)
    outbox.remove_webhook(unit, webhook_id)
    _note(unit, "webhook.removed", webhook_id, by=by)


def call_again(unit: UnitOfWork, webhook_id: int, *, by: Identity) -> None:
    """Turn one on that was turned off because it failed. Raises `NotFound`."""
    get_webhook(unit, webhook_id, by=by)
    outbox.turn_on(unit, webhook_id)


def get_webhook(unit: UnitOfWork, webhook_id: int, *, by: Identity) -> Webhook:
    """A webhook of their own. Raises `NotFound`."""
    found = queries.find_webhook(unit.session, webhook_id, person_id=by.person_id)
    if found is None:
        raise NotFound("You have no webhook with that number.")
    return found


def _note(unit: UnitOfWork, action: str, webhook_id: int, *, by: Identity) -> None:
    audit.note(unit, action, ("webhook", webhook_id), by=by.person_id, department=by.department_id)
