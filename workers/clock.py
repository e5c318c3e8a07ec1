"""The one clock. Several may be started; the one that holds the lock in PostgreSQL does the work, the others wait."""

import signal
import time
from threading import Event
from types import FrameType

import structlog

from microtask.db import LeaderLock
from microtask.unit_of_work import UnitsOfWork
from workers.job import settings, units
from workers.schedule import SCHEDULE

LEADER_LOCK = 7_280_115
TICK_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Clock:
    """Runs the schedule while it leads. A lost database connection loses the lead, and is tried again."""

    def __init__(self, work: UnitsOfWork, database_url: str):
        self._units = work
        self._lock = LeaderLock(database_url, LEADER_LOCK)
        self._due = {function: 0.0 for function, _ in SCHEDULE}
        self._stopped = Event()

    def stop(self, *_: int | FrameType | None) -> None:
        """End after the work in hand."""
        self._stopped.set()

    def run(self) -> None:
        """Tick until stopped; then another clock may lead."""
        while not self._stopped.wait(TICK_SECONDS):
            if self.leads():
                self.tick(time.monotonic())
        self._lock.release()

    def tick(self, now: float) -> None:
        """Run everything that is due at `now`; what fails is logged and due again in its time."""
        for function, interval in SCHEDULE:
            if now >= self._due[function]:
                self._due[function] = now + interval
                try:
                    function(self._units)
                except Exception:  # one failed run must not stop the clock
                    log.exception("periodic_work_failed", work=function.__name__)

    def leads(self) -> bool:
        """Whether this is the clock that works; it tries to be."""
        try:
            return self._lock.is_held()
        except Exception as error:  # noqa: BLE001 (whatever it was, the lead is tried for again at the next tick)
            log.warning("clock_lost_the_database", reason=type(error).__name__)
            return False


def main() -> None:
    """The clock as a process: ends on SIGTERM and SIGINT."""
    clock = Clock(units(), settings().database_url)
    signal.signal(signal.SIGTERM, clock.stop)
    signal.signal(signal.SIGINT, clock.stop)
    clock.run()


if __name__ == "__main__":
    main()
