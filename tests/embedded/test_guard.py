import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from microtask.embedded import guard as guard_module
from microtask.embedded.guard import Guard, members
from microtask.embedded.program import GATE, Program, launch

# Starts one child a tier, each of which writes its tier into NOTES when it is asked to stop, and waits.
PARENT = """
import json, os, signal, sys, time
from pathlib import Path
from microtask.embedded.guard import Guard
from microtask.embedded.program import Program, launch

CHILD = '''
import os, signal, sys, time
def stop(*_):
    time.sleep(0.2)
    with open(os.environ["NOTES"], "a") as notes:
        notes.write(sys.argv[1] + "\\\\n")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
Path = os.environ["NOTES"] + ".ready" + sys.argv[1]
open(Path, "w").close()
time.sleep(600)
'''
guard = Guard()
children = []
for tier in (0, 1, 2):
    program = Program(f"child{tier}", [sys.executable, "-c", CHILD, str(tier)], dict(os.environ), tier=tier)
    children.append(launch(program, guard, output=1))
while not all(Path(f"{os.environ['NOTES']}.ready{tier}").exists() for tier in (0, 1, 2)):
    time.sleep(0.01)
print(json.dumps([guard.pid, *(child.pid for child in children)]), flush=True)
time.sleep(600)
"""


@pytest.fixture
def guard():
    made = Guard()
    yield made
    made.close()


def python(code, **options):
    return Program("child", [sys.executable, "-c", code], dict(os.environ), **options)


@pytest.mark.parametrize("whole_group", [False, True], ids=["the parent", "its whole process group"])
def test_children_are_stopped_in_order_when_somebody_kills(whole_group, run_script, tmp_path, eventually):
    notes = tmp_path / "notes"
    parent = run_script("-c", PARENT, NOTES=str(notes))
    processes = set(json.loads(parent.stdout.readline()))
    (os.killpg if whole_group else os.kill)(parent.pid, signal.SIGKILL)
    eventually.gone(processes)
    assert notes.read_text().split() == ["2", "1", "0"]


def test_a_parent_killed_at_any_moment_of_its_start_leaves_nobody(run_script, tmp_path, family, eventually):
    for attempt in range(4):
        parent = run_script("-c", PARENT, NOTES=str(tmp_path / str(attempt)))
        time.sleep(random.uniform(0.02, 0.25))
        started = family(parent.pid)
        parent.kill()
        parent.wait()
        eventually.gone(started)


def test_a_child_that_the_guard_does_not_know_of_yet_ends_with_its_parent(tmp_path):
    mark = tmp_path / "ran"
    child = subprocess.Popen(["/bin/sh", "-c", GATE, "child", "touch", str(mark)], stdin=subprocess.PIPE)
    child.stdin.close()
    child.wait(timeout=10)
    assert not mark.exists()


def test_a_child_that_will_not_stop_is_killed_after_its_grace(guard):
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    reading, writing = os.pipe()
    child = launch(python(stubborn, grace=0.3), guard, output=writing)
    os.close(writing)
    with os.fdopen(reading) as output:
        assert output.readline() == "deaf\n"
    begun = time.monotonic()
    guard.close()
    assert child.returncode == -signal.SIGKILL
    assert time.monotonic() - begun < 5


def test_a_grandchild_in_a_process_group_of_its_own_is_stopped_too(guard, eventually):
    # RQ gives each job such a group, so that killing the worker's group would miss it.
    code = """
import os, time
if os.fork() == 0:
    os.setpgid(0, 0)
time.sleep(600)
"""
    child = launch(python(code, grace=0.3), guard, output=subprocess.DEVNULL)
    eventually(lambda: len(members({child.pid}).get(child.pid, ())) == 2, "the grandchild did not start")
    family = members({child.pid})[child.pid]
    guard.close()
    eventually.gone(family)


def test_a_session_that_was_released_is_left_alone(guard):
    child = launch(python("import time; time.sleep(600)"), guard, output=subprocess.DEVNULL)
    guard.release(child.pid)
    guard.close()
    assert child.poll() is None
    child.kill()
    child.wait()


def test_a_directory_is_removed_once_everything_is_stopped(guard, tmp_path):
    directory = tmp_path / "sockets"
    directory.mkdir()
    (directory / "one").touch()
    guard.remove_at_the_end(directory)
    guard.close()
    assert not directory.exists()


def test_what_a_killed_guard_would_have_stopped_is_stopped_without_it(guard):
    child = launch(python("import time; time.sleep(600)"), guard, output=subprocess.DEVNULL)
    os.kill(guard.pid, signal.SIGKILL)
    guard.close()
    assert child.returncode == -signal.SIGTERM


def test_the_guard_keeps_a_lock_until_it_has_stopped_everything():
    reading, writing = os.pipe()
    keeper = Guard(keep_open=[writing])
    os.close(writing)
    os.set_blocking(reading, False)
    with pytest.raises(BlockingIOError):  # somebody still has the other end
        os.read(reading, 1)
    keeper.close()
    assert os.read(reading, 1) == b""
    os.close(reading)


def test_the_guard_needs_nothing_but_the_standard_library():
    """It runs without the environment's packages, so that it starts at once and can miss none."""
    subprocess.run(
        [sys.executable, "-I", "-S", Path(guard_module.__file__)], check=True, stdin=subprocess.DEVNULL, timeout=10
    )


@pytest.mark.skipif(shutil.which("ps") is None, reason="this machine has no ps; it has kernel files instead")
def test_members_are_found_where_there_are_no_kernel_files(monkeypatch):
    """On macOS and the BSDs the table of processes comes from ps."""
    monkeypatch.setattr(guard_module.Path, "exists", lambda _path: False)
    assert os.getpid() in members({os.getsid(0)})[os.getsid(0)]
