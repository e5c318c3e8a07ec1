"""What one process is made of once it is wired: the faces are given this, and reach for nothing else."""

from dataclasses import dataclass

from config.settings import Settings
from microtask.catalogue import Catalogue
from microtask.people.keys import Passwords
from microtask.unit_of_work import UnitsOfWork


@dataclass(frozen=True)
class House:
    """The settings, the units of work, the task templates and the password hasher of this process."""

    settings: Settings
    units: UnitsOfWork
    catalogue: Catalogue
    passwords: Passwords
