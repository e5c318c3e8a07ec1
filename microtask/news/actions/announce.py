"""Announce: one event becomes letters and calls, in one transaction with its end."""

from collections.abc import Callable

import structlog

from microtask.news.actions import people, programs
from microtask.news.links import Links
from microtask.outbox import actions as outbox
from microtask.outbox.models import Event
from microtask.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

# Who is told of what. Each answers whether there is more to do for the event.
TOLD: dict[str, Callable[[UnitOfWork, Event, Links], bool]] = {
    "challenge.sent": people.tell_of_sending,
    "challenge.approved": people.tell_of_approval,
    "challenge.sent_back": people.tell_of_sending_back,
    "reidentification.asked": people.tell_of_asking,
    "reidentification.agreed": people.tell_of_finding,
    "outcome.said": people.tell_of_outcome,
    "task.settled": programs.tell_of_settling,
    "challenge.closed": programs.tell,
    "release.made": programs.tell,
}


def announce(unit: UnitOfWork, links: Links) -> bool:
    """Tell of the event that has waited for longest, or of a batch of it; answers whether there may be another."""
    event = outbox.take_event(unit)
    if event is None:
        return False
    if event.name not in TOLD:
        log.error("event_unknown", event_name=event.name)
    if event.name not in TOLD or not TOLD[event.name](unit, event, links):
        outbox.forget_events(unit, [event])
    return True
