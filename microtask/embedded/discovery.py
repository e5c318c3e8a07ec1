"""How a command finds the service that `microtask up` runs on this machine: through its data directory."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from config.settings import MachineSettings, load_machine_settings
from microtask.embedded.directory import SYSTEM_DIRECTORY, is_locked, write_private
from microtask.embedded.errors import MachineError

SERVICES_FILE = "services.json"


@dataclass(frozen=True)
class Services:
    """What a running `microtask up` offers to other commands of the same account."""

    process: int
    web_url: str
    database_url: str
    redis_url: str
    secret_key: str
    demo: bool = False

    def environment(self) -> dict[str, str]:
        """The variables that `config.settings.load_settings` requires."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url, "SECRET_KEY": self.secret_key}


def default_data_dir() -> Path:
    """Where `microtask up` keeps its data when nothing is said: for root a place that the servers' account reaches."""
    return SYSTEM_DIRECTORY if os.geteuid() == 0 else Path.home() / ".local" / "share" / "microtask"


def announce(data_dir: Path, services: Services) -> None:
    """Let other commands of this account find `services`."""
    write_private(data_dir / SERVICES_FILE, json.dumps(asdict(services), indent=2) + "\n")


def withdraw(data_dir: Path) -> None:
    """The services are no longer there to be found."""
    (data_dir / SERVICES_FILE).unlink(missing_ok=True)


def find_services(data_dir: Path) -> Services:
    """What runs in `data_dir`. Raises `MachineError` where nothing does, or where it belongs to another account."""
    try:
        # What a run that was killed has left in the file is no longer true; the lock is.
        if is_locked(data_dir):
            return Services(**json.loads((data_dir / SERVICES_FILE).read_text(encoding="utf-8")))
    except PermissionError as error:
        raise MachineError(f"{data_dir} belongs to another account: run this command as that account.") from error
    except FileNotFoundError:
        pass
    raise MachineError(
        f"No service runs in {data_dir}: start one with `microtask up`, name its directory with --data-dir, "
        "or set DATABASE_URL and REDIS_URL."
    )


def find_settings(data_dir: Path | None, machine: MachineSettings | None = None) -> dict[str, str]:
    """The variables that a command beside a running service adds to its environment, so that nothing need be set.

    The service: that of `data_dir`, else the two URLs of the environment, else that of MICROTASK_DATA_DIR, else that
    of the default directory. Raises `MachineError` where none is found.
    """
    machine = machine or load_machine_settings()
    if data_dir is not None:
        return find_services(data_dir).environment()
    likely = machine.data_dir or default_data_dir()
    if machine.database_url is None or machine.redis_url is None:
        return find_services(likely).environment()
    try:
        found = find_services(likely)
    except MachineError:
        return {}
    # A service started with the same two URLs: only its secret is still unknown.
    same = (found.database_url, found.redis_url) == (machine.database_url, machine.redis_url)
    return found.environment() if same else {}
