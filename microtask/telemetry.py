"""What operators see of a process: one line a request, and figures for Prometheus. No personal data in either.

Lines and figures name the route, never the path: no query, no id, no text of anybody.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from microtask.queue import Errands

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
FAILURE = 500
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}  # a made-up one must not become a figure


class Telemetry:
    """Counts and times the requests of one process, and writes a line about each.

    With `metrics_dir` the figures are those of all processes that share it; `every` is False where only failures are
    worth a line. The line is put together by hand: it costs a tenth of what a logger's does.
    """

    def __init__(self, errands: Errands, *, metrics_dir: Path | None, every: bool, stream: TextIO | None = None):
        self._errands = errands
        self._metrics_dir = metrics_dir
        self._every = every
        self._stream = stream or sys.stderr
        self._registry = CollectorRegistry()
        self._histogram = Histogram(
            "microtask_request_seconds",
            "How long requests took, by route and status.",
            ["route", "method", "status"],
            registry=self._registry,
            buckets=SECONDS,
        )
        self._children: dict[tuple[str, str, int], Histogram] = {}

    def observe(self, *, request_id: str, route: str, method: str, status: int, seconds: float) -> None:
        """One request is over."""
        method = method if method in METHODS else "OTHER"
        key = (route, method, status)
        child = self._children.get(key)
        if child is None:
            child = self._children.setdefault(key, self._histogram.labels(route, method, str(status)))
        child.observe(seconds)
        if self._every or status >= FAILURE:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            self._stream.write(
                f'{{"event": "request", "timestamp": "{now}", "request_id": "{request_id}", '
                f'"route": "{route}", "method": "{method}", "status": {status}, "ms": {seconds * 1000:.1f}}}\n'
            )

    def exposition(self) -> bytes:
        """All figures in the text format of Prometheus."""
        registry = self._registry
        if self._metrics_dir is not None:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, path=str(self._metrics_dir))  # type: ignore[no-untyped-call]
        return generate_latest(registry) + generate_latest(_QueueDepths(self._errands))


class _QueueDepths(Collector):
    """How many jobs there are, asked of Redis at the moment; nothing at all where Redis is away."""

    def __init__(self, errands: Errands):
        self._errands = errands

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily("microtask_jobs", "Jobs of the workers, by state.", labels=["state"])
        for state, count in self._errands.counts().items():
            family.add_metric([state], count)
        if family.samples:
            yield family
