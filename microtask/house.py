"""What one process is made of once it is wired: the faces are given this, and reach for nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.settings import Settings
from microtask.catalogue import Catalogue
from microtask.limits import Limits
from microtask.oidc.provider import Provider
from microtask.people.keys import Passwords
from microtask.unit_of_work import UnitsOfWork


@dataclass(frozen=True)
class House:
    """The settings, the units of work, the task templates, the password hasher and the limits of this process.

    `providers` are the identity providers where people sign in, by their keys.
    """

    settings: Settings
    units: UnitsOfWork
    catalogue: Catalogue
    passwords: Passwords
    limits: Limits
    providers: Mapping[str, Provider]
