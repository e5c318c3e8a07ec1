"""How we are doing (D7): what a department gave to others and received, a month at a time; never of a single person."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import render_template

from microtask.charts.drawing import Figure as Chart
from microtask.charts.lines import Series, lines
from microtask.people import access_queries
from microtask.people.rules import may_read_figures
from microtask.privacy.suppression import SMALLEST_GROUP
from microtask.results.models import DepartmentMonth
from microtask.results.queries import months
from microtask.web.page import Pages, Visit

SHOWN = 12  # months
WITHHELD = "[c]"  # as the analysis functions of government mark what is confidential

figures = Pages("figures")


@figures.page("/departments/<id:department_id>/figures", who=may_read_figures)
def show(visit: Visit, department_id: int) -> str:
    """The months that are over: a chart of what was given and received, and all figures in tables."""
    session = visit.unit.session
    department = access_queries.get_looked_after(session, department_id, may=may_read_figures, by=visit.person)
    found = months.list_months(session, department_id, limit=SHOWN)
    return render_template(
        "department_figures/show.html",
        department=department,
        chart=draw_exchange(list(reversed(found))) if found else None,
        months=[_shown(each) for each in found],
        smallest_group=SMALLEST_GROUP,
        withheld=WITHHELD,
    )


def draw_exchange(found: Sequence[DepartmentMonth]) -> Chart:
    """Answers given to other departments and received from them, month by month, the oldest first."""
    return lines(
        "exchange",
        [_say_month(each.month) for each in found],
        [
            Series("Answers given to others", [each.figures["given"] for each in found]),
            Series("Answers received from others", [each.figures["received"] for each in found]),
        ],
        title="Given to other departments, and received from them",
        description="For each month, two lines. Months in which a figure is withheld are left open. The table has all.",
        heading="Month",
    )


def _shown(row: DepartmentMonth) -> dict[str, Any]:
    return {"month": _say_month(row.month), **row.figures}


def _say_month(month: date) -> str:
    return month.strftime("%b %Y")
