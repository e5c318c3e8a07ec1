"""Remind: weekly digests in the hours that people chose, and owners of outcomes that are due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from microtask.assignments.queries import list_open_to
from microtask.news import letters, queries
from microtask.news.actions.people import find_about, write
from microtask.news.letters import About
from microtask.news.links import Links
from microtask.people.actions import note_digest
from microtask.people.queries import get_identity
from microtask.people.rules import MARKINGS
from microtask.unit_of_work import UnitOfWork

LONDON = ZoneInfo("Europe/London")
LAST_HOUR = 17  # nothing is sent from then on
BATCH = 50
MOST_NAMED = 5
WEEK = timedelta(days=6)  # so that a digest that was a little late does not skip the next one

# After how many days an owner is reminded, and until when that can still be made up for.
DUE = ((14, 30), (30, 45))


def remind_of_outcomes(unit: UnitOfWork, links: Links) -> None:
    """Write to the owners of challenges that closed 14, or 30, days ago and do not say what came of them: once each."""
    for days, until in DUE:
        before, after = unit.now - timedelta(days=days), unit.now - timedelta(days=until)
        for row in queries.list_without_outcome(unit.session, before=before, after=after):
            about = find_about(unit, row.id, links)
            if about is None:
                continue
            letter = letters.due(about, days=days, is_overdue=days == DUE[-1][0])
            for person in queries.list_owners(unit.session, row.id):
                key = f"due-{days}-{row.id}-{person.id}"
                write(unit, letter, (person.id, person.email), links, kind="challenges", key=key)


def send_digests(unit: UnitOfWork, links: Links) -> bool:
    """Write one batch of digests, where it is a working hour; answers whether there may be more.

    Where nothing needs a person, they get none, and are looked at again next week.
    """
    local = unit.now.astimezone(LONDON)
    if local.isoweekday() > 5 or local.hour >= LAST_HOUR:
        return False
    due = queries.list_digests_due(
        unit.session, day=local.isoweekday(), hour=local.hour, before=unit.now - WEEK, limit=BATCH
    )
    for person_id in due:
        _send_digest(unit, person_id, links)
        note_digest(unit, person_id)
    return len(due) == BATCH


def _send_digest(unit: UnitOfWork, person_id: int, links: Links) -> None:
    person = get_identity(unit.session, person_id)
    needed = []
    for row in list_open_to(unit.connection, by=person)[:MOST_NAMED]:
        found = queries.find_about(unit.session, row.id)
        if found is not None and found.marking == MARKINGS[0]:
            needed.append(
                (About(row.title, row.department, links.to(f"/challenges/{row.id}"), True), _time(row.seconds))
            )
    if needed:
        letter = letters.digest(needed, url=links.to("/sittings/new"))
        key = f"digest-{_week(unit.now)}-{person_id}"
        write(unit, letter, (person_id, person.email), links, kind="digest", key=key)


def _time(seconds: float | None) -> str | None:
    """About how long one task takes, as a person would say it."""
    if seconds is None:
        return None
    if seconds < 90:
        return f"about {max(5, round(seconds / 5) * 5)} seconds"
    return f"about {round(seconds / 60)} minutes"


def _week(now: datetime) -> str:
    year, week, _ = now.astimezone(LONDON).isocalendar()
    return f"{year}-{week}"
