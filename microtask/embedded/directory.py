"""Directories and files that belong to one run of the service: private, locked, and never somebody else's."""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from microtask.embedded.account import Account
from microtask.embedded.errors import MachineError

SYSTEM_DIRECTORY = Path("/var/lib/microtask")
LEFT_OVER_SECONDS = 120.0  # longer than a guard takes to stop the servers of a run that was killed


class Lock:
    """One run at a time for a directory. The kernel holds it for as long as a process has it open, and no longer.

    It is passed on to the guard and to the servers, so that it is free only when the last of them is gone.
    """

    def __init__(self, directory: Path):
        self.directory = directory
        self._path = directory / "lock"
        self.descriptor = -1

    def acquire(self, *, wait: Callable[[float], object] = time.sleep) -> None:
        """Take the lock; does nothing where this process has it.

        Waits for the servers of a run that was killed to stop. Raises `MachineError` where another run is alive, or
        the directory cannot be written to.
        """
        if self.descriptor >= 0:
            return
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise MachineError(
                f"{self.directory} cannot be written to ({error.strerror}). Choose another directory with --data-dir."
            ) from error
        deadline = time.monotonic() + LEFT_OVER_SECONDS
        try:
            while not _try_lock(descriptor):
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
                if _is_alive(holder) or time.monotonic() > deadline:
                    raise MachineError(
                        f"{self.directory} is in use by another run (process {holder}). "
                        "Stop that one first, or choose another directory with --data-dir."
                    )
                wait(0.1)
        except BaseException:
            os.close(descriptor)
            raise
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self.descriptor = descriptor

    def release(self) -> None:
        """Give the lock up; it stays taken while the guard or a server has it."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def is_locked(directory: Path) -> bool:
    """Whether a run, or what is left of one, has the lock of `directory`."""
    try:
        descriptor = os.open(directory / "lock", os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        return not _try_lock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def make_directory(path: Path, account: Account, mode: int = 0o700) -> Path:
    """`path` as a directory of `account`; one that is there already is left as it is.

    Raises `MachineError` where it cannot be made.
    """
    try:
        path.mkdir(mode, parents=True)
    except FileExistsError:
        return path
    except OSError as error:
        raise MachineError(
            f"{path} cannot be made ({error.strerror}). Choose another directory with --data-dir."
        ) from error
    path.chmod(mode)
    if not account.is_own:
        os.chown(path, account.uid, account.gid)
    return path


def write_private(path: Path, text: str, account: Account | None = None) -> None:
    """Put `text` into the file `path`, whole or not at all, readable by `account` (our own) alone."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if account is not None and not account.is_own:
            os.fchown(descriptor, account.uid, account.gid)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    draft.replace(path)


def kept_secret(path: Path) -> str:
    """The secret kept in `path`, 43 random characters that are safe in a URL, made the first time."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="utf-8").strip()


def socket_directory(directory: Path) -> Path:
    """Where the server in `directory` has its socket: always the same place, and a short one.

    The path of a socket may have about 100 characters, fewer than a data directory may.
    """
    digest = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:16]
    return Path("/tmp") / f"microtask-{digest}"  # noqa: S108 -- `claim_directory` looks at its owner and mode


def claim_directory(path: Path, account: Account) -> None:
    """Make `path`, in a place where anybody may write, a private directory of `account`.

    Raises `MachineError` where somebody else has taken the name.
    """
    with contextlib.suppress(FileExistsError):
        path.mkdir(0o700)
    found = path.lstat()
    if found.st_uid == os.geteuid() and stat.S_ISDIR(found.st_mode) and not account.is_own:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
        found = path.lstat()
    if found.st_uid != account.uid or not stat.S_ISDIR(found.st_mode) or stat.S_IMODE(found.st_mode) & 0o077:
        raise MachineError(f"{path} belongs to somebody else. Remove it, or choose another directory with --data-dir.")


def copy_trees(sources: Sequence[Path], target: Path) -> Path:
    """`target`, holding copies of `sources` that any account can read; made whole or not at all, and made once."""
    if target.exists():
        return target
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    for source in sources:
        shutil.copytree(source, draft / source.name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    return draft.replace(target)


def _try_lock(descriptor: int, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(process: str) -> bool:
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
