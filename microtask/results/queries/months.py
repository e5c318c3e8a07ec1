"""What departments gave, received and did in a month: raw figures, which `results.months` makes tellable."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from microtask.answers.models import Answer
from microtask.results.models import DepartmentMonth
from microtask.results.months import Done, Gave, Received

OUTCOME_DUE = timedelta(days=30)

# A person counts once, whatever they answered; whose link has been destroyed counts as their random name does. The two
# departments are compared as they are today: who answered for one before it became part of the other helped no other.
_ANSWERED = """
FROM (
    SELECT x.department_id, c.department_id AS asker, s.median_seconds, x.answered_at,
           coalesce(p.person_id, -p.id) AS who,
           coalesce(dx.successor_id, dx.id) <> coalesce(dc.successor_id, dc.id) AS helps
    FROM answers x JOIN stages s ON s.id = x.stage_id JOIN challenges c ON c.id = s.challenge_id
    JOIN participants p ON p.id = x.participant_id JOIN departments dx ON dx.id = x.department_id
    JOIN departments dc ON dc.id = c.department_id
    WHERE x.withdrawn_at IS NULL AND x.answered_at >= :begin AND x.answered_at < :end
) a
"""
_GAVE = f"""
SELECT department_id, count(DISTINCT who), count(DISTINCT who) FILTER (WHERE helps),
       count(DISTINCT who) FILTER (WHERE NOT helps),
       count(DISTINCT who) FILTER (WHERE EXISTS (
           SELECT FROM answers e JOIN participants q ON q.id = e.participant_id
           WHERE q.person_id = a.who AND e.answered_at < :begin AND e.withdrawn_at IS NULL)),
       count(*) FILTER (WHERE helps), sum(median_seconds)
{_ANSWERED} GROUP BY 1 ORDER BY 1
"""  # noqa: S608
_RECEIVED = f"SELECT asker, count(DISTINCT who), count(*) {_ANSWERED} WHERE helps GROUP BY 1 ORDER BY 1"
_DONE = """
SELECT d.id,
       coalesce(r.crowd, 0), coalesce(r.expert, 0), coalesce(r.open_ended, 0), r.days,
       coalesce(o.due, 0), coalesce(o.said, 0), coalesce(i.ideas, 0), coalesce(i.replied, 0)
FROM departments d
LEFT JOIN (
    SELECT c.department_id,
           count(*) FILTER (WHERE r.state = 'settled') AS crowd,
           count(*) FILTER (WHERE r.state = 'adjudicated') AS expert,
           count(*) FILTER (WHERE r.state = 'undecided') AS open_ended,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.changed_at - c.opened_at) / 86400)
               FILTER (WHERE r.state = 'settled') AS days
    FROM results r JOIN stages s ON s.id = r.stage_id JOIN challenges c ON c.id = s.challenge_id
    WHERE r.changed_at >= :begin AND r.changed_at < :end GROUP BY 1
) r ON r.department_id = d.id
LEFT JOIN (
    SELECT department_id, count(*) AS due, count(*) FILTER (WHERE outcome_at <= closed_at + :late) AS said
    FROM challenges WHERE closed_at + :late >= :begin AND closed_at + :late < :end GROUP BY 1
) o ON o.department_id = d.id
LEFT JOIN (
    SELECT c.department_id, count(*) AS ideas, count(*) FILTER (WHERE k.reply IS NOT NULL) AS replied
    FROM contributions k JOIN challenges c ON c.id = k.challenge_id
    WHERE k.sent_at >= :begin AND k.sent_at < :end GROUP BY 1
) i ON i.department_id = d.id
"""


def list_gave(session: Session, begin: datetime, end: datetime) -> list[Gave]:
    """What the people of each department answered in a time, by department; none where nobody did."""
    rows = session.execute(text(_GAVE), {"begin": begin, "end": end})
    return [Gave(*counts) for counts in rows]


def list_received(session: Session, begin: datetime, end: datetime) -> list[Received]:
    """What each department received from people of others in a time."""
    return [Received(*row) for row in session.execute(text(_RECEIVED), {"begin": begin, "end": end})]


def read_done(session: Session, begin: datetime, end: datetime) -> dict[int, Done]:
    """What became of each department's challenges in a time, by department; every one is in it."""
    rows = session.execute(text(_DONE), {"begin": begin, "end": end, "late": OUTCOME_DUE})
    return {number: Done(*counts) for number, *counts in rows}


def find_first_answer(session: Session) -> datetime | None:
    """When the first answer was given that there is."""
    return session.scalar(select(func.min(Answer.answered_at)))


def is_counted(session: Session, month: date) -> bool:
    """Whether the figures of a month are there: they are stored all at once."""
    return bool(session.scalar(select(exists().where(DepartmentMonth.month == month))))


def list_months(session: Session, department_id: int, *, limit: int) -> Sequence[DepartmentMonth]:
    """A department's last months, the newest first."""
    found = select(DepartmentMonth).where(DepartmentMonth.department_id == department_id)
    return session.scalars(found.order_by(DepartmentMonth.month.desc()).limit(limit)).all()
