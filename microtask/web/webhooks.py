"""Webhooks: an owner's addresses to call, and what was sent to each."""

from typing import Any

from flask import render_template

from microtask.news import actions
from microtask.news.schemas import NewWebhook
from microtask.outbox import queries
from microtask.outbox.models import Webhook
from microtask.outbox.rules import state_of_webhook
from microtask.outbox.signing import make_secret
from microtask.people.rules import may_own_challenges
from microtask.text import N_
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

PATH = "/webhooks"
FIELDS = ("url", "events")
SHOWN = 50  # calls
WANTED = NewWebhook()
TOLD = {
    "removed": N_("We have removed the webhook. It is not called any more."),
    "on": N_("The webhook is on again."),
}

webhooks = Pages("webhooks")


@webhooks.page(PATH, who=may_own_challenges)
def index(visit: Visit) -> str:
    """The person's webhooks, and a form for another."""
    return _page(visit, Form.blank(), notice=TOLD.get(visit.query.get("told", "")))


@webhooks.page(PATH, methods=["POST"], who=may_own_challenges)
def create(visit: Visit) -> Answer:
    """Make one, and show its secret this once."""
    settings = visit.house.settings
    try:
        wanted = WANTED.load({"url": visit.form.get("url", ""), "events": visit.form.getlist("events")})
        webhook = actions.hook(visit.unit, **wanted, networks=settings.webhook_networks, by=visit.person)
    except REFUSALS as error:
        return _page(visit, Form.refused(visit.form, messages_of(error), FIELDS)), 422
    secret = make_secret(webhook.key, settings.secret_key)
    return render_template("webhooks/made.html", webhook=webhook, secret=secret)


@webhooks.page(f"{PATH}/<id:webhook_id>", who=may_own_challenges)
def show(visit: Visit, webhook_id: int) -> str:
    """One webhook, with the log of what was sent to it."""
    webhook = actions.get_webhook(visit.unit, webhook_id, by=visit.person)
    calls = queries.list_calls(visit.unit.session, webhook_id, limit=SHOWN)
    notice = TOLD.get(visit.query.get("told", ""))
    return render_template("webhooks/show.html", webhook=_shown(visit, webhook), calls=calls, notice=notice)


@webhooks.page(f"{PATH}/<id:webhook_id>/again", methods=["POST"], who=may_own_challenges)
def again(visit: Visit, webhook_id: int) -> Answer:
    """Turn on one that was turned off."""
    actions.call_again(visit.unit, webhook_id, by=visit.person)
    return go_to(f"{PATH}/{webhook_id}?told=on")


@webhooks.page(f"{PATH}/<id:webhook_id>/remove", methods=["POST"], who=may_own_challenges)
def remove(visit: Visit, webhook_id: int) -> Answer:
    """Take one away, with what waits for it."""
    actions.unhook(visit.unit, webhook_id, by=visit.person)
    return go_to(f"{PATH}?told=removed")


def _page(visit: Visit, form: Form, notice: str | None = None) -> str:
    found = queries.list_webhooks(visit.unit.session, person_id=visit.person.person_id)
    shown = [_shown(visit, webhook) for webhook in found]
    return render_template("webhooks/index.html", webhooks=shown, form=form, notice=notice)


def _shown(visit: Visit, webhook: Webhook) -> dict[str, Any]:
    names = ("id", "url", "events", "failure", "due_at", "disabled_at", "created_at")
    state = state_of_webhook(webhook.disabled_at, webhook.due_at, now=visit.unit.now)
    return {name: getattr(webhook, name) for name in names} | {"state": state}
