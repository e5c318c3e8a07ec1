"""Save: one section of an owner's brief, as far as it has come; the rest may follow on another day."""

from collections.abc import Mapping
from typing import Any

from microtask.catalogue import Catalogue
from microtask.challenges.actions.create import update
from microtask.challenges.models import Challenge
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork


def save(
    unit: UnitOfWork,
    challenge_id: int,
    section: str,
    changes: Mapping[str, Any],
    *,
    catalogue: Catalogue,
    by: Identity,
    at: int | None = None,
    sensitive: bool = False,
) -> Challenge:
    """Change what `changes` says, and remember that its owner has looked at the section. Raises as `update` does."""
    challenge = update(unit, challenge_id, changes, catalogue=catalogue, by=by, at=at, sensitive=sensitive)
    if section not in challenge.sections:
        challenge.sections = [*challenge.sections, section]
    return challenge
