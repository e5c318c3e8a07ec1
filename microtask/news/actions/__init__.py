"""The verbs of news: announce what happened, remind of what is due, and keep webhooks."""

from microtask.news.actions.announce import announce
from microtask.news.actions.remind import remind_of_outcomes, send_digests
from microtask.news.actions.webhooks import call_again, get_webhook, hook, unhook

__all__ = ["announce", "call_again", "get_webhook", "hook", "remind_of_outcomes", "send_digests", "unhook"]
