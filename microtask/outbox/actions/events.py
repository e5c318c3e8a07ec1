"""Events: noted in the transaction of what happened, and turned into mails and calls by a worker."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from microtask.outbox.models import Event
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork


def note_event(
    unit: UnitOfWork, name: str, challenge_id: int, content: dict[str, Any] | None = None, *, soon: bool = True
) -> None:
    """Have people and programs told that `name` happened to a challenge, once this unit is committed.

    What is not wanted `soon` waits for the sweep, and is told with what has come beside it by then.
    """
    write_event(unit.session, name, challenge_id, content, now=unit.now)
    if soon:
        unit.then(Step.ANNOUNCE, 0)


def write_event(
    session: Session, name: str, challenge_id: int, content: dict[str, Any] | None = None, *, now: datetime
) -> None:
    """The same in a session that belongs to no unit of work; the sweep has it told."""
    values = {"name": name, "challenge_id": challenge_id, "content": content or {}, "created_at": now}
    session.execute(insert(Event).values(values))


def take_event(unit: UnitOfWork) -> Event | None:
    """The event that has waited for longest, for this transaction alone; None where none waits."""
    first = select(Event).order_by(Event.id).limit(1).with_for_update(skip_locked=True)
    return unit.session.scalar(first)


def take_events_like(unit: UnitOfWork, event: Event, *, limit: int) -> list[Event]:
    """The events of the same name about the same challenge that wait too, for this transaction alone."""
    same = (Event.name == event.name, Event.challenge_id == event.challenge_id, Event.id > event.id)
    rows = select(Event).where(*same).order_by(Event.id).limit(limit).with_for_update(skip_locked=True)
    return list(unit.session.scalars(rows))


def come_back(unit: UnitOfWork, event: Event, *, reached: int) -> None:
    """Some of those who are to be told have been: the next batch goes on from there."""
    unit.session.execute(update(Event).where(Event.id == event.id).values(reached=reached))


def forget_events(unit: UnitOfWork, events: list[Event]) -> None:
    """Everybody has been told."""
    unit.session.execute(delete(Event).where(Event.id.in_([event.id for event in events])))
