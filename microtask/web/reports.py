"""Reports: an administrator looks at what was reported, and restores it, redacts it or removes it."""

from typing import Any

from flask import render_template

from microtask.people.rules import may_check_reports
from microtask.results import actions, queries
from microtask.results.schemas import ReportDecision
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

SHOWN = 50  # reports on a page; the oldest come first, and make room
DECISION = ReportDecision()
REASONS = {
    "personal_details": "It contains personal details",
    "too_sensitive": "It is too sensitive",
    "broken": "It is broken",
    "offensive": "It is offensive",
    "other": "Something else",
}

reports = Pages("reports")


@reports.page("/reports", who=may_check_reports)
def index(visit: Visit) -> str:
    """What waits, the oldest first, and what was decided lately."""
    session = visit.unit.session
    waiting = queries.list_reports(session, by=visit.person, limit=SHOWN)
    return render_template(
        "reports/index.html",
        waiting=[{"report": each, "reasons": _reasons(each), "days": (visit.unit.now - each.reported_at).days}
                 for each in waiting],
        total=queries.count_reports(session, by=visit.person),
        decided=queries.list_decided_reports(session, by=visit.person, limit=SHOWN),
    )  # fmt: skip


@reports.page("/reports/<id:report_id>", who=may_check_reports)
def show(visit: Visit, report_id: int) -> str:
    """The item, why it was reported, and what can be done."""
    report = queries.get_report(visit.unit.session, report_id, by=visit.person)
    return _page(report, Form.blank(**_texts_of(report)))


@reports.page("/reports/<id:report_id>", methods=["POST"], who=may_check_reports)
def decide(visit: Visit, report_id: int) -> Answer:
    """Decide."""
    report = queries.get_report(visit.unit.session, report_id, by=visit.person)
    sent = {name: visit.form[name].strip() for name in ("decision", "reason") if visit.form.get(name, "").strip()}
    texts = {
        column: _lines(visit.form[f"text-{number}"])
        for number, column in enumerate(report.payload)
        if f"text-{number}" in visit.form and _lines(visit.form[f"text-{number}"]) != _lines(report.payload[column])
    }
    try:
        actions.decide_report(visit.unit, report_id, **DECISION.load(sent), texts=texts, by=visit.person)
    except REFUSALS as error:
        return _page(report, Form.refused(visit.form, messages_of(error), ("decision", "reason"))), 422
    return go_to("/reports")


def _page(report: Any, form: Form) -> str:
    return render_template(
        "reports/show.html",
        report=report,
        reasons=_reasons(report),
        texts=list(report.payload.items()),
        columns=[(f"text-{number}", column) for number, column in enumerate(report.payload)],
        form=form,
    )


def _texts_of(report: Any) -> dict[str, str]:
    return {f"text-{number}": value for number, value in enumerate(report.payload.values())}


def _reasons(report: Any) -> str:
    return ". ".join(REASONS.get(reason, reason) for reason in report.reasons)


def _lines(text: str) -> str:
    """As browsers send it back: a text area has its own ends of lines, and loses one at its beginning."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
