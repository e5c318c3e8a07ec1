"""One unit of work: a session, the time, and the steps to send once it is committed.

Actions work in it and never commit; a door opens it, commits once, and only then are the steps sent, so that a
worker never picks up a row that is not there yet.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from microtask.db import make_sessions
from microtask.queue import Errands
from microtask.steps import Step

Version = Callable[[Session, int], int]

log = structlog.get_logger(__name__)


@dataclass
class _Note:
    step: Step
    subject: int
    gated: bool
    version: Version | None


@dataclass
class UnitOfWork:
    """What an action is given first. `now` is one moment for the whole unit, aware and in UTC."""

    session: Session
    now: datetime
    notes: list[_Note] = field(default_factory=list)

    @cached_property
    def connection(self) -> Connection:
        """The connection of this unit's transaction, for the few statements that are written by hand."""
        return self.session.connection()

    def then(self, step: Step, subject: int, *, gated: bool = False, version: Version | None = None) -> None:
        """Note that `step` is wanted for row `subject` once this unit is committed.

        A `gated` step is coalesced: at most one errand in a short while, whoever notes it. `version` is read after
        the commit and becomes part of the errand's name, so that an answer committed after a pass took its snapshot
        asks for the next pass.
        """
        self.notes.append(_Note(step, subject, gated, version))


def utc_now() -> datetime:
    """The time of day as every row keeps it."""
    return datetime.now(UTC)


class UnitsOfWork:
    """Makes units of work for one process: every door holds one of these."""

    def __init__(self, sessions: sessionmaker[Session], errands: Errands, *, clock: Callable[[], datetime] = utc_now):
        self.sessions = sessions
        self.errands = errands
        self.clock = clock

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """One unit of work: committed where the block ends well, rolled back where it raises."""
        with self.sessions() as session:
            unit = UnitOfWork(session, self.clock())
            yield unit
            session.commit()
            try:
                self._send(unit)
            except DBAPIError as error:
                # What was asked is saved, so this is nobody's error; the sweep finds the steps that were not sent.
                log.warning("errand_not_sent", reason=type(error).__name__)

    @contextmanager
    def on_one_connection(self) -> Iterator["UnitsOfWork"]:
        """The same, for units that follow one another: opening a connection costs more than a small one of them."""
        with self.sessions.kw["bind"].connect() as connection:
            yield UnitsOfWork(make_sessions(connection), self.errands, clock=self.clock)

    def _send(self, unit: UnitOfWork) -> None:
        for note in unit.notes:
            if note.gated and not self.errands.may_send(note.step, note.subject):
                continue
            version = None
            if note.version is not None:
                version = note.version(unit.session, note.subject)
                unit.session.commit()  # closing would roll back, at which the driver forgets its prepared statements
            self.errands.send(note.step, note.subject, version=version)
