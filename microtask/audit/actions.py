"""Record, seal and delete: an entry is never changed, and goes only with its whole month."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import text

from microtask.audit import queries
from microtask.audit.rules import ACTIONS, FIRST, SETTLING, bounds_of, hash_value, month_of, seal_of
from microtask.unit_of_work import UnitOfWork

ADVISORY_LOCK = 7_280_116

_ADD = """
INSERT INTO audit_entries (at, action, object_kind, object_id, actor_id, department_id, reason, detail, before, after)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def note(
    unit: UnitOfWork,
    action: str,
    about: tuple[str, int | None],
    *,
    by: int | None,
    department: int | None,
    reason: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record that person `by` (None: the service itself) did `action` to the row `about`, in the same transaction.

    `about` is the kind of an object and its number. Administrators of `department` may read the entry; with None those
    of the service may. `before` and `after` are what stood in the object: only their hashes are kept. `detail` holds
    codes and numbers, and never a text, a person's name or their address. Raises `KeyError` for an action that nobody
    has listed.
    """
    ACTIONS[action]
    hashes = [None if value is None else hash_value(value) for value in (before, after)]
    kind, number = about
    unit.connection.exec_driver_sql(
        _ADD, (unit.now, action, kind, number, by, department, reason or None, Jsonb(detail or {}), *hashes)
    )


def note_each(
    unit: UnitOfWork,
    action: str,
    kind: str,
    numbers: Sequence[int],
    *,
    by: int | None,
    department: int | None,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record the same of many rows of one kind, an entry each, as `note` does of one."""
    ACTIONS[action]
    same = (by, department, reason or None, Jsonb(detail or {}), None, None)
    if numbers:
        unit.connection.exec_driver_sql(_ADD, [(unit.now, action, kind, number, *same) for number in numbers])


def seal(unit: UnitOfWork) -> bool:
    """Seal the oldest month that is over; answers whether there may be another.

    One seals at a time; whoever writes entries meanwhile waits for nobody, since they are of a later month.
    """
    session = unit.session
    if not session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK}):
        return False
    month = queries.find_month_to_seal(session, before=unit.now - SETTLING)
    if month is None:
        return False
    last = queries.find_last_seal(session)
    previous = FIRST if last is None else last[1]
    entries, content = queries.hash_month(session, month)
    session.execute(
        text(
            "INSERT INTO audit_segments (month, entries, content, previous, seal, sealed_at)"
            " VALUES (:month, :entries, :content, :previous, :seal, :now)"
        ),
        {
            "month": month,
            "entries": entries,
            "content": content,
            "previous": previous,
            "seal": seal_of(previous, month, entries, content),
            "now": unit.now,
        },
    )
    return True


def remove_segment(unit: UnitOfWork, *, before: datetime) -> int:
    """Delete the entries of the oldest sealed month that ended before then; answers how many, 0 where there is none.

    The seal stays, so that the chain goes on over the gap. The database lets a month go only as a whole, and not
    before half a year has passed since it ended.
    """
    session = unit.session
    month = session.scalar(
        text(
            "UPDATE audit_segments SET deleted_at = :now WHERE id = (SELECT id FROM audit_segments"
            " WHERE deleted_at IS NULL AND month < :month ORDER BY id LIMIT 1 FOR UPDATE) RETURNING month"
        ),
        {"now": unit.now, "month": month_of(before)},
    )
    if month is None:
        return 0
    begin, end = bounds_of(month)
    gone = session.execute(
        text(
            "WITH gone AS (DELETE FROM audit_entries WHERE at >= :begin AND at < :end RETURNING id)"
            " SELECT count(*) FROM gone"
        ),
        {"begin": begin, "end": end},
    )
    return int(gone.scalar_one())
