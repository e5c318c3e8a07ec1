"""The verbs of assignments, one file each: a sitting is opened, dealt for, refilled and stopped."""

from microtask.assignments.actions.deal import deal, refill_low_trays
from microtask.assignments.actions.expire import expire
from microtask.assignments.actions.forget import remove_sittings, unlink
from microtask.assignments.actions.free import free_slots
from microtask.assignments.actions.give_back import report, skip, stop
from microtask.assignments.actions.leave import leave
from microtask.assignments.actions.next import next_of
from microtask.assignments.actions.open import open_sitting

__all__ = [
    "deal",
    "expire",
    "free_slots",
    "leave",
    "next_of",
    "open_sitting",
    "refill_low_trays",
    "remove_sittings",
    "report",
    "skip",
    "stop",
    "unlink",
]
