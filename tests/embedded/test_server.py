import os
import signal

import pytest

from microtask.embedded.errors import MachineError
from microtask.embedded.postgres import Postgres
from microtask.embedded.valkey import Valkey

SERVER = """
import sys, time
from pathlib import Path
from microtask.embedded.postgres import Postgres
from microtask.embedded.valkey import Valkey
postgres, valkey = Postgres(Path(sys.argv[1])), Valkey(Path(sys.argv[2]))
postgres.start()
valkey.start()
print("started", flush=True)
time.sleep(600)
"""


def test_servers_end_with_a_killed_process_and_start_again_at_once(reachable_path, run_script, family, eventually):
    directories = (reachable_path / "postgres", reachable_path / "valkey")
    process = run_script("-c", SERVER, *directories)
    assert process.stdout.readline() == "started\n"
    started = family(process.pid)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    with Postgres(directories[0]) as postgres, Valkey(directories[1]) as valkey:
        assert postgres.is_ready()
        assert valkey.is_ready()
        eventually.gone(started)
        sockets = (postgres.sockets, valkey.sockets)
    assert not any(path.exists() for path in sockets)
    assert "database system was not properly shut down" not in (directories[0] / "server.log").read_text()


@pytest.mark.parametrize("kind", [Postgres, Valkey])
@pytest.mark.parametrize("durable", [True, False])
def test_a_directory_keeps_its_durability_for_ever(kind, durable, reachable_path):
    with kind(reachable_path / "server", durable=durable) as server:
        assert server.is_ready()
    with pytest.raises(MachineError, match="choose another directory"):
        kind(reachable_path / "server", durable=not durable).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the servers to another account")
def test_a_directory_out_of_the_accounts_reach_is_refused_and_stays_private(tmp_path):
    tmp_path.chmod(0o700)
    with pytest.raises(MachineError, match=r"cannot be reached by the account .* with --data-dir"):
        Valkey(tmp_path / "valkey").start()
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_that_cannot_be_written_to_is_refused(tmp_path):
    (tmp_path / "valkey").mkdir(mode=0o500)
    with pytest.raises(MachineError, match=r"cannot be written to .* with --data-dir"):
        Valkey(tmp_path / "valkey").start()


def test_a_server_that_will_not_start_says_why(reachable_path):
    program = reachable_path / "valkey-server"
    program.write_text("#!/bin/sh\necho out of luck\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(MachineError, match=r"valkey did not start in .*: out of luck"):
        Valkey(reachable_path / "valkey", programs=program).start()


def test_one_directory_runs_one_server(reachable_path, run_script):
    directories = (reachable_path / "postgres", reachable_path / "valkey")
    process = run_script("-c", SERVER, *directories)
    process.stdout.readline()
    with pytest.raises(MachineError, match=f"in use by another run .process {process.pid}."):
        Valkey(directories[1]).start()
