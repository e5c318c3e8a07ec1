"""Real processes to be killed: how the tests of the embedded servers start them and look whether they are gone."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.places import reachable_directory

PROJECT = Path(__file__).parents[2]


class Eventually:
    """Waits for something to become true, and fails with a reason where it does not."""

    def __call__(self, true: Callable[[], object], reason: str, *, within: float = 20.0) -> None:
        deadline = time.monotonic() + within
        while not true():
            assert time.monotonic() < deadline, reason
            time.sleep(0.02)

    def gone(self, processes: set[int], *, within: float = 20.0) -> None:
        self(lambda: not (processes & living()), f"of {processes} some still live", within=within)


@pytest.fixture
def reachable_path() -> Iterator[Path]:
    """An empty directory that the servers' account can enter, which pytest's own `tmp_path` does not let it."""
    with reachable_directory() as path:
        yield path


@pytest.fixture(scope="module")
def shared_path() -> Iterator[Path]:
    """The same for all tests of a file."""
    with reachable_directory() as path:
        yield path


@pytest.fixture
def family() -> Callable[[int], set[int]]:
    """`family(process)`: every process that it has started, and they, and so on."""
    return descendants


@pytest.fixture
def eventually() -> Eventually:
    return Eventually()


@pytest.fixture
def run_script() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Runs Python in a process group of its own, as a shell would: `run_script(*arguments, **environment)`."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1", **environment},
            process_group=0,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def living() -> set[int]:
    """The processes of this machine that have not ended."""
    return set(_parents())


def descendants(of: int) -> set[int]:
    """Every process that `of` has started, and they, and so on."""
    parents = _parents()
    found, before = {of}, set()
    while found != before:
        before = found
        found = found | {process for process, parent in parents.items() if parent in found}
    return found - {of}


def _parents() -> dict[int, int]:
    """The parent of every living process, from the kernel or, where it has no such files, from ps."""
    parents = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = file.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(file.parent.name)] = int(parent)
    if not parents:
        listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)
        rows = [line.split() for line in listing.stdout.splitlines()]
        parents = {int(process): int(parent) for process, parent, state in rows if not state.startswith("Z")}
    return parents
