"""To do: what waits for an administrator, the oldest first."""

from datetime import datetime
from typing import Any

from flask import render_template

from microtask.challenges import brief_queries, identify_queries, marking_queries, owner_queries
from microtask.challenges.identify_rules import ASKED_FOR
from microtask.people.access_queries import list_departments_due
from microtask.people.rules import may_administer, may_set_ceiling
from microtask.results import queries as results
from microtask.web.page import Pages, Visit

to_do = Pages("to_do")


@to_do.page("/to-do", who=may_administer)
def index(visit: Visit) -> str:
    """Challenges to approve, reports to decide on, outcomes that are overdue, what has no owner, roles to look at."""
    session, now = visit.unit.session, visit.unit.now
    waiting = brief_queries.list_to_approve(session, by=visit.person)
    overdue = brief_queries.list_overdue(session, by=visit.person, now=now)
    reported = results.list_reports(session, by=visit.person, limit=1)
    owners = brief_queries.list_owner_names(session, [each.id for each in (*waiting, *overdue)])
    return render_template(
        "to_do/index.html",
        approvals=[_entry(each, owners, since=each.asked_at, now=now) for each in waiting],
        reports=results.count_reports(session, by=visit.person),
        oldest=_days(reported[0].reported_at, now) if reported else None,
        overdue=[_entry(each, owners, since=each.closed_at, now=now) for each in overdue],
        left=owner_queries.list_left(session, by=visit.person),
        to_review=list_departments_due(session, by=visit.person, now=now),
        to_confirm=marking_queries.list_to_confirm(session, by=visit.person),
        identify=identify_queries.count_waiting(session, by=visit.person, since=now - ASKED_FOR),
        may_set_ceiling=may_set_ceiling(visit.person) and visit.house.settings.sensitive,
    )


def _entry(challenge: Any, owners: dict[int, list[str]], *, since: datetime | None, now: datetime) -> dict[str, Any]:
    days = None if since is None else _days(since, now)
    return {"id": challenge.id, "title": challenge.title, "owners": owners[challenge.id], "days": days}


def _days(since: datetime, now: datetime) -> int:
    return (now - since).days
