"""The account that the servers run as: one's own, or an unprivileged one where the service is started by root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from microtask.embedded.errors import MachineError

SERVER_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int

    @property
    def is_own(self) -> bool:
        """Whether it is the account of this very process."""
        return self.uid == os.geteuid()

    def arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program as this account, with no rights of ours left over."""
        return {} if self.is_own else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, right: Literal["read", "write", "enter"], path: Path) -> bool:
        """Whether the account has the right to `path`, every directory above it and access lists included."""
        option = {"read": "-r", "write": "-w", "enter": "-x"}[right]
        question = ["/bin/sh", "-c", f'test {option} "$0"', str(path)]
        return subprocess.run(question, check=False, **self.arguments()).returncode == 0


def own_account() -> Account:
    """The account of this process; a container's account may have a number and no name."""
    return Account(f"number {os.geteuid()}", os.geteuid(), os.getegid())


def server_account(owned: Path) -> Account:
    """The account for servers: our own, or for root the owner of what they wrote before, else an unprivileged one.

    PostgreSQL refuses to run as root. Raises `MachineError` where root has no other account to give it.
    """
    if os.geteuid() != 0:
        return own_account()
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    owner = [entry.pw_name for entry in known.values() if owned.exists() and entry.pw_uid == owned.stat().st_uid != 0]
    for name in (*owner, *SERVER_ACCOUNTS):
        if name in known:
            return Account(name, known[name].pw_uid, known[name].pw_gid)
    raise MachineError(
        "PostgreSQL does not run as root. Start the service as an ordinary user, or make an account postgres."
    )
