"""The desk of an owner."""

import pytest

from tests.desk import Desk
from tests.scene import Scene


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """An owner's desk on an empty database."""
    return Desk(scene)
