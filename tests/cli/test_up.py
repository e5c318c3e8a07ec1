import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from tests.places import reachable_directory

UP = [sys.executable, "-m", "microtask.cli", "up"]
NOTHING_SET = {
    name: value
    for name, value in os.environ.items()
    if name not in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MICROTASK_DATA_DIR")
}


@pytest.fixture
def data_dir():
    """A directory that the servers' account can enter."""
    with reachable_directory() as path:
        yield path / "data"


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.mark.timeout(180)
def test_up_runs_the_service_and_other_commands_find_it_with_nothing_set(data_dir, port):
    environment = {**NOTHING_SET, "MICROTASK_DATA_DIR": str(data_dir)}
    command = [*UP, "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as up:
        said = [line.rstrip() for line in iter(up.stdout.readline, f"ready: http://127.0.0.1:{port}\n")]
        assert up.poll() is None, said
        add = [sys.executable, "-m", "microtask.cli", "user", "add", "someone@example.org", "--name", "Someone"]
        added = subprocess.run(
            [*add, "--department", "parks", "--role", "volunteer", "--token"],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        me = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/me", headers={"Authorization": f"Bearer {added.stdout.strip()}"}
        )
        with urllib.request.urlopen(me) as answer:
            assert json.load(answer)["name"] == "Someone"
        up.stdout.close()  # as `microtask up | head` does: whoever read has gone, the service goes on
        up.send_signal(signal.SIGTERM)
        assert up.wait() == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--demo", "--host", "0.0.0.0"], "0.0.0.0 is no loopback"),
        (["--port", "70000"], "70000 is not in the range"),
        (["--workers", "0"], "0 is not in the range"),
    ],
)
def test_a_wrong_option_is_one_sentence(options, sentence, data_dir):
    refused = subprocess.run(
        [*UP, "--data-dir", data_dir, *options], capture_output=True, text=True, check=False, env=NOTHING_SET
    )
    assert refused.returncode != 0
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not data_dir.exists()
