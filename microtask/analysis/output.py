"""Files that the command writes: there whole, or as they were before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from microtask.errors import Invalid


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `path` when all is written; until then, what was there stays.

    Raises `Invalid`, naming the file, where it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as out:
            yield out
        unfinished.replace(path)
    except OSError as error:
        raise Invalid({"file": [f"{path}: The file cannot be written ({error.strerror})."]}) from None
    finally:
        _remove(unfinished)


def check_place(path: Path) -> None:
    """Raise, before long work, what `replacing` would raise after it: there is no such folder, or no leave to write."""
    probe = path.with_name(f".{path.name}.part")
    try:
        probe.open("wb").close()
        if path.is_dir():
            raise Invalid({"file": [f"{path}: This is a folder. Give the name of a file."]})
    except OSError as error:
        raise Invalid({"file": [f"{path}: The file cannot be written ({error.strerror})."]}) from None
    finally:
        _remove(probe)


def _remove(path: Path) -> None:
    if path.parent.is_dir():
        path.unlink(missing_ok=True)
