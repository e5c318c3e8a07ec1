"""Reports: the items that volunteers reported, and what an administrator decides about each."""

from typing import Any

from microtask.api.endpoint import Call, Endpoints
from microtask.api.paging import Page
from microtask.people.rules import may_check_reports
from microtask.results import actions, queries
from microtask.results.schemas import NewReportDecision, ShownReport, ShownReportDecision

reports = Endpoints("reports", "Items that volunteers reported: hidden from everyone until an administrator decides.")


@reports.get("/reports", answer=ShownReport, paged=(int,), who=may_check_reports)
def index(call: Call) -> Page:
    """The reported items that wait for the caller to decide, the oldest first.

    An item that several people reported is listed once, with all their reasons. It is not said who they were.
    """
    after = 0 if call.place.after is None else call.place.after[0]
    found = queries.list_reports(call.unit.session, by=call.person, after=after, limit=call.place.fetch)
    page = call.place.page(found, lambda report: (report.id,))
    return Page([_shown(call, report) for report in page.items], page.next)


@reports.get("/reports/<id:report_id>", answer=ShownReport, who=may_check_reports)
def show(call: Call, report_id: int) -> dict[str, Any]:
    """One reported item; 404 once somebody has decided."""
    return _shown(call, queries.get_report(call.unit.session, report_id, by=call.person))


@reports.post(
    "/reports/<id:report_id>/decision", body=NewReportDecision, answer=ShownReportDecision, who=may_check_reports
)
def decide(call: Call, report_id: int) -> dict[str, Any]:
    """Restore the item, redact it or remove it for good.

    `redact` needs `texts`: the columns of the item that change, with what they say from now on. After `restore` and
    `redact` the item is shown again and its answers count; what `remove` and `redact` take away is not kept.
    """
    report = queries.get_report(call.unit.session, report_id, by=call.person)
    actions.decide_report(call.unit, report_id, **call.body, by=call.person)
    return {"id": report_id, "key": report.key, "challenge": report.challenge_id, "decision": call.body["decision"]}


def _shown(call: Call, report: Any) -> dict[str, Any]:
    told = {name: getattr(report, name) for name in ("id", "key", "title", "department", "marking", "payload")}
    return told | {
        "challenge": report.challenge_id,
        "reasons": report.reasons,
        "reported_at": report.reported_at,
        "days": (call.unit.now - report.reported_at).days,
    }
