"""The verbs of the outbox: note what happened, write a mail or a call, claim what is due, say what became of it."""

from microtask.outbox.actions.events import (
    come_back,
    forget_events,
    note_event,
    take_event,
    take_events_like,
    write_event,
)
from microtask.outbox.actions.mail import (
    ClaimedMail,
    claim_mail,
    give_up_mail,
    mark_mail_sent,
    put_off_mail,
    send_mail,
)
from microtask.outbox.actions.remove import remove_sent_before
from microtask.outbox.actions.webhooks import (
    ClaimedCall,
    add_webhook,
    claim_call,
    mark_delivered,
    put_off_call,
    remove_webhook,
    remove_webhooks_of,
    turn_on,
    write_call,
)

__all__ = [
    "ClaimedCall",
    "ClaimedMail",
    "add_webhook",
    "claim_call",
    "claim_mail",
    "come_back",
    "forget_events",
    "give_up_mail",
    "mark_delivered",
    "mark_mail_sent",
    "note_event",
    "put_off_call",
    "put_off_mail",
    "remove_sent_before",
    "remove_webhook",
    "remove_webhooks_of",
    "send_mail",
    "take_event",
    "take_events_like",
    "turn_on",
    "write_call",
    "write_event",
]
