"""Count a month that is over: what each department gave, received and did. It is counted once, and stays as it is.

Were it counted again whenever somebody looks, then whoever withdraws an answer would be the difference of two looks.
"""

from datetime import date, timedelta

from sqlalchemy.dialects.postgresql import insert

from microtask.audit.rules import SETTLING, bounds_of, month_of
from microtask.results.models import DepartmentMonth
from microtask.results.months import tell
from microtask.results.queries import months
from microtask.unit_of_work import UnitOfWork

MOST_MONTHS = 12  # that are counted at all, back from the last


def count_month(unit: UnitOfWork) -> bool:
    """Count the oldest month that is over and has not been counted; answers whether there was one."""
    month = _find_month(unit)
    if month is None:
        return False
    begin, end = bounds_of(month)
    gave, received = months.list_gave(unit.session, begin, end), months.list_received(unit.session, begin, end)
    done = months.read_done(unit.session, begin, end)
    rows = [
        {"department_id": number, "month": month, "figures": tell(number, gave, received, done)}
        for number in sorted(done)
    ]
    unit.session.execute(insert(DepartmentMonth).values(rows).on_conflict_do_nothing())
    return True


def _find_month(unit: UnitOfWork) -> date | None:
    first = months.find_first_answer(unit.session)
    if first is None:
        return None
    now = month_of(unit.now - SETTLING)
    candidates: list[date] = []
    while len(candidates) < MOST_MONTHS and now > month_of(first):
        now = month_of(bounds_of(now)[0] - timedelta(days=1))
        candidates.append(now)
    return next((month for month in reversed(candidates) if not months.is_counted(unit.session, month)), None)
