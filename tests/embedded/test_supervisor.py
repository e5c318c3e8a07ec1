import os
import signal
import sys
from dataclasses import replace

import pytest

from microtask.embedded.errors import MachineError
from microtask.embedded.guard import Guard
from microtask.embedded.program import Program
from microtask.embedded.supervisor import Supervisor

pytestmark = pytest.mark.timeout(60)


class Said(list):
    """The lines that a supervisor has passed on; one that is `last` asks it to stop, as Ctrl-C does."""

    def __init__(self, last=None):
        super().__init__()
        self.last = last

    def __call__(self, line):
        self.append(line)
        if self.last is not None and self.last in line:
            signal.raise_signal(signal.SIGINT)


def python(name, code, **options):
    return Program(name, [sys.executable, "-c", code], {**os.environ, "PYTHONUNBUFFERED": "1"}, **options)


def test_every_line_is_passed_on_with_the_name_of_its_program():
    said = Said(last="unfinished")
    with Supervisor(Guard(), said) as supervisor:
        supervisor.start(python("web", r"import os, time; os.write(1, b'one\ntwo \xff\nunfinished'); time.sleep(0.1)"))
        supervisor.run()
    assert said[:3] == ["web      | one", "web      | two \ufffd", "web      | unfinished"]


def test_a_line_without_an_end_is_cut_before_it_fills_the_memory():
    said = Said()
    with Supervisor(Guard(), said) as supervisor:
        assert supervisor.run_to_end(python("web", "print('x' * 200_000)", restart=False)) == 0
    assert len(said) > 1
    assert "".join(line.removeprefix("web      | ") for line in said) == "x" * 200_000


def test_a_program_that_dies_is_started_again_and_again_after_a_growing_delay():
    said = Said(last="starts again in 4 s")
    with Supervisor(Guard(), said) as supervisor:
        supervisor.start(python("worker", "import os; print('begins'); os.kill(os.getpid(), 9)"))
        supervisor.run()
    assert said == [
        "worker   | begins",
        "worker   | ended by SIGKILL; starts again in 1 s",
        "worker   | begins",
        "worker   | ended by SIGKILL; starts again in 2 s",
        "worker   | begins",
        "worker   | ended by SIGKILL; starts again in 4 s",
    ]


def test_what_a_dead_program_left_behind_is_gone_before_it_starts_again(tmp_path):
    code = f"""
import fcntl, os, signal, sys, time
signal.alarm(30)
port = open({str(tmp_path / "port")!r}, "a+")  # stands for a port: one process has it at a time
fcntl.flock(port, fcntl.LOCK_EX)
port.seek(0)
if port.read():
    print("alone")
    time.sleep(600)
port.write("taken")
port.flush()
if os.fork():
    os._exit(3)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(600)
"""
    said = Said(last="alone")
    with Supervisor(Guard(), said) as supervisor:
        supervisor.start(python("web", code))
        supervisor.run()
    assert said == ["web      | ended with status 3; starts again in 1 s", "web      | alone"]


def test_a_program_that_ends_while_it_starts_is_no_start():
    said = Said()
    with Supervisor(Guard(), said) as supervisor:
        web = python("web", "import sys; sys.exit('no such module')")
        supervisor.start(web)
        with pytest.raises(MachineError, match="web ended while it was starting"):
            supervisor.wait_until(web, lambda: False, within=20)
    assert said[0] == "web      | no such module"


def test_a_program_that_is_never_ready_is_given_up():
    with Supervisor(Guard(), Said()) as supervisor:
        web = python("web", "import time; time.sleep(600)")
        supervisor.start(web)
        with pytest.raises(MachineError, match="web was not ready within 0 seconds"):
            supervisor.wait_until(web, lambda: False, within=0.2)


def test_a_program_that_runs_once_hands_back_its_status():
    with Supervisor(Guard(), Said()) as supervisor:
        assert supervisor.run_to_end(python("migrate", "raise SystemExit(7)", restart=False)) == 7


def test_everything_is_stopped_before_the_block_ends_with_its_last_words():
    said = Said(last="begins")
    code = """
import signal, sys, time
def stop(*_):
    print("last words")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
print("begins")
time.sleep(600)
"""
    with Supervisor(Guard(), said) as supervisor:
        supervisor.start(python("web", code))
        supervisor.run()
    assert said == ["web      | begins", "web      | last words"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_signals_that_ask_to_stop_work_while_something_starts(number):
    before = signal.getsignal(number)
    with Supervisor(Guard(), Said()) as supervisor:
        web = python("web", "import time; time.sleep(600)")
        supervisor.start(web)
        signal.raise_signal(number)
        supervisor.wait_until(web, lambda: False, within=20)
        pytest.fail("the signal went unheard")
    assert signal.getsignal(number) == before


def test_a_hang_up_that_nohup_ignores_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Supervisor(Guard(), Said()):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_without_its_guard_nothing_goes_on():
    guard = Guard()

    def run():
        with Supervisor(guard, Said()) as supervisor:
            supervisor.start(python("web", "import time; time.sleep(600)"))
            os.kill(guard.pid, signal.SIGKILL)
            supervisor.run()

    with pytest.raises(MachineError, match="guard process was stopped from outside"):
        run()


def test_a_program_that_does_not_exist_is_named_in_the_shells_words():
    said = Said()
    with Supervisor(Guard(), said) as supervisor:
        missing = replace(python("web", "", restart=False), command=["/no/such/program"])
        assert supervisor.run_to_end(missing) != 0
    assert "/no/such/program" in said[0]
