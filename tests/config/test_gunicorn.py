import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from gunicorn.app.wsgiapp import WSGIApplication

PROJECT = Path(__file__).parents[2]
APPLICATION = """
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

def create_app():
    Gauge("alive", "Who is alive.", multiprocess_mode="liveall").set(1)
    def application(environ, start_response):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [generate_latest(registry)]
    return application
"""


def test_every_setting_is_one_that_gunicorn_knows(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["gunicorn", "--config", "python:config.gunicorn", "some.module:app"])
    settings = WSGIApplication(prog="gunicorn").cfg
    assert settings.worker_class_str == "gthread"
    assert (settings.workers, settings.threads) == (2, 4)
    assert settings.control_socket_disable is True
    assert settings.graceful_timeout < settings.timeout
    assert settings.child_exit.__module__ == "config.gunicorn"


@pytest.mark.timeout(60)
def test_figures_of_processes_that_have_ended_are_forgotten(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    (tmp_path / "small_application.py").write_text(APPLICATION)
    figures = tmp_path / "figures"
    figures.mkdir()
    (figures / "gauge_liveall_1.db").write_bytes(b"")
    environment = {
        **os.environ,
        "PYTHONPATH": f"{PROJECT}{os.pathsep}{tmp_path}",
        "PROMETHEUS_MULTIPROC_DIR": str(figures),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"]
    server = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", "small_application:create_app()"], env=environment
    )
    try:
        ended, stays = wait_for_two(port)
        os.kill(ended, signal.SIGTERM)
        deadline = time.monotonic() + 30
        while ended in (now := wait_for_two(port)):
            assert time.monotonic() < deadline, "the figure of a worker that has ended is still shown"
        assert stays in now
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for_two(port):
    """The process ids of the two workers that have a figure."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                lines = answer.read().decode().splitlines()
        except OSError:
            time.sleep(0.05)
            continue
        found = {int(line.split('pid="')[1].split('"')[0]) for line in lines if line.startswith("alive{")}
        if len(found) == 2:
            return found
        time.sleep(0.05)
    raise AssertionError("the web server did not come up with two workers")
