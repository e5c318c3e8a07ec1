"""Answer and next task: our pairs against the bare app's, slice by slice."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks import meters
from benchmarks.load import Load, Measured
from benchmarks.service import ROOT, Bare, Service
from benchmarks.stock import CLIENTS, Stock, Volunteer, is_decided

SETTLE_SECONDS = 1.0  # what is not decided by then came within one gate, and waits for the sweep


@dataclass(frozen=True)
class Slice:
    """A few seconds of load: pairs a second, CPU milliseconds a pair of every process concerned, and latencies."""

    pairs: int
    rate: float
    cpu: float
    latencies: list[float]
    load: float

    def percentile(self, share: float) -> float:
        """The latency that `share` of the pairs do not exceed, in milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True)
class Comparison:
    """Slices of ours and of the bare app, taken in turns."""

    ours: list[Slice]
    bare: list[Slice]

    @property
    def share(self) -> float:
        """Our pairs a second as a share of the bare app's: the median of the ratios."""
        return median(mine.rate / its.rate for mine, its in zip(self.ours, self.bare, strict=True))

    @property
    def cpu(self) -> float:
        """CPU milliseconds a pair."""
        return median(mine.cpu for mine in self.ours)

    @property
    def bare_cpu(self) -> float:
        """CPU milliseconds a pair of the bare app."""
        return median(its.cpu for its in self.bare)

    def latency(self, share: float) -> tuple[float, float]:
        """A percentile of all pairs, ours and the bare app's, in milliseconds."""
        return pooled(self.ours).percentile(share), pooled(self.bare).percentile(share)


def compare(
    service: Service,
    bare: Bare,
    kind: str,
    make_stock: Callable[[], Stock],
    volunteers: list[Volunteer],
    *,
    slices: int,
    seconds: float,
) -> Comparison:
    """Take so many slices of each in turns, ours of `kind` ("api" or "page") on what `make_stock` gives each time."""
    ours, its = [], []
    for turn in range(slices + 1):
        stock = make_stock()
        if turn % 2:
            mine = _our_slice(service, kind, stock, volunteers, seconds=seconds)
            bares = _bare_slice(service, bare, seconds=seconds)
        else:
            bares = _bare_slice(service, bare, seconds=seconds)
            mine = _our_slice(service, kind, stock, volunteers, seconds=seconds)
        if turn > 0:  # the first of each warms the caches
            ours.append(mine)
            its.append(bares)
    return Comparison(ours, its)


def pooled(slices: list[Slice]) -> Slice:
    """All slices as one."""
    return Slice(
        sum(each.pairs for each in slices),
        median(each.rate for each in slices),
        median(each.cpu for each in slices),
        [latency for each in slices for latency in each.latencies],
        max(each.load for each in slices),
    )


def _our_slice(service: Service, kind: str, stock: Stock, volunteers: list[Volunteer], *, seconds: float) -> Slice:
    clients: list[dict[str, Any]] = [{"token": each.token, "challenge": stock.challenge_id} for each in volunteers]
    if kind == "page":
        clients = [fields | {"cookie": each.key} for fields, each in zip(clients, volunteers, strict=True)]

    def wait_until_decided() -> None:
        until = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < until and not is_decided(service, stock):
            time.sleep(0.1)

    return _slice(Load(kind, service.port, clients, seconds), [service.process], wait_until_decided)


def _bare_slice(service: Service, bare: Bare, *, seconds: float) -> Slice:
    clients = [{"person": number, "tasks": bare.tasks} for number in range(1, CLIENTS + 1)]
    return _slice(Load("bare", bare.port, clients, seconds), [bare.process, service.postgres], lambda: None)


def _slice(load: Load, processes: list[int], settle: Callable[[], None]) -> Slice:
    """Run one load in a process of its own; CPU is counted until `settle` returns."""
    command = [sys.executable, "-m", "benchmarks.load"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(json.dumps(vars(load)) + "\n")
        running.stdin.flush()
        running.stdout.readline()
        before = meters.cpu_seconds(processes)
        running.stdin.write("go\n")
        running.stdin.flush()
        said = running.stdout.readline()
        if not said:
            raise RuntimeError(f"The load on the {load.kind} broke off: what it said stands above.")
        measured = Measured(**json.loads(said))
        settle()
        spent = meters.cpu_seconds(processes) - before
    return Slice(
        measured.pairs,
        measured.pairs / measured.seconds,
        1000 * spent / measured.pairs,
        measured.latencies,
        measured.cpu_seconds / measured.seconds,
    )
