"""Directories for the servers of tests: in memory where the machine allows it, and where their account can enter."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")


def new_directory() -> Path:
    """An empty directory, which whoever asked removes. Pytest's own `tmp_path` lets no other account in."""
    in_memory = os.access(MEMORY, os.W_OK) and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    path = Path(tempfile.mkdtemp(prefix="microtask-test-", dir=MEMORY if in_memory else None))
    path.chmod(0o711)
    return path


@contextmanager
def reachable_directory() -> Iterator[Path]:
    """The same for as long as a block lasts."""
    path = new_directory()
    try:
        yield path
    finally:
        shutil.rmtree(path)
