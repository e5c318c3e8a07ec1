"""Who is behind a random name: when two administrators may find out, and until when they see it. Pure."""

from datetime import datetime, timedelta

from microtask.people.rules import Identity, may_find_out

# How long another administrator has to agree, and for how long both see the name then.
ASKED_FOR, SHOWN_FOR = timedelta(days=7), timedelta(days=1)
# For how long whoever was found out about sees it on their home page; it stays in what is held about them until it is
# deleted by the table of retention.
TOLD_FOR = timedelta(days=90)

REASON_WORDS = {
    "safeguarding": "To keep somebody safe",
    "security_incident": "A security incident",
    "legal_duty": "The law requires it",
}
WAITING, EXPIRED, REFUSED, SHOWN, OVER = "waiting", "expired", "refused", "shown", "over"


def may_find_out_in(person: Identity, *, department_id: int, owners: frozenset[int]) -> bool:
    """Whether the person may be one of the two: an administrator there, and nobody who owns the challenge."""
    return may_find_out(person, department_id) and person.person_id not in owners


def choose_standing(*, asked_at: datetime, decision: str | None, decided_at: datetime | None, now: datetime) -> str:
    """Where a request stands: it waits for another administrator or expired, was refused, is shown or over."""
    if decided_at is None:
        return WAITING if now < asked_at + ASKED_FOR else EXPIRED
    if decision == "refused":
        return REFUSED
    return SHOWN if now < decided_at + SHOWN_FOR else OVER
