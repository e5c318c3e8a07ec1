"""A program to run as a child: what it is, as data, and how it is launched so that it can never be orphaned."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from microtask.embedded.account import Account
from microtask.embedded.errors import MachineError
from microtask.embedded.guard import Guard

GUARD_LOST = "The guard process was stopped from outside, so everything is stopped: start again."
# The child waits for a line before it becomes the program. Where this process dies before the guard knows of the
# child, the line never comes and the child ends.
GATE = 'read -r go && exec "$@" </dev/null'
DATABASE_TIER, QUEUE_TIER, SERVICE_TIER = 0, 1, 2


@dataclass(frozen=True)
class Program:
    """A program with its whole environment.

    `tier` says when it is stopped, the highest first, with `stop_signal`, and after `grace` seconds by SIGKILL.
    `keep_open` are file descriptors that it inherits. One with `restart` is started again whenever it ends.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 15.0
    tier: int = SERVICE_TIER
    restart: bool = True
    account: Account | None = None
    directory: Path | None = None
    keep_open: tuple[int, ...] = ()


def launch(program: Program, guard: Guard, *, output: int) -> subprocess.Popen[bytes]:
    """Start `program` in a session of its own, watched by `guard`; what it prints goes to the descriptor `output`.

    Raises `MachineError` where the guard is gone.
    """
    account = program.account
    process = subprocess.Popen(
        ["/bin/sh", "-c", GATE, program.name, *program.command],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=program.environment,
        cwd=program.directory,
        start_new_session=True,
        pass_fds=program.keep_open,
        umask=0o077 if account else -1,
        **(account.arguments() if account else {}),
    )
    try:
        guard.watch(process, tier=program.tier, stop_signal=program.stop_signal, grace=program.grace)
        if process.stdin is not None:
            process.stdin.write(b"go\n")
            process.stdin.close()
    except BrokenPipeError as error:
        raise MachineError(GUARD_LOST) from error
    return process
