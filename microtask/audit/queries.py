"""Read the audit: for those who may, for those it is about, and to see that nobody has changed it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.audit.rules import FIRST, bounds_of, hash_entries, month_of, seal_of
from microtask.db import stream_rows

FETCH = 5000  # rows

_COLUMNS = "id, at, action, object_kind, object_id, actor_id, department_id, reason, detail, before, after"

# A parameter that is NULL asks for nothing in particular.
_WANTED = f"""
SELECT {_COLUMNS} FROM audit_entries
WHERE (CAST(:departments AS bigint[]) IS NULL OR department_id = ANY (:departments))
  AND (CAST(:person AS bigint) IS NULL OR actor_id = :person OR object_kind = 'person' AND object_id = :person)
  AND (CAST(:action AS text) IS NULL OR action = :action)
  AND (CAST(:actor AS bigint) IS NULL OR actor_id = :actor)
  AND (CAST(:since AS timestamptz) IS NULL OR at >= :since)
  AND (CAST(:until AS timestamptz) IS NULL OR at < :until)
  AND (CAST(:before AS bigint) IS NULL OR id < :before)
"""  # noqa: S608 (the columns are a constant of this module)

_OF_MONTH = f"SELECT {_COLUMNS} FROM audit_entries WHERE at >= :begin AND at < :end ORDER BY id"  # noqa: S608

_LAST = "SELECT month, seal FROM audit_segments ORDER BY id DESC LIMIT 1"

_OLDEST = """
SELECT min(at) FROM audit_entries
WHERE at < :before AND at >= coalesce((SELECT max(month) + interval '1 month' FROM audit_segments)
                                      AT TIME ZONE 'UTC', '-infinity')
"""


@dataclass(frozen=True)
class Wanted:
    """Which entries: those of some departments (None: of all), about one person, of one action or actor, of a time."""

    departments: Collection[int] | None = None
    person: int | None = None
    action: str | None = None
    actor: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def values(self, *, before: int | None) -> dict[str, Any]:
        """The parameters of the statement."""
        departments = None if self.departments is None else sorted(self.departments)
        return {name: getattr(self, name) for name in ("person", "action", "actor", "since", "until")} | {
            "departments": departments,
            "before": before,
        }


@dataclass
class Verdict:
    """What checking the chain came to: `faults` is empty where nothing has been changed."""

    segments: int = 0
    entries: int = 0
    unsealed: int = 0
    seals: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def list_entries(session: Session, wanted: Wanted, *, before: int | None, limit: int) -> Sequence[Row[Any]]:
    """A page of entries, the newest first; `before` is the id of the last one of the page before it."""
    statement = text(f"{_WANTED} ORDER BY id DESC LIMIT :limit")
    return session.execute(statement, wanted.values(before=before) | {"limit": limit}).all()


def stream_entries(session: Session, wanted: Wanted) -> Iterator[Row[Any]]:
    """All of them, the oldest first, in memory that does not grow with them."""
    return stream_rows(session, f"{_WANTED} ORDER BY id", wanted.values(before=None), fetch=FETCH)


def find_last_seal(session: Session) -> tuple[date, bytes] | None:
    """The month that was sealed last, and its seal."""
    row = session.execute(text(_LAST)).one_or_none()
    return None if row is None else (row.month, bytes(row.seal))


def find_month_to_seal(session: Session, *, before: datetime) -> date | None:
    """The oldest month with entries that is over at `before` and not sealed; months are sealed in their order."""
    begin, _ = bounds_of(month_of(before))
    oldest = session.scalar(text(_OLDEST), {"before": begin})
    return None if oldest is None else month_of(oldest)


def hash_month(session: Session, month: date) -> tuple[int, bytes]:
    """How many entries a month has, and the hash over them."""
    begin, end = bounds_of(month)
    return hash_entries(stream_rows(session, _OF_MONTH, {"begin": begin, "end": end}, fetch=FETCH))


def count_before(session: Session, month: date) -> int:
    """How many entries there are of sealed months before this one."""
    statement = "SELECT sum(entries) FROM audit_segments WHERE month < :month AND deleted_at IS NULL"
    return int(session.scalar(text(statement), {"month": month}) or 0)


def verify(session: Session) -> Verdict:
    """Work every seal out again, from the first month to the last; of a deleted one there is only the seal to check."""
    verdict, previous = Verdict(), FIRST
    statement = "SELECT month, entries, content, previous, seal, deleted_at FROM audit_segments ORDER BY id"
    for segment in session.execute(text(statement)).all():
        month = f"{segment.month:%B %Y}"
        if segment.deleted_at is None:
            found = hash_month(session, segment.month)
            if found != (segment.entries, bytes(segment.content)):
                verdict.faults.append(
                    f"{month}: its entries are not those that were sealed ({segment.entries:,} then, {found[0]:,} now)."
                )
        if bytes(segment.previous) != previous:
            verdict.faults.append(f"{month}: it does not follow the seal before it. A month is missing or was changed.")
        if bytes(segment.seal) != seal_of(bytes(segment.previous), segment.month, segment.entries, segment.content):
            verdict.faults.append(f"{month}: its seal does not fit what it says of itself.")
        previous = bytes(segment.seal)
        verdict.segments += 1
        verdict.entries += segment.entries
        verdict.seals.append(previous.hex())
    _look_outside(session, verdict)
    return verdict


def _look_outside(session: Session, verdict: Verdict) -> None:
    """Entries after the last seal wait for theirs; there can be none before it but in a sealed month."""
    verdict.unsealed, strays = session.execute(
        text(
            """
            SELECT count(*) FILTER (WHERE l.month IS NULL OR at >= l.month AT TIME ZONE 'UTC'),
                   count(*) FILTER (WHERE at < l.month AT TIME ZONE 'UTC')
            FROM audit_entries e
            CROSS JOIN (SELECT max(month) + interval '1 month' AS month FROM audit_segments) l
            WHERE NOT EXISTS (SELECT FROM audit_segments s
                              WHERE s.month = date_trunc('month', e.at AT TIME ZONE 'UTC')::date
                                AND s.deleted_at IS NULL)
            """
        )
    ).one()
    if strays:
        verdict.faults.append(f"{strays:,} entries lie in months that have no seal of their own, or were deleted.")
