"""The door to pyarrow, which comes with the extra `analytics` and is loaded only where Parquet is asked for."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from microtask.errors import Invalid


def is_installed() -> bool:
    """Whether Parquet can be read and written here."""
    return find_spec("pyarrow") is not None


def load(module: str = "pyarrow") -> Any:
    """The module by its name, such as `pyarrow.parquet`. Raises `Invalid` where the extra is not installed."""
    try:
        return import_module(module)
    except ImportError:
        raise Invalid(
            {"format": ['Parquet is not available here. Install it with: pip install "microtask[analytics]"']}
        ) from None
