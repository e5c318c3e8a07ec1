"""What processes cost: CPU time of whole families, ended children included, and the memory of the largest."""

import contextlib
import threading
from collections.abc import Iterable
from typing import Self

import psutil

SAMPLE_SECONDS = 0.2


def family(root: int) -> list[psutil.Process]:
    """The process and everything under it; none where it has ended."""
    try:
        process = psutil.Process(root)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def cpu_seconds(roots: Iterable[int]) -> float:
    """CPU seconds, user and system, of each family so far: of the living, and of what they have seen end.

    A child's time is handed to its parent when the parent takes note of its end (a work horse to its worker, a backend
    to PostgreSQL's postmaster), so that the difference of two calls misses nothing.
    """
    total = 0.0
    for root in roots:
        for process in family(root):
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
    return total


class PeakMemory:
    """While it is open, the most memory that any one process of the families has held at a time.

    `pss` counts a page that n processes share as an nth of it, as Linux tells it; `rss` counts it whole, and so has all
    of PostgreSQL's shared buffers in each of its processes. `who` is the command line of the process with the peak.
    """

    def __init__(self, roots: Iterable[int]):
        self.pss = self.rss = 0
        self.who = ""
        self._roots = list(roots)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        is_last = False
        while not is_last:
            for process in (process for root in self._roots for process in family(root)):
                with contextlib.suppress(psutil.Error, FileNotFoundError, ProcessLookupError):
                    self._look(process)
            is_last = self._ended.wait(SAMPLE_SECONDS)

    def _look(self, process: psutil.Process) -> None:
        memory = process.memory_full_info()
        self.rss = max(self.rss, memory.rss)
        if memory.pss > self.pss:
            self.pss, self.who = memory.pss, " ".join(process.cmdline())
