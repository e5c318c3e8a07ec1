"""The supervisor: runs programs side by side, passes on what they print, and starts again what dies.

One thread and one loop. Stopping is left to the guard, which does it in the same order however this process ends.
"""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Any, Self

from microtask.embedded.errors import MachineError
from microtask.embedded.guard import Guard, members, send
from microtask.embedded.program import GUARD_LOST, Program, launch

TURN_SECONDS = 0.2
FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 1.0, 30.0
HEALTHY_SECONDS = 60.0  # a program that lived this long starts again at the first delay
LONGEST_LINE = 65536


class _StopAskedError(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes]
    output: int
    started: float = field(default_factory=time.monotonic)
    delay: float = FIRST_DELAY_SECONDS
    start_again_at: float | None = None
    unfinished_line: bytes = b""


class Supervisor:
    """Runs programs under `guard`, and gives every line they print to `say`, with the program's name before it.

    Used in a `with` block on the main thread. SIGINT, SIGTERM and SIGHUP end the block at the next turn, from within
    any of its methods, and without an exception. However the block ends, everything is stopped in order.
    """

    def __init__(self, guard: Guard, say: Callable[[str], object]):
        self._guard = guard
        self._say = say
        self._children: dict[str, _Child] = {}
        self._selector = selectors.DefaultSelector()
        self._stop_asked = False
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Under nohup, SIGHUP is ignored and stays so.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                self._handlers[number] = signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._guard.close(self._pass_on)
        for child in self._children.values():
            self._finish_output(child)
        self._selector.close()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        return isinstance(error, _StopAskedError)

    def start(self, program: Program) -> None:
        """Start `program`."""
        self._launch(program)

    def wait_until(self, program: Program, ready: Callable[[], bool], *, within: float) -> None:
        """Return when `ready()`. Raises `MachineError` where `program` ends first, or `within` seconds have passed."""
        deadline = time.monotonic() + within
        while True:
            self._turn(0.05)
            if self._children[program.name].start_again_at is not None:
                raise MachineError(f"{program.name} ended while it was starting: what it said stands above.")
            if ready():
                return
            if time.monotonic() > deadline:
                raise MachineError(f"{program.name} was not ready within {within:.0f} seconds.")

    def run_to_end(self, program: Program) -> int:
        """Run `program` once, and return its exit status."""
        child = self._launch(program)
        while program.name in self._children:
            self._turn(TURN_SECONDS)
        return child.process.wait()

    def run(self) -> None:
        """Keep everything running until somebody asks to stop."""
        while True:
            self._turn(TURN_SECONDS)

    def _turn(self, seconds: float) -> None:
        """Pass on output for at most `seconds`, and see to what has died."""
        if self._stop_asked:
            raise _StopAskedError
        if not self._guard.is_alive():
            raise MachineError(GUARD_LOST)
        self._pass_on(seconds)
        for child in list(self._children.values()):
            if child.start_again_at is None:
                if child.process.poll() is not None:
                    self._bury(child)
            elif time.monotonic() >= child.start_again_at:
                self._start_again(child)

    def _launch(self, program: Program, delay: float = FIRST_DELAY_SECONDS) -> _Child:
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        try:
            process = launch(program, self._guard, output=writing)
        finally:
            os.close(writing)
        child = _Child(program, process, reading, delay=delay)
        self._children[program.name] = child
        self._selector.register(reading, selectors.EVENT_READ, child)
        return child

    def _bury(self, child: _Child) -> None:
        """`child` has ended: release it, or have it start again after a delay that grows."""
        status = child.process.wait()
        if not child.program.restart:
            self._finish_output(child)
            self._guard.release(child.process.pid)
            del self._children[child.program.name]
            return
        if time.monotonic() - child.started > HEALTHY_SECONDS:
            child.delay = FIRST_DELAY_SECONDS
        child.start_again_at = time.monotonic() + child.delay
        self._say_for(child, f"ended {_manner(status)}; starts again in {child.delay:.0f} s".encode())
        self._end_family(child, child.program.stop_signal)

    def _start_again(self, child: _Child) -> None:
        # What the old leader left behind would keep its port or do its work twice.
        self._end_family(child, signal.SIGKILL)
        self._finish_output(child)
        self._guard.release(child.process.pid)
        self._launch(child.program, min(child.delay * 2, LONGEST_DELAY_SECONDS))

    def _end_family(self, child: _Child, number: int) -> None:
        for family in members({child.process.pid}).values():
            send(family, number)

    def _pass_on(self, seconds: float) -> None:
        """Wait at most `seconds` for output, and hand on whole lines."""
        for key, _events in self._selector.select(seconds):
            if not self._read(key.data):
                self._finish_output(key.data)

    def _read(self, child: _Child) -> bool:
        """Hand on what `child` has printed; False where there is no more for now, or ever."""
        try:
            chunk = os.read(child.output, LONGEST_LINE)
        except BlockingIOError:
            return False
        *lines, child.unfinished_line = (child.unfinished_line + chunk).split(b"\n")
        if len(child.unfinished_line) > LONGEST_LINE:
            lines, child.unfinished_line = [*lines, child.unfinished_line], b""
        for line in lines:
            self._say_for(child, line)
        return bool(chunk)

    def _finish_output(self, child: _Child) -> None:
        """Hand on the rest; a grandchild that still holds the other end is not waited for."""
        if child.output < 0:
            return
        while self._read(child):
            pass
        if child.unfinished_line:
            self._say_for(child, child.unfinished_line)
        self._selector.unregister(child.output)
        os.close(child.output)
        child.output = -1

    def _say_for(self, child: _Child, line: bytes) -> None:
        self._say(f"{child.program.name:<9}| {line.decode('utf-8', 'replace')}")

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_asked = True


def _manner(status: int) -> str:
    """How a program ended, in words."""
    if status < 0:
        return f"by {signal.Signals(-status).name}"
    return f"with status {status}"
