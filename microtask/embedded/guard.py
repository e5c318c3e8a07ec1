"""The guard: a small process that stops everything its parent has started, however the parent ends.

The parent tells it, through its standard input, which sessions it has started. At the end of that input, which comes
with a tidy stop as well as with kill -9, the guard stops what still lives: highest tier first, each session with its
own signal, and SIGKILL after a grace. So there is one way to stop, and every stop proves it.

The guard runs this file as a script, in a session of its own, so that killing the parent's process group spares it.
It imports the standard library alone, which lets it start in milliseconds and beside threads, where forking is unsafe.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Watched:
    """A session to be stopped: its leader's process id, its tier, the signal that asks it, and seconds until SIGKILL.

    A session, not a process group: a worker of RQ puts each job's process into a group of its own.
    """

    session: int
    tier: int
    stop_signal: int
    grace: float


class Guard:
    """A guard of this process. `keep_open` are file descriptors, such as locks, that it holds until all is stopped."""

    def __init__(self, keep_open: Sequence[int] = ()):
        self._watched: dict[int, Watched] = {}
        self._children: dict[int, subprocess.Popen[bytes]] = {}
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=keep_open,
            cwd="/",
        )

    @property
    def pid(self) -> int:
        """The guard's process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether the guard still guards: only somebody from outside can have stopped it."""
        return self._process.poll() is None

    def watch(self, child: subprocess.Popen[bytes], *, tier: int, stop_signal: int, grace: float) -> None:
        """Stop `child`, which leads a session, when this process ends.

        Raises `BrokenPipeError` where the guard has been killed.
        """
        watched = Watched(child.pid, tier, stop_signal, grace)
        self._watched[child.pid], self._children[child.pid] = watched, child
        self._tell({"watch": astuple(watched)})

    def release(self, session: int) -> None:
        """The session has ended: forget it, before its number belongs to somebody else."""
        self._watched.pop(session, None)
        self._children.pop(session, None)
        with contextlib.suppress(BrokenPipeError):
            self._tell({"release": session})

    def remove_at_the_end(self, directory: Path) -> None:
        """Remove `directory` and what is in it once everything is stopped."""
        with contextlib.suppress(BrokenPipeError):
            self._tell({"remove": str(directory)})

    def close(self, wait: Callable[[float], object] = time.sleep) -> None:
        """Have everything stopped, and return when it is; `wait` is called with seconds in the meantime."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        while self.is_alive():
            wait(POLL_SECONDS)
        # Nothing is left to do here unless the guard itself was killed.
        stop_all(self._watched.values(), wait)
        for child in self._children.values():
            child.wait()

    def _tell(self, message: dict[str, Any]) -> None:
        if self._process.stdin is None or self._process.stdin.closed:
            raise BrokenPipeError("the guard is closed")
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()


def stop_all(watched: Collection[Watched], wait: Callable[[float], object] = time.sleep) -> None:
    """Stop every session, tier by tier, the highest first; those of one tier stop side by side."""
    for tier in sorted({one.tier for one in watched}, reverse=True):
        _stop_tier([one for one in watched if one.tier == tier], wait)


def members(sessions: Collection[int]) -> dict[int, set[int]]:
    """The living processes of each of `sessions`; a session that has none is left out."""
    found: dict[int, set[int]] = {}
    for process, session in _processes():
        if session in sessions:
            found.setdefault(session, set()).add(process)
    return found


def send(processes: Collection[int], number: int) -> None:
    """Send a signal to each process that is still there."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def _stop_tier(watched: Collection[Watched], wait: Callable[[float], object]) -> None:
    sessions = {one.session: one for one in watched}
    begun = time.monotonic()
    for session, processes in members(sessions).items():
        # The leader stops its own family in good order: a job's process would lose its job to the signal.
        send({session} if session in processes else processes, sessions[session].stop_signal)
    while left := members(sessions):
        for session, processes in left.items():
            if time.monotonic() - begun > sessions[session].grace:
                send(processes, signal.SIGKILL)
        wait(POLL_SECONDS)


def _processes() -> Iterator[tuple[int, int]]:
    """Every living process with its session; one that has ended and only waits to be reaped does not count."""
    if Path("/proc/self/stat").exists():
        for directory in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                state, _parent, _group, session = (directory / "stat").read_text().rpartition(")")[2].split()[:4]
                if state != "Z":
                    yield int(directory.name), int(session)
        return
    listing = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    for process, state in (line.split() for line in listing.splitlines()):
        with contextlib.suppress(OSError):
            if not state.startswith("Z"):
                yield int(process), os.getsid(int(process))


def _main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watched: dict[int, Watched] = {}
    litter: list[str] = []
    for line in sys.stdin:
        match json.loads(line):
            case {"watch": fields}:
                one = Watched(*fields)
                watched[one.session] = one
            case {"release": session}:
                watched.pop(session, None)
            case {"remove": directory}:
                litter.append(directory)
    stop_all(watched.values())
    for directory in litter:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    _main()
