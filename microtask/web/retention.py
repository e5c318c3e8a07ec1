"""Retention: what will be deleted of a department's challenges, and when; and what past runs have deleted."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import render_template

from microtask.audit.queries import Wanted, list_entries
from microtask.people.rules import choose_audited, may_read_audit
from microtask.results.queries.retention import list_schedule
from microtask.retention import in_words, kept_for
from microtask.web.page import Pages, Visit

SHOWN, RUNS = 200, 50

Periods = Mapping[str, timedelta]

retention = Pages("retention")


@retention.page("/retention", who=may_read_audit)
def index(visit: Visit) -> str:
    """The table, the challenges with something still to come, and the log of the runs."""
    session = visit.unit.session
    table = kept_for(visit.house.settings.keep_days)
    periods = {each.name: each.period for each in table}
    rows = list_schedule(session, departments=choose_audited(visit.person), limit=SHOWN)
    runs = list_entries(session, Wanted(action="retention.run"), before=None, limit=RUNS)
    words = {each.name: each.what for each in table}
    return render_template(
        "retention/index.html",
        kept=[{"what": each.what, "period": in_words(each.period), "after": each.after, "then": each.then,
               "by_itself": each.by_itself} for each in table],
        challenges=[_when(row, periods) for row in rows],
        runs=[{"at": run.at, "deleted": [(words.get(name, name), count) for name, count in run.detail.items()]}
              for run in runs],
    )  # fmt: skip


def _when(row: Any, periods: Periods) -> dict[str, Any]:
    """When each part of a challenge goes; None for what has gone, or was never there."""
    link = row.released_at + periods["link"] if row.released_at else row.closed_at + periods["link_unreleased"]
    return {
        "id": row.id,
        "title": row.title,
        "department": row.department,
        "link": None if row.unlinked_at else link,
        "items": None if row.emptied_at else _earlier(row.closed_at + periods["items"], row.keep_until),
        "files": row.stored_since and row.stored_since + periods["release"],
    }


def _earlier(due: datetime, chosen: date | None) -> datetime:
    """The table's date, or the owner's where that comes first: the day after the last one that they named."""
    if chosen is None:
        return due
    return min(due, datetime(chosen.year, chosen.month, chosen.day, tzinfo=UTC) + timedelta(days=1))
