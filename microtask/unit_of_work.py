"""One unit of work: a session, the time, and the steps to send once it is committed.

Actions work in it and never commit; a door opens it, commits once, and only then are the steps sent, so that a
worker never picks up a row that is not there yet.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy import Connection, Engine
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


class UnitOfWork:
    """What an action is given first. `now` is one moment for the whole unit, aware and in UTC."""

    def __init__(self, sessions: sessionmaker[Session], now: datetime):
        self.now = now
        self.notes: list[_Note] = []
        self._sessions = sessions
        self._connection: Connection | None = None
        self._session: Session | None = None

    @property
    def connection(self) -> Connection:
        """The connection of this unit's transaction, for the few statements that are written by hand."""
        if self._connection is None:
            bind = self._sessions.kw["bind"]
            self._connection = bind.connect() if isinstance(bind, Engine) else bind
            self._connection.begin()
        return self._connection

    @property
    def session(self) -> Session:
        """The session in the same transaction. Made when first asked for: it costs four times the transaction."""
        if self._session is None:
            self._session = self._sessions(bind=self.connection, join_transaction_mode="control_fully")
        return self._session

    def then(self, step: Step, subject: int, *, gated: bool = False, version: Version | None = None) -> None:
        """Note that `step` is wanted for row `subject` once this unit is committed.

        A `gated` step is coalesced: at most one errand in a short while, whoever notes it. `version` is read after
        the commit and becomes part of the errand's name, so that an answer committed after a pass took its snapshot
        asks for the next pass.
        """
        self.notes.append(_Note(step, subject, gated, version))

    def commit(self) -> None:
        """Save what was done. For the door: an action never commits."""
        if self._session is not None:
            self._session.commit()
        if self._connection is not None:
            self._connection.commit()

    def close(self) -> None:
        """Forget what was not committed, and give the connection back to where it came from."""
        if self._session is not None:
            self._session.close()
        if self._connection is self._sessions.kw["bind"]:
            self._connection.rollback()
        elif self._connection is not None:
            self._connection.close()


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
        unit = UnitOfWork(self.sessions, self.clock())
        try:
            yield unit
            unit.commit()
            try:
                self._send(unit)
            except DBAPIError as error:
                # What was asked is saved, so this is nobody's error; the sweep finds the steps that were not sent.
                log.warning("errand_not_sent", reason=type(error).__name__)
        finally:
            unit.close()

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
                unit.commit()  # closing would roll back, at which the driver forgets its prepared statements
            self.errands.send(note.step, note.subject, version=version)
