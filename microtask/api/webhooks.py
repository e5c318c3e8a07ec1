"""Webhooks: addresses that are called when something happens to the caller's challenges."""

from typing import Any

from microtask.api.endpoint import Call, Endpoints
from microtask.api.paging import Page
from microtask.news import actions
from microtask.news.schemas import MadeWebhook, NewWebhook, ShownWebhook
from microtask.outbox import queries
from microtask.outbox.models import Webhook
from microtask.outbox.rules import state_of_webhook
from microtask.outbox.signing import make_secret
from microtask.people.rules import may_own_challenges

webhooks = Endpoints("webhooks", "Signed calls when something happens to your challenges.")


@webhooks.post("/webhooks", body=NewWebhook, answer=MadeWebhook, status=201, who=may_own_challenges)
def create(call: Call) -> dict[str, Any]:
    """Have an address called when tasks settle, a challenge closes or a release is made.

    Every call is a POST of `{"type", "timestamp", "data"}`, signed as Standard Webhooks are: `webhook-signature` is
    `v1,` and the base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body` with the bytes after `whsec_` in
    base64. An answer of 200 to 299 within 10 seconds is success; else the call is repeated, with the same
    `webhook-id`, for about a day, and then the webhook is turned off. Redirects are not followed.
    """
    settings = call.house.settings
    webhook = actions.hook(call.unit, **call.body, networks=settings.webhook_networks, by=call.person)
    return _shown(call, webhook) | {"secret": make_secret(webhook.key, settings.secret_key)}


@webhooks.get("/webhooks", answer=ShownWebhook, paged=(int,), who=may_own_challenges)
def index(call: Call) -> Page:
    """The caller's webhooks, the oldest first."""
    after = None if call.place.after is None else call.place.after[0]
    found = queries.list_webhooks(
        call.unit.session, person_id=call.person.person_id, after=after, limit=call.place.fetch
    )
    page = call.place.page(found, lambda webhook: (webhook.id,))
    return Page([_shown(call, webhook) for webhook in page.items], page.next)


@webhooks.delete("/webhooks/<id:webhook_id>", status=204, who=may_own_challenges)
def delete(call: Call, webhook_id: int) -> None:
    """Never call it again. What waits for it is dropped."""
    actions.unhook(call.unit, webhook_id, by=call.person)


def _shown(call: Call, webhook: Webhook) -> dict[str, Any]:
    state = state_of_webhook(webhook.disabled_at, webhook.due_at, now=call.unit.now)
    return {name: getattr(webhook, name) for name in ("id", "url", "events", "failure", "created_at")} | {
        "state": state
    }
