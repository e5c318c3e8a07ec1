import io
import json
import os
import subprocess
import sys

import pytest

from microtask.queue import Errands, connect
from microtask.telemetry import Telemetry

SEEN = {"request_id": "abc", "route": "me.show", "method": "GET", "status": 200, "seconds": 0.0123}


@pytest.fixture
def errands(redis_url: str, clean: None) -> Errands:
    return Errands(connect(redis_url))


def test_a_request_is_one_line_of_json(errands):
    stream = io.StringIO()
    Telemetry(errands, metrics_dir=None, every=True, stream=stream).observe(**SEEN)
    [line] = stream.getvalue().splitlines()
    told = json.loads(line)
    assert told.pop("timestamp").endswith("+00:00")
    assert told == {
        "event": "request", "request_id": "abc", "route": "me.show", "method": "GET", "status": 200, "ms": 12.3,
    }  # fmt: skip


def test_only_failures_are_worth_a_line_where_lines_are_scarce(errands):
    stream = io.StringIO()
    telemetry = Telemetry(errands, metrics_dir=None, every=False, stream=stream)
    for status in (200, 404, 500, 503):
        telemetry.observe(**SEEN | {"status": status})
    assert [json.loads(line)["status"] for line in stream.getvalue().splitlines()] == [500, 503]


def test_a_made_up_method_becomes_no_figure_of_its_own(errands):
    telemetry = Telemetry(errands, metrics_dir=None, every=False)
    for number in range(20):
        telemetry.observe(**SEEN | {"method": f"METHOD{number}"})
    assert (
        b'microtask_request_seconds_count{method="OTHER",route="me.show",status="200"} 20.0' in telemetry.exposition()
    )


def test_without_redis_the_other_figures_are_still_there():
    telemetry = Telemetry(Errands(connect("redis://127.0.0.1:1/0")), metrics_dir=None, every=False)
    telemetry.observe(**SEEN)
    figures = telemetry.exposition()
    assert b"microtask_request_seconds_count" in figures
    assert b"microtask_jobs" not in figures


def test_the_figures_are_those_of_all_processes(errands, tmp_path, redis_url):
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from microtask.queue import Errands, connect\n"
        "from microtask.telemetry import Telemetry\n"
        "telemetry = Telemetry(Errands(connect(sys.argv[1])), metrics_dir=Path(sys.argv[2]), every=False)\n"
        f"telemetry.observe(**{SEEN!r})\n"
        "sys.stdout.buffer.write(telemetry.exposition())\n"
    )
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    command = [sys.executable, "-c", program, redis_url, str(tmp_path)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    second = subprocess.run(command, env=environment, check=True, capture_output=True)
    assert b'microtask_request_seconds_count{method="GET",route="me.show",status="200"} 2.0' in second.stdout
