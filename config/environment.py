"""The environment that is handed on to programs this process starts, and to settings found beside it."""

import os
from collections.abc import Mapping


def environment_with(added: Mapping[str, str]) -> dict[str, str]:
    """The environment of this process, with `added` on top."""
    return {**os.environ, **added}
